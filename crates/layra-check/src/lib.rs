//! Joins what is known of patterns with what a repository holds.
//!
//! [`observe()`] sees facts and technologies in a repository: how the vocabulary says that a fact is measured
//! ([`Sight`](layra_catalog::vocabulary::Sight)), and what git and manifests show of that.
//!
//! **Invariants.** No fact and no technology is known by name here. What a repository does not show is
//! unknown, never false. Nothing that is read is run, and no clock is asked: time counts back from the newest
//! commit.

mod measure;
pub mod observe;
mod technologies;

pub use observe::{Observed, SeenFact, SeenTechnology, observe};
