//! `cargo xtask scale`: what the search costs as catalogues grow.
//!
//! Catalogues of several sizes are made up ([`made`]), indexed and asked. Each size is measured in a
//! process of its own, because the most memory that a process ever had is known for the whole of it
//! only. The times of questions are the best of several rounds: what else the machine does is not
//! the search's.

mod made;
mod random;

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use layra_search::{Answer, By, Index, Query};
use serde::{Deserialize, Serialize};

use self::made::{Made, Question};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const QUESTIONS: usize = 200;
/// Questions of words that no entry has.
const STRANGE: usize = 20;
/// Patterns asked for: as many as the command gives.
const FIRST: usize = 10;
/// How often each question is asked after it was asked once.
const ROUNDS: usize = 3;
/// Tells a process that it is to measure one size.
const ALONE: &str = "--alone";

/// What is measured.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    sizes: Vec<usize>,
    questions: usize,
    /// Whether the sizes are measured here, not each in a process of its own.
    alone: bool,
}

/// A figure that is compared between sizes, with what it is called.
type Growing = (&'static str, Option<f64>);

/// The figures of one size.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Figures {
    entries: usize,
    /// Seconds of the processor that the index took; seconds on the clock where these are not told.
    index_seconds: f64,
    /// Bytes of the packed index.
    index_bytes: usize,
    /// The most memory that was in use, in bytes, catalogue and all; where the system tells.
    peak_bytes: Option<usize>,
    /// How long the answers take in microseconds, shortest first.
    micros: Vec<f64>,
    /// The same of questions in words that no entry has.
    strange_micros: Vec<f64>,
    /// Questions that are answered.
    answered: usize,
    /// Questions whose words find the entry they were made of first, answered or not.
    right: usize,
}

/// Measures catalogues of growing size and prints a table.
///
/// # Errors
/// When the arguments make no sense, or a size cannot be measured.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let plan = Plan::read(arguments)?;
    if plan.alone {
        for &size in &plan.sizes {
            println!("{}", serde_json::to_string(&measure(size, plan.questions)?)?);
        }
        return Ok(());
    }
    if cfg!(debug_assertions) {
        eprintln!("note: without optimisation; `cargo run --release -p xtask -- scale` measures what people run");
    }
    let mut rows: Vec<Figures> = Vec::new();
    for &size in &plan.sizes {
        eprintln!("measuring {size} entries ...");
        rows.push(measure_apart(size, plan.questions).with_context(|| format!("{size} entries cannot be measured"))?);
    }
    print!("{}", table(&rows));
    Ok(())
}

impl Plan {
    fn read(arguments: &[&str]) -> Result<Self> {
        let mut plan = Self { sizes: SIZES.to_vec(), questions: QUESTIONS, alone: false };
        let number = |text: &str| match text.parse() {
            Ok(0) | Err(_) => bail!("`{text}` is not a number from 1 up"),
            Ok(number) => Ok(number),
        };
        let mut arguments = arguments.iter();
        while let Some(&argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("`{argument}` needs a value behind it"));
            match argument {
                "--sizes" => plan.sizes = value()?.split(',').map(number).collect::<Result<_>>()?,
                "--queries" => plan.questions = number(value()?)?,
                ALONE => plan.alone = true,
                _ => bail!("`{argument}` is not known; it takes `--sizes 1000,10000` and `--queries 200`"),
            }
        }
        Ok(plan)
    }
}

/// Measures one size in a process of its own.
fn measure_apart(size: usize, questions: usize) -> Result<Figures> {
    let program = std::env::current_exe().context("this program does not know where it is")?;
    let (size, questions) = (size.to_string(), questions.to_string());
    let output = Command::new(program)
        .args(["scale", ALONE, "--sizes", &size, "--queries", &questions])
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("the process did not start")?;
    if !output.status.success() {
        bail!("the process ended with {}", output.status);
    }
    serde_json::from_slice(&output.stdout).context("the process did not print its figures")
}

