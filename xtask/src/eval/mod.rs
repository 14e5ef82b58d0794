//! Measures answers against the labelled questions under `evals/`.
//!
//! The questions are a development set: they say whether a change helps in general. Each ranking is
//! given the same questions in one run, so that the parts of the search can be told apart and a
//! plain one stands beside them.

mod plain;
mod score;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use layra_search::{By, Query};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use self::score::Scores;

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

/// How many patterns are asked for.
const DEPTH: usize = 43;
/// How many patterns are asked for when time is taken: as many as the command gives.
const FIRST: usize = 10;
/// Questions listed as the worst.
const WORST: usize = 10;

/// Prints the scoreboard of the search.
///
/// # Errors
/// When a file of questions cannot be read.
pub(crate) fn search(root: &Path) -> Result<()> {
    let questions: Vec<Question> = read(&root.join("evals/queries.jsonl"))?;
    let off_topic: Vec<OffTopic> = read(&root.join("evals/offtopic.jsonl"))?;
    let catalog = layra_builtin::catalog();
    let index = layra_builtin::index();
    let by = |text: &str, by: By| -> Vec<String> {
        let query = Query { text, limit: DEPTH, category: None, place: None };
        index.search_by(&catalog, &query, by).results.into_iter().map(|hit| hit.slug.to_string()).collect()
    };
    let layra = |text: &str| by(text, By::Both);
    let scores = Scores::of(&questions, &layra);
    println!("{}", scores.by_style());
    println!("abstains on {}", abstentions(&off_topic, &layra));
    println!("refuses {}\n", scores.refusals());
    println!("{}", score::HEAD);
    println!("{}", scores.line("layra"));
    println!("{}", Scores::of(&questions, &|text| by(text, By::Words)).line("words alone"));
    println!("{}", Scores::of(&questions, &|text| by(text, By::Meaning)).line("meaning alone"));
    match std::env::var_os("LAYRA_SEED") {
        Some(folder) => {
            let original = plain::Plain::of_original(Path::new(&folder))?;
            println!("{}", Scores::of(&questions, &|text| original.rank(text)).line("plain, original"));
        }
        None => println!("SKIPPED: LAYRA_SEED does not name the folder of the original"),
    }
    println!(
        "\n{}",
        latency(&questions, &|text| {
            let query = Query { text, limit: FIRST, category: None, place: None };
            index.search(&catalog, &query).results.into_iter().map(|hit| hit.slug.to_string()).collect()
        })
    );
    println!("\nthe {WORST} worst questions");
    print!("{}", scores.worst(WORST));
    Ok(())
}

/// How long an answer takes once the catalogue is in memory, every question asked ten times.
fn latency(questions: &[Question], ranking: &Ranking<'_>) -> String {
    let mut times: Vec<u128> = Vec::new();
    for question in questions.iter().cycle().take(10 * questions.len()) {
        let started = Instant::now();
        std::hint::black_box(ranking(&question.query));
        times.push(started.elapsed().as_micros());
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    format!("an answer of {FIRST} patterns with reasons: p50 {} µs, p99 {} µs", at(50), at(99))
}

fn abstentions(off_topic: &[OffTopic], ranking: &Ranking<'_>) -> String {
    let answered: Vec<&str> =
        off_topic.iter().map(|one| one.query.as_str()).filter(|text| !ranking(text).is_empty()).collect();
    let empty = off_topic.len() - answered.len();
    let mut line = format!("{empty} of {} questions that no pattern answers", off_topic.len());
    for text in answered {
        line += &format!("\n  answers: {text}");
    }
    line
}

/// The rows of a file that holds one JSON object a line.
fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).with_context(|| format!("{}: {line}", path.display())))
        .collect()
}
