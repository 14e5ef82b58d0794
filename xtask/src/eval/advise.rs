//! `cargo xtask eval advise`: how well advice answers the labelled situations.
//!
//! Conditions, weights and vocabulary were fitted on `fit-scenarios.jsonl`; what counts is
//! `scenarios.jsonl`. Judging is measured on facts filled in by hand, reading and judging together on
//! the texts, so that each can be improved by itself; plain search and the most frequent patterns
//! are measured in the same run. Scores are those of `evals/score_scenarios.py`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use layra_advise::gather::{self, Contradictions};
use layra_advise::{Advice, Known, Situation, Weighed, advise, weigh};
use layra_catalog::condition::Value;
use layra_catalog::{Catalog, Slug};
use layra_search::{Index, Query};
use serde::Deserialize;

use super::{OffTopic, read};

/// A situation in words, with the patterns that are right for it and wrong.
#[derive(Debug, Deserialize)]
struct Scenario {
    #[serde(default)]
    id: String,
    text: String,
    must: Vec<String>,
    one_of: Vec<Vec<String>>,
    fine: Vec<String>,
    avoid: Vec<String>,
}

/// The facts of a situation, filled in by hand.
#[derive(Debug, Deserialize)]
struct Filled {
    id: String,
    facts: serde_json::Value,
}

/// A situation with the facts that its author noted.
#[derive(Debug, Deserialize)]
struct Noted {
    #[serde(flatten)]
    scenario: Scenario,
    /// Flags and choices, as they are written in labels.
    facts: BTreeMap<String, String>,
    /// Facts that are numbers; none where they were not noted.
    numbers: Option<BTreeMap<String, f64>>,
    /// Patterns that somebody in the text wishes for.
    #[serde(default)]
    wishes: Vec<String>,
}

impl Noted {
    fn situation(&self, catalog: &Catalog) -> Result<Situation> {
        let flags = self.facts.iter().map(|(fact, value)| {
            let value = value.parse::<bool>().map_or_else(|_| serde_json::json!(value), |flag| serde_json::json!(flag));
            (fact.clone(), value)
        });
        let numbers = self.numbers.iter().flatten().map(|(fact, number)| (fact.clone(), serde_json::json!(number)));
        let facts = flags.chain(numbers).collect::<serde_json::Map<_, _>>().into();
        let known = gather::from_json(catalog.vocabulary(), &facts, "a noted situation");
        Ok(stated(known.map_err(|error| anyhow!("{error}"))?))
    }
}

/// Which failures are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Those among the situations that advice was fitted on.
    Fitted,
    /// Those among the others too: whoever looks at them can no longer check with them.
    All,
}

/// The two sets: file of situations, file of facts, and whether advice was fitted on it.
const SETS: [(&str, &str, bool); 2] = [
    ("evals/scenarios.jsonl", "evals/facts.jsonl", false),
    ("evals/fit-scenarios.jsonl", "evals/fit-facts.jsonl", true),
];
/// Situations whose authors noted all facts, and whether the encoder learnt to hear texts from them: of those only
/// judging is measured.
const NOTED: [(&str, bool); 2] = [("evals/unseen-situations.jsonl", false), ("xtask/encoder/situations.jsonl", true)];
/// Texts about other things, for which no pattern is right.
const FOREIGN: [&str; 2] = ["evals/offtopic.jsonl", "evals/fit-offtopic.jsonl"];
/// Patterns that the baselines recommend.
const FIRST: usize = 3;
/// Most patterns in an answer, and most warned against.
const MOST: usize = 7;
const MOST_WARNED: usize = 5;
/// How many recommendations count as first.
const TOP: usize = 8;
/// Share of the recommended that must be on a list.
const ON_LIST: f64 = 0.7;

