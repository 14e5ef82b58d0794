//! Writes facts as people state them: what is written here, [`gather`](super) reads back as the same.

use std::fmt::Write;

use layra_catalog::Slug;
use layra_catalog::condition::{Interval, Value};
use layra_catalog::vocabulary::{Fact, Vocabulary};

use crate::{Known, Source};

/// A fact as it is written on the command line: `team-size=6..8`, `not uses-llm`.
///
/// `None` when that says nothing: a fact that the vocabulary does not have, or a number of any size.
pub fn to_flag(vocabulary: &Vocabulary, known: &Known) -> Option<String> {
    let fact = vocabulary.fact(&known.fact)?;
    let id = &fact.id;
    Some(match &known.value {
        Value::Flag(true) => id.clone(),
        Value::Flag(false) => format!("not {id}"),
        Value::Choice(choice) => format!("{id}={choice}"),
        Value::Number(interval) => {
            let (sign, number) = signed(fact, *interval)?;
            format!("{id}{sign}{number}")
        }
    })
}

/// Facts as a facts file, TOML: a fact a line, and behind it where it is known from.
///
/// Facts of which [`to_flag`] has nothing to say are left out.
pub fn to_toml(vocabulary: &Vocabulary, facts: &[Known]) -> String {
    let mut text = String::new();
    for known in facts {
        let Some(fact) = vocabulary.fact(&known.fact) else { continue };
        let value = match &known.value {
            Value::Flag(flag) => flag.to_string(),
            Value::Choice(choice) => format!("\"{choice}\""),
            Value::Number(interval) => match signed(fact, *interval) {
                None => continue,
                Some(("=", number)) => match number.split_once("..") {
                    Some((low, high)) => format!("[{low}, {high}]"),
                    None => number,
                },
                Some((sign, number)) => format!("\"{sign}{number}\""),
            },
        };
        let from: String = source_in_words(&known.source).chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(text, "{} = {value} # {from}", fact.id);
    }
    text
}

/// The command that gives the same advice: `layra advise` with facts, facts left open, what there is today,
/// and a text. `packs` are folders of packs, laid over one another in this order.
pub fn to_command(vocabulary: &Vocabulary, told: &Told<'_>, packs: &[String]) -> String {
    let mut words = vec!["layra".to_owned(), "advise".to_owned()];
    let mut add = |option: &str, value: &str| words.extend([option.to_owned(), shell_word(value)]);
    packs.iter().for_each(|pack| add("--pack", pack));
    told.facts.iter().filter_map(|known| to_flag(vocabulary, known)).for_each(|fact| add("--fact", &fact));
    told.skipped.iter().for_each(|fact| add("--skip", fact));
    if !told.today.is_empty() {
        let slugs: Vec<&str> = told.today.iter().map(Slug::as_str).collect();
        add("--from", &slugs.join(","));
    }
    if !told.text.is_empty() {
        // A text that begins with a dash is no option.
        add("--", told.text);
    }
    words.join(" ")
}

/// A word as a shell takes it.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '=' | ':' | ',');
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// A value in words: `yes`, `6 to 8`, `existing`.
pub fn in_words(value: &Value) -> String {
    match value {
        Value::Flag(true) => "yes".to_owned(),
        Value::Flag(false) => "no".to_owned(),
        Value::Choice(choice) => choice.clone(),
        Value::Number(interval) if interval.low() == interval.high() => interval.low().to_string(),
        Value::Number(interval) if interval.high().is_infinite() => format!("{} or more", interval.low()),
        Value::Number(interval) => format!("{} to {}", interval.low(), interval.high()),
    }
}

/// A value of a fact in words, with its unit: `yes`, `6 to 8 people`, `8 people or more`.
pub fn with_unit(fact: &Fact, value: &Value) -> String {
    let Value::Number(interval) = value else { return in_words(value) };
    let Some((sign, number)) = signed(fact, *interval) else { return "any number".to_owned() };
    let quantity = format!("{} {}", number.replace("..", " to "), fact.unit_of(&number));
    let quantity = quantity.trim_end();
    match sign {
        ">=" => format!("{quantity} or more"),
        ">" => format!("more than {quantity}"),
        "<=" => format!("{quantity} or less"),
        "<" => format!("less than {quantity}"),
        _ => quantity.to_owned(),
    }
}

/// Where a fact is known from, in words: `stated: --fact`, `read from “six of us”`.
pub fn source_in_words(source: &Source) -> String {
    match source {
        Source::Given { place } => format!("stated: {place}"),
        Source::Read { words } => format!("read from “{words}”"),
        Source::Heard { words } => format!("heard in “{words}”"),
        Source::Seen { place } => format!("seen in {place}"),
        Source::Asked => "answered when asked".to_owned(),
    }
}

/// What was told to get an advice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told<'a> {
    /// Facts that were stated.
    pub facts: &'a [Known],
    /// Ids of facts that were left open.
    pub skipped: &'a [String],
    /// What there is today.
    pub today: &'a [Slug],
    /// The situation in words.
    pub text: &'a str,
}

/// A number with its sign: `=` and `6` or `6..8`, `>=` and `8`; `None` when it may be any.
fn signed(fact: &Fact, interval: Interval) -> Option<(&'static str, String)> {
    let (low, high) = (interval.low(), interval.high());
    let (lowest, highest) = fact.plausible();
    if low == high {
        return Some(("=", low.to_string()));
    }
    match (low == f64::NEG_INFINITY, high == f64::INFINITY) {
        (true, true) => None,
        _ if high == highest && low > lowest => Some(limit(">=", ">", low, low.next_down())),
        _ if low == lowest && high < highest => Some(limit("<=", "<", high, high.next_up())),
        _ => Some(("=", format!("{low}..{high}"))),
    }
}

/// A limit, or the number beside it that is not included, where people would rather say that.
fn limit(including: &'static str, excluding: &'static str, included: f64, excluded: f64) -> (&'static str, String) {
    let (included, excluded) = (included.to_string(), excluded.to_string());
    if excluded.len() < included.len() { (excluding, excluded) } else { (including, included) }
}
