//! Which decisions to look at again: those that have come due, and those whose facts have changed.
//!
//! A record keeps the facts on which it was decided ([`crate::record()`]). They are compared with what is
//! known on a later day, and where they differ, the adviser is asked again on both.

use std::collections::BTreeSet;

use layra_catalog::{Catalog, Pattern, Problem, Severity, Slug};
use layra_project::{Date, Decision, Project, Record, RepoPath};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::advice::FactChange;
use crate::gather::{self, Contradictions};
use crate::{Known, Situation, advise, weigh};

/// The decisions of a repository, and which to look at again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// The day on which they are looked at.
    #[schemars(with = "String")]
    pub day: Date,
    /// Whether they were compared with facts of that day.
    pub compared: bool,
    /// The decisions, by the path of their record; those without one come last.
    pub decisions: Vec<Reviewed>,
}

/// A decision, and whether to look at it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reviewed {
    /// Its record; `null` when it has none.
    pub adr: Option<RepoPath>,
    /// What it is called.
    pub title: String,
    /// Its status as the record has it.
    pub status: Option<String>,
    /// The day it was decided.
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// The pattern that was chosen; `null` for a record that `layra.toml` does not name.
    pub pattern: Option<Slug>,
    /// The folder it holds for; empty for the whole repository.
    pub scope: RepoPath,
    /// The day by which to look at it again.
    #[schemars(with = "Option<String>")]
    pub review: Option<Date>,
    /// Whether that day has come.
    pub due: bool,
    /// Facts that are no longer what they were, and facts that matter to the pattern and were not known.
    pub changed: Vec<FactChange>,
    /// What the changed facts make of the advice; `null` when the pattern stands as it did.
    pub turned: Option<Turned>,
}

/// Advice that is another than it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Turned {
    /// How the pattern stood on the facts of the decision.
    pub from: Stands,
    /// How it stands on the facts of today.
    pub to: Stands,
    /// What is recommended today.
    pub recommended: Vec<Slug>,
}

/// How a pattern stands in a situation, by its facts alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    /// It is recommended.
    Recommended,
    /// It is not recommended.
    NotRecommended,
    /// A statement rules it out.
    RuledOut,
}

/// Looks at the decisions of a repository again: which have come due on `day`, and, where `known` holds
/// the facts of that day, which rest on facts that have changed.
///
/// Decisions that were rejected, deprecated or superseded are neither. Facts of a record that cannot be
/// read are problems, with their places in it.
pub fn look_again(
    catalog: &Catalog,
    project: &Project,
    records: &[Record],
    known: Option<&[Known]>,
    day: Date,
) -> (Review, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut decisions = Vec::new();
    for record in records {
        let mut named = project.decisions.iter().filter(|one| one.adr.as_ref() == Some(&record.path)).peekable();
        let facts = if named.peek().is_some() { recorded(catalog, record, &mut problems) } else { None };
        let review = |decision: Option<&Decision>| {
            let mut reviewed = reviewed(catalog, Some(record), decision, day);
            if let (Some(decision), Some(facts), Some(known), true) = (decision, &facts, known, record.is_standing()) {
                compare(catalog, &mut reviewed, &decision.pattern, facts, known);
            }
            reviewed
        };
        match named.peek() {
            None => decisions.push(review(None)),
            Some(_) => decisions.extend(named.map(|decision| review(Some(decision)))),
        }
    }
    let has_record = |decision: &&Decision| records.iter().any(|record| decision.adr.as_ref() == Some(&record.path));
    let alone = project.decisions.iter().filter(|decision| !has_record(decision));
    decisions.extend(alone.map(|decision| reviewed(catalog, None, Some(decision), day)));
    (Review { day, compared: known.is_some(), decisions }, problems)
}

