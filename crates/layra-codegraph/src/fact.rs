//! What manifests, lock files and other descriptions tell of technologies and services.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::graph::Ecosystem;

/// Something a file states, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// The file, relative to the root.
    pub path: String,
    /// The line, counted from 1.
    pub line: u32,
    /// What it states.
    pub what: What,
}

/// What a [`Fact`] states.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A package is depended on.
    Dependency {
        /// Where it comes from.
        ecosystem: Ecosystem,
        /// Its name there.
        name: String,
        /// What it is needed for.
        purpose: Purpose,
    },
}

/// What a dependency is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// For the program to run.
    Run,
    /// To build it.
    Build,
    /// To develop or test it.
    Develop,
}
