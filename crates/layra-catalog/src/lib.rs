//! The catalogue: every pattern, and the words patterns are written in.
//!
//! [`Catalog`] is what a folder like ours loads into; [`Pattern`] is one entry. This crate loads
//! them, says what is wrong with them, lays packs over one another, and writes them out again. It
//! never looks at source code.

pub mod catalog;
pub mod compare;
pub mod condition;
pub mod diagram;
pub mod export;
pub mod files;
pub mod import;
pub mod listing;
pub mod load;
pub mod map;
pub mod nearest;
pub mod pattern;
pub mod problem;
pub mod raw;
pub mod relation;
pub mod schema;
pub mod section;
pub mod slug;
pub mod tokens;
pub mod vocabulary;

pub use catalog::{Catalog, Contents, Masthead};
pub use load::Pack;
pub use pattern::{Category, Pattern};
pub use problem::{Problem, Severity, SourceText};
pub use slug::Slug;
pub use tokens::Tokens;
pub use vocabulary::Vocabulary;
