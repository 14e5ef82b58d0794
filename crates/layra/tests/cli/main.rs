//! Runs the real program and looks at exit code, stdout and stderr together.

mod advise;
mod agents;
mod answers;
mod bad_packs;
mod blueprints;
mod build;
mod cache;
mod compare;
mod completions;
mod decide;
mod decisions;
mod export;
mod graph;
mod help;
mod import;
#[cfg(unix)]
mod interview;
mod lab;
mod lint;
mod list;
mod man;
mod map;
mod mcp;
mod new;
mod packs;
#[cfg(feature = "reader")]
mod reader;
mod readme;
mod related;
mod schema;
mod search;
mod serve;
mod show;
mod world;
