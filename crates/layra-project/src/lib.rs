//! What a repository says of itself: `layra.toml` and its decision records.
//!
//! [`Project`] is what `layra.toml` says, [`Record`] what one decision record says, [`edit`] adds a
//! decision to the text of a `layra.toml`, and [`Repository`] reads and writes both on disk. Nothing
//! here weighs a decision: what a record contains, and whether a decision still holds, is advice.
//!
//! Reading never fails on content: it gives what was understood, and problems with their places.

pub mod edit;
mod files;
#[cfg(test)]
mod fixture;
mod path;
mod project;
pub mod raw;
mod record;

pub use files::{Declared, FilesError, Repository};
pub use jiff::civil::Date;
pub use path::{RepoPath, RepoPathError};
pub use project::{Decision, HouseRule, Project, Rejectable, Rejected, RuleKind, schema};
pub use record::{FACTS_FENCE, Facts, Record};
