//! Nothing in the catalogue is worded after an evaluation text.
//!
//! Search and advice are measured with the questions and scenarios of `evals/`. A phrase, term or
//! statement that repeats one of them would make the figures better and the answers no better. So
//! no text of ours shares five consecutive words with any of theirs.

use std::collections::BTreeMap;

use layra_catalog::Catalog;
use layra_catalog::slug::words;
use serde_json::Value;

use crate::offence::expect_none;
use crate::texts::texts;

/// Consecutive words that may not be shared.
const SHARED: usize = 5;

/// The evaluation sets that are texts; `repos.jsonl` holds file names.
const EVALUATIONS: &[(&str, &str)] = &[
    ("queries.jsonl", include_str!("../../../../evals/queries.jsonl")),
    ("offtopic.jsonl", include_str!("../../../../evals/offtopic.jsonl")),
    ("scenarios.jsonl", include_str!("../../../../evals/scenarios.jsonl")),
    ("fit-queries.jsonl", include_str!("../../../../evals/fit-queries.jsonl")),
    ("fit-offtopic.jsonl", include_str!("../../../../evals/fit-offtopic.jsonl")),
];

/// Proper names that are five words or longer and stand in an evaluation text too, as words of
/// lower case. None so far; a title belongs here only when it cannot be told otherwise.
const PROPER_NAMES: &[&str] = &[];

fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Every run of [`SHARED`] words of every evaluation text, with where it is from.
fn evaluated() -> BTreeMap<Vec<String>, String> {
    let mut runs = BTreeMap::new();
    for (file, lines) in EVALUATIONS {
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let case: Value = serde_json::from_str(line).expect("an evaluation set is JSON, line by line");
            let id = case["id"].as_str().expect("each case has an id");
            for text in strings(&case) {
                runs.extend(words(text).windows(SHARED).map(|run| (run.to_vec(), format!("{file} {id}"))));
            }
        }
    }
    runs
}

/// A run of words that may not stand in the catalogue.
pub(crate) fn example() -> String {
    evaluated().into_keys().next().expect("the evaluation sets are not empty").join(" ")
}

/// Runs of words of the catalogue that stand in an evaluation text too.
pub(crate) fn borrowed_words(catalog: &Catalog) -> Vec<String> {
    let runs = evaluated();
    let mut offences = Vec::new();
    for (place, text) in texts(catalog) {
        // Titles of references are facts.
        if place.contains(" references ") && place.ends_with(" title") {
            continue;
        }
        for paragraph in text.split("\n\n") {
            for run in words(paragraph).windows(SHARED) {
                let joined = run.join(" ");
                if let Some(source) = runs.get(run)
                    && !PROPER_NAMES.contains(&joined.as_str())
                {
                    offences.push(format!("{place}: `{joined}` stands in {source}"));
                }
            }
        }
    }
    offences
}

#[test]
fn no_text_shares_five_words_with_an_evaluation() {
    expect_none("say it in other words", borrowed_words(&layra_builtin::catalog()));
}
