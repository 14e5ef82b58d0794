//! `cargo xtask eval search`: how well the search answers the labelled questions.
//!
//! The weights of the search were fitted on `fit-queries.jsonl` and `fit-offtopic.jsonl`; what counts
//! is `queries.jsonl` and `offtopic.jsonl`. Every ranking is given the same questions in one run, so
//! that the parts of the search can be told apart and others stand beside them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use layra_catalog::Catalog;
use layra_search::{By, Hit, Index, Query};
use serde::{Deserialize, Serialize};

use super::plain;
use super::score::{self, Scores};
use super::{OffTopic, Question, Ranking, read};

/// A line of somebody else's ranking.
#[derive(Debug, Deserialize)]
struct Ranked {
    id: String,
    ranked: Vec<String>,
}

/// The scores that a change may not fall below: `evals/recorded.json`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Recorded {
    /// Mean nDCG@5.
    ndcg: f64,
    /// Share of questions whose first answer is right.
    hit: f64,
    /// Share of off-topic questions turned away.
    abstains: f64,
    /// Share of questions with an answer that are turned away.
    refuses: f64,
}

/// How many patterns are asked for.
const DEPTH: usize = 43;
/// How many patterns are asked for when time is taken: as many as the command gives.
const FIRST: usize = 10;
/// Questions listed as the worst.
const WORST: usize = 10;
/// Bins that scores are sorted into.
const BINS: usize = 5;
/// The grade from which a pattern is clearly useful.
const USEFUL: u32 = 2;
/// How much of a question is typed, in hundredths.
const TYPED: [usize; 4] = [30, 50, 70, 90];
/// How far a score may fall: one point of a hundred.
const SLACK: f64 = 0.01;
/// Where others' rankings are read from.
const TRANSFORMER: &str = "LAYRA_TRANSFORMER";
const RECORDED: &str = "evals/recorded.json";

/// The sets of questions, each beside the one the search was fitted on.
struct Sets {
    questions: Vec<Question>,
    off_topic: Vec<OffTopic>,
    fitted: Vec<Question>,
    fitted_off_topic: Vec<OffTopic>,
}

impl Sets {
    fn read(root: &Path) -> Result<Self> {
        Ok(Self {
            questions: read(&root.join("evals/queries.jsonl"))?,
            off_topic: read(&root.join("evals/offtopic.jsonl"))?,
            fitted: read(&root.join("evals/fit-queries.jsonl"))?,
            fitted_off_topic: read(&root.join("evals/fit-offtopic.jsonl"))?,
        })
    }
}

/// The search of the built-in catalogue.
struct Search {
    catalog: Catalog,
    index: Index<'static>,
}

impl Search {
    fn new() -> Self {
        Self { catalog: layra_builtin::catalog(), index: layra_builtin::index() }
    }

    fn hits(&self, text: &str, limit: usize, by: By) -> Vec<Hit> {
        self.index.search_by(&self.catalog, &Query { text, limit, category: None, section: None }, by).results
    }

    /// A ranking of all patterns.
    fn by(&self, by: By) -> impl Fn(&str) -> Vec<String> {
        move |text| self.hits(text, DEPTH, by).into_iter().map(|hit| hit.slug.to_string()).collect()
    }
}

/// Prints the scoreboard of the search.
///
/// # Errors
/// When a file of questions cannot be read.
pub(crate) fn run(root: &Path) -> Result<()> {
    let sets = Sets::read(root)?;
    let search = Search::new();
    let layra = search.by(By::Both);
    let scores = Scores::of(&sets.questions, &layra);
    println!("{}", scores.by_style());
    println!("abstains on {}", abstentions(&sets.off_topic, &layra));
    println!("refuses {}\n", scores.refusals());
    println!("{}", score::HEAD);
    println!("{}", scores.line("layra"));
    println!("{}", Scores::of(&sets.questions, &search.by(By::Words)).line("words alone"));
    println!("{}", Scores::of(&sets.questions, &search.by(By::Meaning)).line("meaning alone"));
    others(&sets.questions)?;
    let fitted = Scores::of(&sets.fitted, &layra);
    println!("{}", fitted.line("where fitted"));
    println!("\nwhere fitted, abstains on {}", abstentions(&sets.fitted_off_topic, &layra));
    println!("where fitted, refuses {}", fitted.refusals());
    println!("\n{}", calibration(&sets.questions, &search));
    println!("\n{}", typed(&sets.questions, &search));
    println!("\n{}", latency(&sets.questions, &search));
    println!("\nthe {WORST} worst questions");
    print!("{}", scores.worst(WORST));
    Ok(())
}

