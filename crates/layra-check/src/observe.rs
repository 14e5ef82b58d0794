//! Sees in a repository what the vocabulary says that it shows.
//!
//! What it shows is a part of what there is: a flag is seen to be true and never to be false, and what is
//! counted in files is the least there can be. Only the history of commits tells all of a number.

use std::path::Path;

use layra_catalog::Catalog;
use layra_catalog::condition::{Interval, Value};
use layra_catalog::vocabulary::{Fact, FactKind, Sight};
use layra_codegraph::files::commits::Repository;
use layra_codegraph::files::history::History;
use layra_codegraph::{Error, Options, read};
use schemars::JsonSchema;
use serde::Serialize;

use crate::measure::{Measured, Measures};
use crate::technologies;

/// What a repository shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Observed {
    /// The facts, in the order of the vocabulary.
    pub facts: Vec<SeenFact>,
    /// The technologies that the system runs with, in the order of the vocabulary.
    pub technologies: Vec<SeenTechnology>,
}

/// A fact that a repository shows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeenFact {
    /// Id of the fact.
    pub fact: String,
    /// What it is.
    pub value: Value,
    /// Where that is seen: `package.json:14`, `git history`.
    pub place: String,
}

/// A technology that a repository shows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeenTechnology {
    /// Id of the technology.
    pub technology: String,
    /// Where it is seen, each path with its line: `package.json:14`.
    pub places: Vec<String>,
}

/// Sees what the folder `root` shows. Its history counts when it is a repository of git, and not a folder in
/// one. `options` say how files are read, and what is kept of that from one time to the next.
///
/// # Errors
/// When `root` cannot be listed or holds too much, as [`read()`] says. Content is never a reason, and neither
/// is a history that cannot be read: then there is less to see.
pub fn observe(catalog: &Catalog, root: &Path, options: &Options<'_>) -> Result<Observed, Error> {
    let graph = read(root, options)?;
    let vocabulary = catalog.vocabulary();
    let technologies = technologies::seen(vocabulary, graph.facts());
    let measures = Measures { vocabulary, facts: graph.facts(), technologies: &technologies, history: history(root) };
    let facts =
        vocabulary.facts.iter().filter_map(|fact| fact.seen.iter().find_map(|sight| see(fact, sight, &measures)));
    Ok(Observed { facts: facts.collect(), technologies })
}

/// The history of a folder that is a repository.
fn history(root: &Path) -> Option<History> {
    let repository = Repository::of(root).ok().filter(Repository::is_whole)?;
    repository.history().ok()
}

/// What one measure says of a fact; nothing when it is not reached.
fn see(fact: &Fact, sight: &Sight, measures: &Measures<'_>) -> Option<SeenFact> {
    let Measured { number, is_all, place } = measures.of(sight)?;
    let reached = number > 0.0 && sight.at_least.is_none_or(|least| number >= least);
    let value = match fact.kind {
        _ if !reached => return None,
        FactKind::Flag => Value::Flag(true),
        FactKind::Choice => Value::Choice(sight.value.clone()?),
        FactKind::Number => {
            let (lowest, highest) = fact.plausible();
            let number = number.max(lowest).min(highest);
            Value::Number(Interval::new(number, if is_all { number } else { highest })?)
        }
    };
    Some(SeenFact { fact: fact.id.clone(), value, place })
}

#[cfg(test)]
mod tests;