fn measure(size: usize, questions: usize) -> Result<Figures> {
    let made = Made::new(size)?;
    let catalog = &made.catalog;
    let (clock, processor) = (Instant::now(), processor_seconds());
    let index = Index::build(catalog);
    let on_clock = clock.elapsed().as_secs_f64();
    let index_seconds = processor.zip(processor_seconds()).map_or(on_clock, |(from, to)| to - from);
    let index_bytes = postcard::serialize_with_flavor(&index, postcard::ser_flavors::Size::default())?;

    let ask = |text: &str| index.search(catalog, &query(text));
    let questions = made.questions(questions);
    let answered = questions.iter().filter(|question| !ask(&question.text).results.is_empty()).count();
    // By words alone, because made-up texts mean nothing.
    let is_right = |question: &&Question| {
        let found = index.search_by(catalog, &query(&question.text), By::Words).results;
        found.first().is_some_and(|hit| hit.slug == question.slug)
    };
    let right = questions.iter().filter(is_right).count();
    let micros = micros(questions.iter().map(|question| question.text.as_str()), &ask);
    let strange = made.strange_questions(STRANGE);
    let strange_micros = self::micros(strange.iter().map(String::as_str), &ask);
    Ok(Figures {
        entries: size,
        index_seconds,
        index_bytes,
        peak_bytes: peak_bytes(),
        micros,
        strange_micros,
        answered,
        right,
    })
}

fn query(text: &str) -> Query<'_> {
    Query { text, limit: FIRST, category: None, section: None }
}

/// How long each answer takes once the catalogue is in memory, shortest first.
fn micros<'a>(questions: impl Iterator<Item = &'a str>, ask: &dyn Fn(&str) -> Answer) -> Vec<f64> {
    let best = |question: &str| {
        let times = (0..ROUNDS).map(|_| {
            let clock = Instant::now();
            std::hint::black_box(ask(question));
            clock.elapsed().as_secs_f64() * 1e6
        });
        times.fold(f64::INFINITY, f64::min)
    };
    let mut micros: Vec<f64> = questions.map(best).collect();
    micros.sort_by(f64::total_cmp);
    micros
}

/// Seconds that the processor has spent on this thread, where the system tells.
fn processor_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// The most memory that this process ever had, where the system tells.
fn peak_bytes() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: usize = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

impl Figures {
    /// What is compared between sizes.
    fn growing(&self) -> [Growing; 7] {
        [
            ("entries", Some(self.entries as f64)),
            ("index s", Some(self.index_seconds)),
            ("MB", Some(self.index_bytes as f64)),
            ("peak", self.peak_bytes.map(|bytes| bytes as f64)),
            ("p50", Some(percentile(&self.micros, 50))),
            ("p99", Some(percentile(&self.micros, 99))),
            ("strange", Some(percentile(&self.strange_micros, 50))),
        ]
    }

    /// The figures as they are shown, with what they are called.
    fn columns(&self) -> [(&'static str, String); 11] {
        let entries = self.entries as f64;
        let megabytes = |bytes: usize| format!("{:.1}", bytes as f64 / 1e6);
        let share = |count: usize| format!("{:.1}%", 100.0 * count as f64 / self.micros.len().max(1) as f64);
        [
            ("entries", self.entries.to_string()),
            ("index s", format!("{:.2}", self.index_seconds)),
            ("µs/entry", format!("{:.0}", self.index_seconds * 1e6 / entries)),
            ("index MB", megabytes(self.index_bytes)),
            ("KB/entry", format!("{:.1}", self.index_bytes as f64 / 1e3 / entries)),
            ("peak MB", self.peak_bytes.map_or("-".to_owned(), megabytes)),
            ("p50 µs", format!("{:.0}", percentile(&self.micros, 50))),
            ("p99 µs", format!("{:.0}", percentile(&self.micros, 99))),
            ("strange µs", format!("{:.0}", percentile(&self.strange_micros, 50))),
            ("answered", share(self.answered)),
            ("first", share(self.right)),
        ]
    }
}

/// What this many in a hundred are below.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
}

