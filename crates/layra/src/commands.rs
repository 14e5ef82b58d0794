//! The commands, one file each: load, call one library function, print.

pub(crate) mod advise;
pub(crate) mod agents;
pub(crate) mod blueprints;
pub(crate) mod build;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod decide;
pub(crate) mod decisions;
pub(crate) mod export;
pub(crate) mod facts;
pub(crate) mod graph;
pub(crate) mod import;
pub(crate) mod lab;
pub(crate) mod lint;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod map;
pub(crate) mod mcp;
pub(crate) mod new;
pub(crate) mod related;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod welcome;