fn reviewed(catalog: &Catalog, record: Option<&Record>, decision: Option<&Decision>, day: Date) -> Reviewed {
    let name =
        |slug: &Slug| catalog.get(slug.as_str()).map_or_else(|| slug.to_string(), |pattern| pattern.name.clone());
    let review = record.and_then(|record| record.review);
    Reviewed {
        adr: record.map(|record| record.path.clone()).or_else(|| decision.and_then(|decision| decision.adr.clone())),
        title: match (record, decision) {
            (Some(record), _) => record.title.clone(),
            (None, decision) => decision.map(|decision| name(&decision.pattern)).unwrap_or_default(),
        },
        status: record.and_then(|record| record.status.clone()),
        date: record.and_then(|record| record.date),
        pattern: decision.map(|decision| decision.pattern.clone()),
        scope: decision.map(|decision| decision.scope.clone()).unwrap_or_default(),
        review,
        due: record.is_some_and(Record::is_standing) && review.is_some_and(|review| review <= day),
        changed: Vec::new(),
        turned: None,
    }
}

/// The facts that a record keeps.
fn recorded(catalog: &Catalog, record: &Record, problems: &mut Vec<Problem>) -> Option<Vec<Known>> {
    let facts = record.facts.as_ref()?;
    // With the lines above them, so that places are those of the record.
    let text = "\n".repeat(facts.line.saturating_sub(1)) + &facts.text;
    match gather::from_toml(catalog.vocabulary(), &text, record.path.as_str()) {
        Ok(facts) => Some(facts),
        Err(error) => {
            let (path, message) = (record.path.as_str(), error.to_string());
            let placed = message.strip_prefix(path).and_then(|rest| rest.strip_prefix(':')?.split_once(": "));
            let (line, message) = match placed.and_then(|(line, rest)| Some((line.parse().ok()?, rest))) {
                Some((line, rest)) => (line, rest),
                None => (0, message.as_str()),
            };
            let problem = Problem::of_file(Severity::Warning, path, message);
            let hint = "until it is mended, nothing tells whether these facts have changed";
            problems.push(Problem { line, column: line.min(1), ..problem }.with_hint(hint));
            None
        }
    }
}

fn compare(catalog: &Catalog, reviewed: &mut Reviewed, slug: &Slug, recorded: &[Known], known: &[Known]) {
    let Some(pattern) = catalog.get(slug.as_str()) else { return };
    let matters = facts_of(pattern);
    for known in known {
        let before = recorded.iter().find(|one| one.fact == known.fact).map(|one| one.value.clone());
        let changed = match &before {
            Some(before) => *before != known.value,
            None => matters.contains(known.fact.as_str()),
        };
        if changed {
            reviewed.changed.push(FactChange { fact: known.fact.clone(), from: before, to: known.value.clone() });
        }
    }
    if reviewed.changed.is_empty() {
        return;
    }
    let vocabulary = catalog.vocabulary();
    let both = recorded.iter().chain(known).cloned();
    // Refusing is for contradictions; here the later fact is the one that holds.
    let Ok(after) = gather::merge(vocabulary, both, Contradictions::LastCounts) else { return };
    let before = Situation { facts: recorded.to_vec(), ..Situation::default() };
    let after = Situation { facts: after, ..Situation::default() };
    if let (Some(from), Some(to)) = (stands(catalog, &before, slug), stands(catalog, &after, slug))
        && from != to
    {
        let recommended = advise(catalog, &after, &[]).recommended;
        let recommended = recommended.into_iter().map(|recommendation| recommendation.slug).collect();
        reviewed.turned = Some(Turned { from, to, recommended });
    }
}

fn stands(catalog: &Catalog, situation: &Situation, slug: &Slug) -> Option<Stands> {
    let weighed = weigh(catalog, situation, std::slice::from_ref(slug)).pop()?;
    Some(match (weighed.recommended, weighed.ruled_out) {
        (true, _) => Stands::Recommended,
        (false, true) => Stands::RuledOut,
        (false, false) => Stands::NotRecommended,
    })
}

/// The facts that conditions of a pattern speak of.
fn facts_of(pattern: &Pattern) -> BTreeSet<&str> {
    let statements = pattern.use_when.iter().chain(&pattern.avoid_when).filter_map(|one| one.condition.as_ref());
    let rows = pattern.versus.iter().flat_map(|row| row.prefer_if.iter().chain(&row.other_if));
    statements.chain(rows).flat_map(|condition| condition.facts()).collect()
}

#[cfg(test)]
mod tests;