/// A row for each size. The last columns say how many times those of the row before its figures are.
fn table(rows: &[Figures]) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut before: Option<&Figures> = None;
    for row in rows {
        let (columns, growing) = (row.columns(), row.growing());
        if before.is_none() {
            let growths = growing.iter().map(|(name, _)| format!("x {name}"));
            lines.push(line(columns.iter().map(|(name, _)| (*name).to_owned()).chain(growths)));
        }
        let growth = |((_, now), (_, then)): (&Growing, &Growing)| {
            now.zip(*then).map_or("-".to_owned(), |(now, then)| format!("{:.1}", now / then))
        };
        let before_it = before.map(Figures::growing);
        let growths: Vec<String> = growing.iter().zip(before_it.iter().flatten()).map(growth).collect();
        lines.push(line(columns.into_iter().map(|(_, shown)| shown).chain(growths)));
        before = Some(row);
    }
    lines.concat()
}

/// The first cell stands at the left edge, the others stand below one another's ends.
fn line(cells: impl Iterator<Item = String>) -> String {
    let aligned =
        cells.enumerate().map(|(nth, cell)| if nth == 0 { format!("{cell:<8}") } else { format!("{cell:>11}") });
    aligned.collect::<String>() + "\n"
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_row_says_how_the_figures_grow() {
        let figures = |entries: usize, micros: f64| Figures {
            entries,
            index_seconds: entries as f64 / 1_000.0,
            index_bytes: entries * 12_000,
            peak_bytes: (entries > 10).then_some(entries * 40_000),
            micros: (1..=200).map(|nth| micros * f64::from(nth)).collect(),
            strange_micros: vec![micros],
            answered: 180,
            right: 150,
        };
        expect![[r#"
            entries     index s   µs/entry   index MB   KB/entry    peak MB     p50 µs     p99 µs strange µs   answered      first  x entries  x index s       x MB     x peak      x p50      x p99  x strange
            10             0.01       1000        0.1       12.0          -        101        199          1      90.0%      75.0%
            100            0.10       1000        1.2       12.0        4.0        202        398          2      90.0%      75.0%       10.0       10.0       10.0          -        2.0        2.0        2.0
            1000           1.00       1000       12.0       12.0       40.0       2020       3980         20      90.0%      75.0%       10.0       10.0       10.0       10.0       10.0       10.0       10.0
        "#]].assert_eq(&table(&[figures(10, 1.0), figures(100, 2.0), figures(1_000, 20.0)]));
    }

    #[test]
    fn arguments_that_make_no_sense_are_refused() {
        let refused = |arguments: &[&str]| Plan::read(arguments).expect_err("no sense").to_string();
        expect!["`--sizes` needs a value behind it"].assert_eq(&refused(&["--sizes"]));
        expect!["`0` is not a number from 1 up"].assert_eq(&refused(&["--sizes", "10,0"]));
        expect!["`many` is not a number from 1 up"].assert_eq(&refused(&["--queries", "many"]));
        expect!["`--fast` is not known; it takes `--sizes 1000,10000` and `--queries 200`"]
            .assert_eq(&refused(&["--fast"]));
        let plan = Plan { sizes: vec![7, 8], questions: 9, alone: false };
        assert_eq!(Plan::read(&["--sizes", "7,8", "--queries", "9"]).expect("sense"), plan);
    }

    #[test]
    fn a_catalogue_that_was_made_up_is_measured() {
        let figures = measure(30, 20).expect("measured");
        assert_eq!((figures.entries, figures.micros.len()), (30, 20));
        assert!(figures.right > 10 && figures.index_bytes > 30_000, "{figures:?}");
    }
}
