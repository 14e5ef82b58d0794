//! Measures answers against the labelled sets under `evals/`.
//!
//! The sets are development sets: they say whether a change helps in general.

pub(crate) mod advise;
mod plain;
mod score;
pub(crate) mod search;

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A question with the patterns that answer it.
#[derive(Debug, Deserialize)]
struct Question {
    id: String,
    query: String,
    style: String,
    /// Slugs with their grade: 3 is the answer, 2 clearly useful, 1 related.
    relevant: std::collections::BTreeMap<String, u32>,
}

/// A question that no pattern answers.
#[derive(Debug, Deserialize)]
struct OffTopic {
    query: String,
}

/// Slugs for a question, best first.
type Ranking<'a> = dyn Fn(&str) -> Vec<String> + 'a;

/// The rows of a file that holds one JSON object a line.
fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).with_context(|| format!("{}: {line}", path.display())))
        .collect()
}