/// Compares the scores with the recorded ones.
///
/// # Errors
/// When one has fallen by more than a point, or a file cannot be read.
pub(crate) fn check(root: &Path) -> Result<()> {
    let recorded = recorded(root)?;
    let now = measure(root)?;
    let fallen = |name: &str, now: f64, then: f64| {
        (now < then - SLACK).then(|| format!("{name} fell from {then:.3} to {now:.3}"))
    };
    let faults: Vec<String> = [
        fallen("nDCG@5", now.ndcg, recorded.ndcg),
        fallen("hit@1", now.hit, recorded.hit),
        fallen("abstention", now.abstains, recorded.abstains),
        fallen("answering", 1.0 - now.refuses, 1.0 - recorded.refuses),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !faults.is_empty() {
        bail!("{}; `cargo xtask eval search` shows where, `eval search --record` records it", faults.join(", "));
    }
    println!("{now:?}, recorded {recorded:?}");
    Ok(())
}

/// Records the scores as they are.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn record(root: &Path) -> Result<()> {
    let path = root.join(RECORDED);
    let text = serde_json::to_string_pretty(&measure(root)?)? + "\n";
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn recorded(root: &Path) -> Result<Recorded> {
    let path = root.join(RECORDED);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} does not hold the recorded scores", path.display()))
}

fn measure(root: &Path) -> Result<Recorded> {
    let sets = Sets::read(root)?;
    let search = Search::new();
    let layra = search.by(By::Both);
    let scores = Scores::of(&sets.questions, &layra);
    let (ndcg, hit) = scores.means();
    let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
    let turned_away = sets.off_topic.iter().filter(|one| layra(&one.query).is_empty()).count();
    Ok(Recorded {
        ndcg,
        hit,
        abstains: share(turned_away, sets.off_topic.len()),
        refuses: share(scores.refused().len(), sets.questions.len()),
    })
}

/// Prints the scores of rankings that are not ours, where they are to be had.
fn others(questions: &[Question]) -> Result<()> {
    match std::env::var_os("LAYRA_SEED") {
        Some(folder) => {
            let original = plain::Plain::of_original(Path::new(&folder))?;
            println!("{}", Scores::of(questions, &|text| original.rank(text)).line("plain, original"));
        }
        None => println!("SKIPPED: LAYRA_SEED does not name the folder of the original"),
    }
    match std::env::var_os(TRANSFORMER) {
        Some(path) => {
            let ranked: BTreeMap<String, Vec<String>> =
                read(Path::new(&path))?.into_iter().map(|Ranked { id, ranked }| (id, ranked)).collect();
            let of = |text: &str| {
                let question = questions.iter().find(|question| question.query == text);
                question.and_then(|question| ranked.get(&question.id)).cloned().unwrap_or_default()
            };
            println!("{}", Scores::of(questions, &of).line("transformer"));
        }
        None => println!("SKIPPED: {TRANSFORMER} names no ranking, see xtask/embedding/README.md"),
    }
    Ok(())
}

/// How often hits of a certain score are answers or clearly useful, against what the score says.
fn calibration(questions: &[Question], search: &Search) -> String {
    let mut bins = [(0_u32, 0.0_f64, 0_u32); BINS];
    for question in questions {
        for hit in search.hits(&question.query, FIRST, By::Both) {
            let bin = &mut bins[((hit.score * BINS as f32) as usize).min(BINS - 1)];
            let is_useful = question.relevant.get(hit.slug.as_str()).is_some_and(|grade| *grade >= USEFUL);
            *bin = (bin.0 + 1, bin.1 + f64::from(hit.score), bin.2 + u32::from(is_useful));
        }
    }
    let mut text = String::from("score says, on average; was useful; hits");
    for (count, sum, useful) in bins.into_iter().filter(|(count, ..)| *count > 0) {
        let of = f64::from(count);
        text += &format!("\n{:10.2}{:14.2}{count:16}", sum / of, f64::from(useful) / of);
    }
    text
}

/// How many questions are answered, and rightly, while they are being typed.
fn typed(questions: &[Question], search: &Search) -> String {
    let mut text = String::from("of a question is typed; answered; right among the first three");
    for percent in TYPED {
        let (mut answered, mut right) = (0, 0);
        for Question { query, relevant, .. } in questions {
            let begun: String = query.chars().take(query.chars().count() * percent / 100).collect();
            let hits = search.hits(&begun, 3, By::Both);
            answered += usize::from(!hits.is_empty());
            right += usize::from(hits.iter().any(|hit| relevant.get(hit.slug.as_str()) == Some(&score::ANSWER)));
        }
        text += &format!("\n{percent:4} %{answered:24}{right:18}");
    }
    text
}

/// How long an answer takes once the catalogue is in memory, every question asked ten times.
fn latency(questions: &[Question], search: &Search) -> String {
    let mut times: Vec<u128> = Vec::new();
    for question in questions.iter().cycle().take(10 * questions.len()) {
        let started = Instant::now();
        std::hint::black_box(search.hits(&question.query, FIRST, By::Both));
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