/// Prints the scoreboard of advice.
///
/// # Errors
/// When a file cannot be read, or holds facts that the vocabulary does not have.
pub(crate) fn run(root: &Path, show: Show) -> Result<()> {
    let catalog = layra_builtin::catalog();
    let index = layra_builtin::index();
    let heard = |text: &str| layra_advise::read(&catalog, &index, text);
    for (scenarios_path, facts_path, fitted) in SETS {
        let scenarios: Vec<Scenario> = read(&root.join(scenarios_path))?;
        let filled = facts(&catalog, &read::<Filled>(&root.join(facts_path))?)?;
        println!("{scenarios_path}, {} situations, facts of {}\n{HEAD}", scenarios.len(), filled.len());
        let mut failures = String::new();
        let given = Board::of(
            &catalog,
            scenarios
                .iter()
                .filter_map(|scenario| filled.get(&scenario.id).map(|facts| (scenario, stated(facts.clone())))),
        );
        println!("{}", given.line("facts given"));
        failures += &given.failures(&catalog, "facts given");
        let texts = Board::of(&catalog, scenarios.iter().map(|scenario| (scenario, heard(&scenario.text))));
        println!("{}", texts.line("text read"));
        failures += &texts.failures(&catalog, "text read");
        let found = |scenario: &Scenario| first_found(&catalog, &index, scenario);
        println!("{}", Board::of_answers(&scenarios, found).line("search"));
        let frequent = most_frequent(&scenarios);
        println!("{}", Board::of_answers(&scenarios, |_| frequent.clone()).line("most frequent"));
        println!("\nfacts given, by category\n{}", given.by_category(&catalog));
        println!("text read, by category\n{}", texts.by_category(&catalog));
        println!("{}\n{}\n", extraction(&texts, &filled), given.latency(&catalog));
        if fitted || show == Show::All {
            println!("{failures}");
        }
    }
    for (path, learnt) in NOTED {
        let noted: Vec<Noted> = read(&root.join(path))?;
        let noted: Vec<&Noted> = noted.iter().filter(|noted| noted.numbers.is_some()).collect();
        println!("{path}, {} situations with all facts noted\n{HEAD}", noted.len());
        let scenarios = || noted.iter().map(|noted| &noted.scenario);
        let situations: Vec<Situation> = noted.iter().map(|noted| noted.situation(&catalog)).collect::<Result<_>>()?;
        let given = Board::of(&catalog, scenarios().zip(situations));
        println!("{}", given.line("facts given"));
        if !learnt {
            let texts = Board::of(&catalog, scenarios().map(|scenario| (scenario, heard(&scenario.text))));
            println!("{}", texts.line("text read"));
            println!("{}", wishes(&texts, noted.iter().map(|noted| noted.wishes.as_slice())));
        }
        println!("{}", given.by_category(&catalog));
    }
    for path in FOREIGN {
        let texts: Vec<OffTopic> = read(&root.join(path))?;
        let advice = |text: &OffTopic| advise(&catalog, &heard(&text.query), &[]);
        let refused = texts.iter().filter(|text| advice(text).recommended.is_empty()).count();
        println!("{path}: {refused} of {} texts about other things are given no pattern", texts.len());
    }
    Ok(())
}

fn facts(catalog: &Catalog, rows: &[Filled]) -> Result<BTreeMap<String, Vec<Known>>> {
    let row = |row: &Filled| {
        let known = gather::from_json(catalog.vocabulary(), &row.facts, &row.id).map_err(|error| anyhow!("{error}"))?;
        let known = gather::merge(catalog.vocabulary(), known, Contradictions::Refuse)?;
        Ok((row.id.clone(), known))
    };
    rows.iter().map(row).collect::<Result<_>>().context("facts that are filled in by hand")
}

fn stated(facts: Vec<Known>) -> Situation {
    Situation { facts, ..Situation::default() }
}

fn first_found(catalog: &Catalog, index: &Index<'_>, scenario: &Scenario) -> Vec<String> {
    let query = Query { text: &scenario.text, limit: FIRST, category: None, section: None };
    index.search(catalog, &query).results.into_iter().map(|hit| hit.slug.to_string()).collect()
}

/// The patterns that are wanted most often.
fn most_frequent(scenarios: &[Scenario]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for slug in scenarios.iter().flat_map(|one| one.must.iter().chain(one.one_of.iter().flatten())) {
        *counts.entry(slug).or_default() += 1;
    }
    let mut counts: Vec<(usize, &str)> = counts.into_iter().map(|(slug, count)| (count, slug)).collect();
    counts.sort_by(|(one, slug), (other, other_slug)| other.cmp(one).then(slug.cmp(other_slug)));
    counts.into_iter().take(FIRST).map(|(_, slug)| slug.to_owned()).collect()
}

/// What the columns of [`Board::line`] hold.
const HEAD: &str = "                   n  passed    must  one-of  violations  precision   size";

/// The answers of one adviser, scored.
struct Board<'a> {
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    scenario: &'a Scenario,
    situation: Situation,
    recommended: Vec<String>,
    score: Score,
}

impl<'a> Board<'a> {
    fn of(catalog: &Catalog, situations: impl Iterator<Item = (&'a Scenario, Situation)>) -> Self {
        let rows = situations.map(|(scenario, situation)| {
            let Advice { recommended, warned, .. } = advise(catalog, &situation, &[]);
            let recommended: Vec<String> = recommended.iter().map(|one| one.slug.to_string()).collect();
            let warned: Vec<String> = warned.iter().map(|one| one.slug.to_string()).collect();
            let score = Score::of(scenario, &recommended, &warned);
            Row { scenario, situation, recommended, score }
        });
        Self { rows: rows.collect() }
    }

    fn of_answers(scenarios: &'a [Scenario], answer: impl Fn(&Scenario) -> Vec<String>) -> Self {
        let rows = scenarios.iter().map(|scenario| {
            let recommended = answer(scenario);
            let score = Score::of(scenario, &recommended, &[]);
            Row { scenario, situation: Situation::default(), recommended, score }
        });
        Self { rows: rows.collect() }
    }

    fn line(&self, name: &str) -> String {
        line(name, self.rows.iter())
    }

    /// The scores by the category of the first pattern wanted.
    fn by_category(&self, catalog: &Catalog) -> String {
        let category = |row: &Row<'_>| {
            let wanted = row.scenario.must.first().or_else(|| row.scenario.one_of.first()?.first());
            let pattern = wanted.and_then(|slug| catalog.get(slug));
            pattern.map_or("almost nothing", |pattern| pattern.category.as_str())
        };
        let categories: BTreeSet<&str> = self.rows.iter().map(category).collect();
        let lines = categories
            .into_iter()
            .map(|name| line(&format!("  {name}"), self.rows.iter().filter(|row| category(row) == name)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// How long one answer takes once the catalogue is in memory.
    fn latency(&self, catalog: &Catalog) -> String {
        let mut times: Vec<u128> = Vec::new();
        for row in self.rows.iter().cycle().take(10 * self.rows.len()) {
            let started = Instant::now();
            std::hint::black_box(advise(catalog, &row.situation, &[]));
            times.push(started.elapsed().as_micros());
        }
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
        format!("one advice, everything explained: p50 {} µs, p99 {} µs", at(50), at(99))
    }

    /// Every situation that did not pass, with what speaks for and against the patterns in question.
    fn failures(&self, catalog: &Catalog, name: &str) -> String {
        let mut text = String::new();
        for Row { scenario, situation, recommended, score } in self.rows.iter().filter(|row| !row.score.passed) {
            let shown: String = scenario.text.chars().take(70).collect();
            let _ = writeln!(text, "\n{name}: {} {shown}", scenario.id);
            let _ = writeln!(
                text,
                "  must {:?} one of {:?}, precision {:.2}, violations {:?}",
                scenario.must,
                scenario.one_of,
                score.precision.unwrap_or(1.0),
                score.violations
            );
            let wanted = scenario.must.iter().chain(scenario.one_of.iter().flatten());
            let mut slugs: Vec<Slug> = recommended.iter().filter_map(|slug| Slug::parse(slug).ok()).collect();
            slugs.extend(wanted.filter(|slug| !recommended.contains(slug)).filter_map(|slug| Slug::parse(slug).ok()));
            for weighed in weigh(catalog, situation, &slugs) {
                let _ = writeln!(text, "  {}", ledger(scenario, &weighed));
            }
        }
        text
    }
}

fn line<'r>(name: &str, rows: impl Iterator<Item = &'r Row<'r>>) -> String {
    let scores: Vec<&Score> = rows.map(|row| &row.score).collect();
    let of = scores.len().max(1) as f64;
    let passed = scores.iter().filter(|score| score.passed).count() as f64 / of;
    let violations: usize = scores.iter().map(|score| score.violations.len()).sum();
    let size = scores.iter().map(|score| score.size).sum::<usize>() as f64 / of;
    format!(
        "{name:16}{:4}{:7.0}%{:8.3}{:8.3}{violations:12}{:11.3}{size:7.2}",
        scores.len(),
        100.0 * passed,
        mean(scores.iter().map(|score| score.must)),
        mean(scores.iter().map(|score| score.one_of)),
        mean(scores.iter().map(|score| score.precision)),
    )
}

fn mean(shares: impl Iterator<Item = Option<f64>>) -> f64 {
    let shares: Vec<f64> = shares.flatten().collect();
    let sum = shares.iter().fold(0.0, |sum, one| sum + one);
    if shares.is_empty() { 1.0 } else { sum / shares.len() as f64 }
}

/// One pattern of a failure: `recommended, on no list: saga 0.41 + several-owners, - cut-in-two`.
fn ledger(scenario: &Scenario, weighed: &Weighed) -> String {
    let slug = weighed.slug.as_str();
    let wanted = scenario.must.iter().chain(scenario.one_of.iter().flatten()).any(|one| one == slug);
    let list = match (wanted, weighed.recommended) {
        (true, true) => "wanted",
        (true, false) => "WANTED, NOT RECOMMENDED",
        (false, _) if scenario.fine.iter().any(|one| one == slug) => "fine",
        (false, _) if scenario.avoid.iter().any(|one| one == slug) => "TO AVOID",
        (false, _) => "on no list",
    };
    let ids = |reasons: &[layra_advise::Reason], sign: char| {
        let cites = reasons.iter().filter_map(|reason| reason.cite.as_deref()?.split_once('#'));
        cites.map(|(_, id)| format!(" {sign}{id}")).collect::<String>()
    };
    let veto = if weighed.ruled_out { " RULED OUT" } else { "" };
    format!("{list}: {slug} {:.2}{veto}{}{}", weighed.score, ids(&weighed.reasons, '+'), ids(&weighed.against, '-'))
}

/// One answer, by the rules of `evals/score_scenarios.py`.
#[derive(Debug)]
struct Score {
    /// Share of what must be there, among the first; `None` where nothing must.
    must: Option<f64>,
    /// Share of the groups of which one is there, among the first.
    one_of: Option<f64>,
    violations: Vec<String>,
    /// Share of what is recommended that is on a list; `None` where nothing is recommended.
    precision: Option<f64>,
    size: usize,
    passed: bool,
}

impl Score {
    fn of(scenario: &Scenario, recommended: &[String], warned: &[String]) -> Self {
        let warned: BTreeSet<&String> = warned.iter().collect();
        let mut seen = BTreeSet::new();
        let recommended: Vec<&String> =
            recommended.iter().filter(|slug| !warned.contains(slug) && seen.insert(*slug)).collect();
        let top: BTreeSet<&String> = recommended.iter().copied().take(TOP).collect();
        let Scenario { must, one_of, fine, avoid, .. } = scenario;
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        let must_share = share(must.iter().filter(|slug| top.contains(slug)).count(), must.len());
        let in_group = |group: &&Vec<String>| group.iter().any(|slug| top.contains(slug));
        let group_share = share(one_of.iter().filter(in_group).count(), one_of.len());
        let violations: BTreeSet<&String> = recommended.iter().copied().filter(|slug| avoid.contains(slug)).collect();
        let on_list = |slug: &&&String| {
            let listed = must.contains(slug) || one_of.iter().flatten().any(|one| one == **slug) || fine.contains(slug);
            listed && !avoid.contains(slug)
        };
        let precision = share(recommended.iter().filter(on_list).count(), recommended.len());
        let fair = recommended.len() <= MOST
            && precision.is_none_or(|precision| precision >= ON_LIST)
            && warned.len() <= MOST_WARNED
            && !must.iter().any(|slug| warned.contains(slug))
            && !one_of.iter().any(|group| group.iter().all(|slug| warned.contains(slug)));
        let all = |share: Option<f64>| share.is_none_or(|share| share == 1.0);
        Self {
            must: must_share,
            one_of: group_share,
            passed: all(must_share) && all(group_share) && violations.is_empty() && fair,
            violations: violations.into_iter().cloned().collect(),
            precision,
            size: recommended.len(),
        }
    }
}

/// How many facts read from texts are those that were filled in by hand.
fn extraction(texts: &Board<'_>, filled: &BTreeMap<String, Vec<Known>>) -> String {
    let line = |what: &str, counts: &dyn Fn(&&Known) -> bool| {
        let (mut read, mut right, mut wanted) = (0, 0, 0);
        for row in &texts.rows {
            let Some(facts) = filled.get(&row.scenario.id) else { continue };
            wanted += facts.iter().filter(counts).count();
            read += row.situation.facts.iter().filter(counts).count();
            let is_right = |known: &&Known| {
                facts.iter().any(|other| other.fact == known.fact && is_same(&other.value, &known.value))
            };
            right += row.situation.facts.iter().filter(counts).filter(is_right).count();
        }
        read_right(what, right, read, wanted)
    };
    let is_number = |known: &&Known| matches!(known.value, Value::Number(_));
    format!("{}\n{}", line("facts", &|_| true), line("numbers among them", &is_number))
}

/// How many wishes read from texts are those that their authors noted, text by text.
fn wishes<'n>(texts: &Board<'_>, noted: impl Iterator<Item = &'n [String]>) -> String {
    let (mut read, mut right, mut wanted) = (0, 0, 0);
    for (row, noted) in texts.rows.iter().zip(noted) {
        let wishes = &row.situation.wishes;
        read += wishes.len();
        right += wishes.iter().filter(|wish| noted.iter().any(|slug| slug == wish.slug.as_str())).count();
        wanted += noted.len();
    }
    read_right("wishes", right, read, wanted)
}

/// Of what was read and of what there was to read, how much is right.
fn read_right(what: &str, right: usize, read: usize, wanted: usize) -> String {
    let share = |of: usize| right as f64 / of.max(1) as f64;
    let (precision, recall) = (share(read), share(wanted));
    format!("{what} read: precision {precision:.3} ({right} of {read}), recall {recall:.3} (of {wanted})")
}

/// Whether two values agree: numbers do when they have one in common.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.overlaps(*other),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_the_definitions() {
        let slugs = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let scenario = Scenario {
            id: "s1".into(),
            text: String::new(),
            must: slugs("kettle"),
            one_of: vec![slugs("pot pan")],
            fine: slugs("stove"),
            avoid: slugs("samovar"),
        };
        let check = |recommended: &str, warned: &str| {
            let score = Score::of(&scenario, &slugs(recommended), &slugs(warned));
            (score.passed, score.must, score.one_of, score.violations.len(), score.precision)
        };
        assert_eq!(check("kettle pan stove", ""), (true, Some(1.0), Some(1.0), 0, Some(1.0)));
        assert_eq!(check("kettle", ""), (false, Some(1.0), Some(0.0), 0, Some(1.0)));
        assert_eq!(check("kettle pan samovar", ""), (false, Some(1.0), Some(1.0), 1, Some(2.0 / 3.0)));
        assert_eq!(check("kettle pan samovar", "samovar"), (true, Some(1.0), Some(1.0), 0, Some(1.0)));
        assert_eq!(check("kettle pan fork knife", ""), (false, Some(1.0), Some(1.0), 0, Some(0.5)));
        assert_eq!(check("kettle pan", "kettle"), (false, Some(0.0), Some(1.0), 0, Some(1.0)));
        assert_eq!(check("kettle pan", "a b c d e f"), (false, Some(1.0), Some(1.0), 0, Some(1.0)));
        assert_eq!(check("", ""), (false, Some(0.0), Some(0.0), 0, None));
    }
}
