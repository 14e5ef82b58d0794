//! Facts that are stated: on the command line, in a file, in a request.
//!
//! Each source is read on its own ([`from_flag`], [`from_file`], [`from_json`]) and checked against the
//! vocabulary; [`merge`] makes one list of them. What is read from a text comes from elsewhere
//! and joins last ([`combine`]): what somebody states outright counts more than what was read. What a
//! repository shows counts least ([`add_seen`]).
//! [`to_flag`], [`to_toml`] and [`to_command`] write facts the way they are stated.

mod answer;
mod json;
mod written;

use std::path::Path;

use layra_catalog::condition::{Interval, Value};
use layra_catalog::nearest;
use layra_catalog::vocabulary::{Fact, FactKind, Vocabulary};
use toml::de::{DeTable, DeValue};

use crate::{Disputed, Known, Situation, Source};

pub use answer::from_answer;
pub use json::json;
pub use written::{Told, in_words, source_in_words, to_command, to_flag, to_toml, with_unit};

/// Why stated facts cannot be taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GatherError {
    /// The text is not of the form expected.
    #[error("{place}: {message}")]
    Syntax {
        /// Where.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// The vocabulary does not have the fact.
    #[error("{place}: unknown fact `{fact}`{}", hinted(.nearest.as_deref(), "; `layra facts` lists them"))]
    UnknownFact {
        /// Where.
        place: String,
        /// What was written.
        fact: String,
        /// The fact probably meant.
        nearest: Option<String>,
    },
    /// The fact does not have the choice.
    #[error(
        "{place}: `{fact}` has no choice `{choice}`{}",
        hinted(.nearest.as_deref(), &format!("; it is one of {}", .choices.join(", ")))
    )]
    UnknownChoice {
        /// Where.
        place: String,
        /// Id of the fact.
        fact: String,
        /// What was written.
        choice: String,
        /// The choice probably meant.
        nearest: Option<String>,
        /// All choices.
        choices: Vec<String>,
    },
    /// The value is of another kind, or in another unit.
    #[error("{place}: `{fact}` cannot be `{found}`; {expected}")]
    WrongValue {
        /// Where.
        place: String,
        /// Id of the fact.
        fact: String,
        /// What was written.
        found: String,
        /// What is expected, in words.
        expected: String,
    },
    /// The number lies outside what is plausible.
    #[error("{place}: `{fact}` cannot be {found}; it lies between {low} and {high} {unit}")]
    OutOfRange {
        /// Where.
        place: String,
        /// Id of the fact.
        fact: String,
        /// What was written.
        found: f64,
        /// The smallest plausible number.
        low: f64,
        /// The largest plausible number.
        high: f64,
        /// The unit of the fact.
        unit: String,
    },
    /// Two sources state different values.
    #[error("`{fact}` is {one} at {one_place} and {other} at {other_place}")]
    Contradiction {
        /// Id of the fact.
        fact: String,
        /// The value stated first.
        one: Box<str>,
        /// Where.
        one_place: String,
        /// The value stated last.
        other: Box<str>,
        /// Where.
        other_place: String,
    },
}

/// The end of a message about an unknown name: what was probably meant, else where to look.
fn hinted(nearest: Option<&str>, otherwise: &str) -> String {
    nearest.map_or_else(|| otherwise.to_owned(), |nearest| format!("; did you mean `{nearest}`?"))
}

/// What a file or a field of JSON holds.
const AN_OBJECT: &str = "facts are an object, as in `{\"team-size\": 6}`";

/// What to do when two sources state different values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contradictions {
    /// Refuse, and show both places.
    Refuse,
    /// Take the one stated last.
    LastCounts,
}

/// Reads one fact as it is written on the command line: `team-size=6`, `team-size=6..8`,
/// `team-size>=8`, `stage=greenfield`, `uses-llm`, `not uses-llm`, `uses-llm=false`.
///
/// # Errors
/// A [`GatherError`] when it is not of this form, or the vocabulary does not allow it.
pub fn from_flag(vocabulary: &Vocabulary, text: &str, place: &str) -> Result<Known, GatherError> {
    let text = text.trim();
    if let Some(name) = text.strip_prefix("not ") {
        let fact = fact_named(vocabulary, name.trim(), place)?;
        return match fact.kind {
            FactKind::Flag => Ok(given(fact, Value::Flag(false), place)),
            FactKind::Number | FactKind::Choice => Err(wrong(fact, "false", place)),
        };
    }
    let Some(at) = text.find(['=', '<', '>']) else {
        let fact = fact_named(vocabulary, text, place)?;
        return match fact.kind {
            FactKind::Flag => Ok(given(fact, Value::Flag(true), place)),
            FactKind::Number | FactKind::Choice => Err(wrong(fact, "true", place)),
        };
    };
    let fact = fact_named(vocabulary, text[..at].trim(), place)?;
    let rest = &text[at..];
    let sign_length = if rest.starts_with(">=") || rest.starts_with("<=") { 2 } else { 1 };
    let (sign, written) = (&rest[..sign_length], rest[sign_length..].trim());
    let value = match (fact.kind, sign) {
        (FactKind::Number, _) => number(fact, sign, written, place)?,
        (_, "=") => word(fact, written, place)?,
        _ => return Err(wrong(fact, rest, place)),
    };
    Ok(given(fact, value, place))
}

/// Reads facts from TOML: `team-size = 6`, `team-size = [6, 8]`, `uses-llm = true`,
/// `stage = "greenfield"`; a number may also be written as on the command line, `team-size = ">=8"`.
/// `name` is what the file is called in places and messages.
///
/// # Errors
/// The first [`GatherError`], with its line.
pub fn from_toml(vocabulary: &Vocabulary, text: &str, name: &str) -> Result<Vec<Known>, GatherError> {
    let place = |at: usize| format!("{name}:{}", 1 + text[..at.min(text.len())].matches('\n').count());
    let table = DeTable::parse(text).map_err(|error| GatherError::Syntax {
        place: place(error.span().map_or(0, |span| span.start)),
        message: error.message().trim_end_matches('.').to_owned(),
    })?;
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let known = entries.into_iter().map(|(key, value)| {
        let place = place(key.span().start);
        let fact = fact_named(vocabulary, key.get_ref(), &place)?;
        let value = stated(fact, &from_toml_value(value.get_ref()), &place)?;
        Ok(given(fact, value, &place))
    });
    known.collect()
}

/// Reads facts from a JSON object with the same shapes as [`from_toml`]; an end of a pair may be `null`,
/// `[6, null]` for 6 or more. `name` is what it is called in places and messages.
///
/// # Errors
/// The first [`GatherError`], in the order of the names.
pub fn from_json(vocabulary: &Vocabulary, facts: &serde_json::Value, name: &str) -> Result<Vec<Known>, GatherError> {
    let Some(object) = facts.as_object() else {
        let message = AN_OBJECT.to_owned();
        return Err(GatherError::Syntax { place: name.to_owned(), message });
    };
    let known = object.iter().map(|(key, value)| {
        let place = format!("{name}: {key}");
        let fact = fact_named(vocabulary, key, name)?;
        let value = stated(fact, &from_json_value(value), &place)?;
        Ok(given(fact, value, &place))
    });
    known.collect()
}

/// Reads a file of facts called `name`: JSON where its name ends with `.json` or it begins with a brace, else TOML.
///
/// # Errors
/// As [`from_json`] and [`from_toml`].
pub fn from_file(vocabulary: &Vocabulary, text: &str, name: &str) -> Result<Vec<Known>, GatherError> {
    let is_named_json = Path::new(name).extension().is_some_and(|extension| extension == "json");
    // No TOML begins so, and what comes through a pipe has no name.
    if !is_named_json && !text.trim_start().starts_with('{') {
        return from_toml(vocabulary, text, name);
    }
    let facts = json(text.as_bytes()).map_err(|error| GatherError::Syntax {
        place: format!("{name}:{}", error.line()),
        message: format!("not valid JSON: {error}; {AN_OBJECT}"),
    })?;
    from_json(vocabulary, &facts, name)
}

/// Makes one list of all that is stated, each fact once, in the order of the vocabulary. The same
/// value twice is fine, and the first place is kept.
///
/// # Errors
/// [`GatherError::Contradiction`] when two sources state different values and `contradictions` says to
/// refuse.
pub fn merge(
    vocabulary: &Vocabulary,
    stated: impl IntoIterator<Item = Known>,
    contradictions: Contradictions,
) -> Result<Vec<Known>, GatherError> {
    let mut merged: Vec<Known> = Vec::new();
    for known in stated {
        match merged.iter_mut().find(|other| other.fact == known.fact) {
            None => merged.push(known),
            Some(other) if other.value == known.value => {}
            // "At least 8" and "at most 20" do not contradict each other.
            Some(other)
                if let Some(both) = limits_together(vocabulary.fact(&known.fact), &other.value, &known.value) =>
            {
                other.value = both;
            }
            Some(other) => match contradictions {
                Contradictions::LastCounts => *other = known,
                Contradictions::Refuse => {
                    return Err(GatherError::Contradiction {
                        one: as_stated(&other.value).into(),
                        one_place: where_from(&other.source),
                        other: as_stated(&known.value).into(),
                        other_place: where_from(&known.source),
                        fact: known.fact,
                    });
                }
            },
        }
    }
    sort(vocabulary, &mut merged);
    Ok(merged)
}

/// What two numbers say together of which one sets a lower and the other an upper limit.
fn limits_together(fact: Option<&Fact>, one: &Value, other: &Value) -> Option<Value> {
    let (lowest, highest) = fact?.plausible();
    let (Value::Number(one), Value::Number(other)) = (one, other) else { return None };
    let (least, most) = if one.high() > other.high() { (one, other) } else { (other, one) };
    let are_limits = least.high() == highest && most.low() == lowest && least.low() <= most.high();
    Interval::new(least.low(), most.high()).filter(|_| are_limits).map(Value::Number)
}

/// Adds what is stated to what was read from a text or seen elsewhere. What is stated counts: it
/// replaces another reading, and settles a dispute.
pub fn combine(vocabulary: &Vocabulary, read: Situation, stated: Vec<Known>) -> Situation {
    let Situation { mut facts, mut disputed, wishes, echoes, declined, mut notes } = read;
    for (read, stated) in overruled(&facts, &stated) {
        notes.push(format!(
            "the text says `{}` is {} ({}); {} counts, as stated",
            read.fact,
            in_words(&read.value),
            source_in_words(&read.source),
            in_words(&stated.value),
        ));
    }
    facts.retain(|known| !stated.iter().any(|other| other.fact == known.fact));
    disputed.retain(|dispute: &Disputed| !stated.iter().any(|other| other.fact == dispute.fact));
    facts.extend(stated);
    sort(vocabulary, &mut facts);
    Situation { facts, disputed, wishes, echoes, declined, notes }
}

/// What is read in a text and stated otherwise.
fn overruled<'a>(read: &'a [Known], stated: &'a [Known]) -> impl Iterator<Item = (&'a Known, &'a Known)> {
    let differs = |one: &Value, other: &Value| match (one, other) {
        (Value::Number(one), Value::Number(other)) => !one.overlaps(*other),
        _ => one != other,
    };
    read.iter().filter(|known| matches!(known.source, Source::Read { .. })).filter_map(move |known| {
        let other = stated.iter().find(|other| other.fact == known.fact)?;
        differs(&known.value, &other.value).then_some((known, other))
    })
}

/// Adds what is seen in a repository to what is told. It counts only where nothing else is said of a fact, and
/// nobody asked to leave it open.
pub fn add_seen(vocabulary: &Vocabulary, mut told: Situation, seen: Vec<Known>) -> Situation {
    for known in seen {
        let is_told = told.facts.iter().any(|other| other.fact == known.fact)
            || told.disputed.iter().any(|other| other.fact == known.fact)
            || told.declined.contains(&known.fact);
        if !is_told {
            told.facts.push(known);
        }
    }
    sort(vocabulary, &mut told.facts);
    told
}

/// Leaves facts open, whatever a text seems to say of them: they are not known, and not asked for. What is
/// stated outright stays. `place` is what the list of names is called in messages.
///
/// # Errors
/// [`GatherError::UnknownFact`] when a name is none of a fact.
pub fn skip<'a>(
    vocabulary: &Vocabulary,
    mut situation: Situation,
    names: impl IntoIterator<Item = &'a str>,
    place: &str,
) -> Result<Situation, GatherError> {
    for name in names {
        let fact = &fact_named(vocabulary, name.trim(), place)?.id;
        let is_read = |source: &Source| matches!(source, Source::Read { .. } | Source::Heard { .. });
        situation.facts.retain(|known| known.fact != *fact || !is_read(&known.source));
        situation.disputed.retain(|disputed| disputed.fact != *fact);
        let stated = situation.facts.iter().any(|known| known.fact == *fact);
        if !stated && !situation.declined.contains(fact) {
            situation.declined.push(fact.clone());
        }
    }
    Ok(situation)
}

pub(crate) fn sort(vocabulary: &Vocabulary, facts: &mut [Known]) {
    let place = |known: &Known| vocabulary.facts.iter().position(|fact| fact.id == known.fact);
    facts.sort_by_cached_key(|known| place(known).unwrap_or(usize::MAX));
}

/// The fact with this id; `place` is where it is named, for messages.
///
/// # Errors
/// [`GatherError::UnknownFact`], with the nearest, when there is none.
pub fn fact_named<'a>(vocabulary: &'a Vocabulary, name: &str, place: &str) -> Result<&'a Fact, GatherError> {
    vocabulary.fact(name).ok_or_else(|| GatherError::UnknownFact {
        place: place.to_owned(),
        fact: name.chars().take(80).collect(),
        nearest: nearest::nearest(name, vocabulary.facts.iter().map(|fact| fact.id.as_str())).map(str::to_owned),
    })
}

fn given(fact: &Fact, value: Value, place: &str) -> Known {
    Known { fact: fact.id.clone(), value, source: Source::Given { place: place.to_owned() } }
}

/// A value as a file or request writes it.
enum Written {
    Flag(bool),
    Number(f64),
    Word(String),
    /// The ends of a range; one that is absent is open.
    Numbers(Option<f64>, Option<f64>),
    /// Anything else, shown.
    Other(String),
}

fn from_toml_value(value: &DeValue<'_>) -> Written {
    // TOML lets digits be grouped, which Rust does not read.
    let number = |value: &DeValue<'_>| match value {
        DeValue::Integer(integer) => integer.as_str().replace('_', "").parse().ok(),
        DeValue::Float(float) => float.as_str().replace('_', "").parse().ok(),
        _ => None,
    };
    match value {
        DeValue::Boolean(flag) => Written::Flag(*flag),
        DeValue::String(word) => Written::Word(word.to_string()),
        DeValue::Array(items) => match items.iter().collect::<Vec<_>>()[..] {
            [low, high] => match (number(low.get_ref()), number(high.get_ref())) {
                (Some(low), Some(high)) => Written::Numbers(Some(low), Some(high)),
                _ => Written::Other("a list".into()),
            },
            _ => Written::Other("a list".into()),
        },
        other => number(other).map_or_else(|| Written::Other(other.type_str().into()), Written::Number),
    }
}

fn from_json_value(value: &serde_json::Value) -> Written {
    use serde_json::Value as Json;
    match value {
        Json::Bool(flag) => Written::Flag(*flag),
        Json::String(word) => Written::Word(word.clone()),
        Json::Number(number) => number.as_f64().map_or_else(|| Written::Other(number.to_string()), Written::Number),
        Json::Array(items) => match items.as_slice() {
            [low, high] if [low, high].iter().all(|end| end.is_null() || end.is_number()) => {
                Written::Numbers(low.as_f64(), high.as_f64())
            }
            _ => Written::Other("a list".into()),
        },
        Json::Null => Written::Other("null".into()),
        Json::Object(_) => Written::Other("an object".into()),
    }
}

fn stated(fact: &Fact, written: &Written, place: &str) -> Result<Value, GatherError> {
    match (fact.kind, written) {
        (FactKind::Flag, Written::Flag(flag)) => Ok(Value::Flag(*flag)),
        (FactKind::Number, Written::Number(number)) => interval(fact, *number, *number, place),
        (FactKind::Number, Written::Numbers(low, high)) => {
            let (lowest, highest) = fact.plausible();
            let (low, high) = (low.unwrap_or(lowest), high.unwrap_or(highest));
            if low > high {
                return Err(wrong(fact, &format!("{low}..{high}"), place));
            }
            interval(fact, low, high, place)
        }
        (FactKind::Number, Written::Word(text)) => {
            let text = text.trim();
            let length = text.find(|c| !matches!(c, '<' | '>' | '=')).unwrap_or(text.len());
            let (sign, written) = text.split_at(length);
            number(fact, if sign.is_empty() { "=" } else { sign }, written.trim(), place)
        }
        (FactKind::Choice, Written::Word(text)) => word(fact, text, place),
        (_, Written::Flag(flag)) => Err(wrong(fact, &flag.to_string(), place)),
        (_, Written::Number(number)) => Err(wrong(fact, &number.to_string(), place)),
        (_, Written::Numbers(..)) => Err(wrong(fact, "a pair of numbers", place)),
        (_, Written::Word(text) | Written::Other(text)) => Err(wrong(fact, text, place)),
    }
}

/// A flag or choice written as a word.
fn word(fact: &Fact, written: &str, place: &str) -> Result<Value, GatherError> {
    match (fact.kind, written) {
        (FactKind::Flag, "true" | "yes") => Ok(Value::Flag(true)),
        (FactKind::Flag, "false" | "no") => Ok(Value::Flag(false)),
        (FactKind::Choice, _) if fact.choice(written).is_some() => Ok(Value::Choice(written.to_owned())),
        (FactKind::Choice, _) => {
            let choices = || fact.choices.iter().map(|choice| choice.id.as_str());
            Err(GatherError::UnknownChoice {
                place: place.to_owned(),
                fact: fact.id.clone(),
                choice: written.chars().take(80).collect(),
                nearest: nearest::nearest(written, choices()).map(str::to_owned),
                choices: choices().map(|id| format!("`{id}`")).collect(),
            })
        }
        (FactKind::Flag | FactKind::Number, _) => Err(wrong(fact, written, place)),
    }
}

/// A number with its sign: `= 6`, `= 6..8`, `>= 8`; the fact's unit may follow.
fn number(fact: &Fact, sign: &str, written: &str, place: &str) -> Result<Value, GatherError> {
    let unit = fact.unit.as_deref().unwrap_or_default();
    let bare = written.strip_suffix(unit).unwrap_or(written).trim_end();
    let parse = |text: &str| text.trim().replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite());
    let fail = || wrong(fact, written, place);
    let (lowest, highest) = fact.plausible();
    if let Some((low, high)) = bare.split_once("..") {
        return match (sign, parse(low), parse(high)) {
            ("=", Some(low), Some(high)) if low <= high => interval(fact, low, high, place),
            _ => Err(fail()),
        };
    }
    let limit = parse(bare).ok_or_else(fail)?;
    match sign {
        "=" => interval(fact, limit, limit, place),
        ">=" => interval(fact, limit, highest, place),
        "<=" => interval(fact, lowest, limit, place),
        // The nearest number that is not the limit itself: a condition on the limit must not hold.
        ">" => interval(fact, limit.next_up(), highest, place),
        "<" => interval(fact, lowest, limit.next_down(), place),
        _ => Err(fail()),
    }
}

fn interval(fact: &Fact, low: f64, high: f64, place: &str) -> Result<Value, GatherError> {
    let (lowest, highest) = fact.plausible();
    if let Some(&found) = [low, high].iter().find(|number| **number < lowest || **number > highest) {
        return Err(GatherError::OutOfRange {
            place: place.to_owned(),
            fact: fact.id.clone(),
            found,
            low: lowest,
            high: highest,
            unit: fact.unit.clone().unwrap_or_default(),
        });
    }
    let interval = Interval::new(low, high).ok_or_else(|| wrong(fact, "nan", place))?;
    Ok(Value::Number(interval))
}

fn wrong(fact: &Fact, found: &str, place: &str) -> GatherError {
    let id = &fact.id;
    let expected = match fact.kind {
        FactKind::Flag => format!("it is true or false: `{id}`, `not {id}`"),
        FactKind::Number => {
            let unit = fact.unit.as_deref().unwrap_or("units");
            format!("it is a number of {unit}, as in `{id}=6`, `{id}=6..8`, `{id}>=8`")
        }
        FactKind::Choice => {
            let choices: Vec<String> = fact.choices.iter().map(|choice| format!("`{}`", choice.id)).collect();
            format!("it is one of {}", choices.join(", "))
        }
    };
    let found = found.chars().take(80).collect();
    GatherError::WrongValue { place: place.to_owned(), fact: id.clone(), found, expected }
}

fn as_stated(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Choice(choice) => format!("`{choice}`"),
        Value::Number(interval) if interval.low() == interval.high() => interval.low().to_string(),
        Value::Number(interval) => format!("{} to {}", interval.low(), interval.high()),
    }
}

fn where_from(source: &Source) -> String {
    match source {
        Source::Given { place } | Source::Seen { place } => place.clone(),
        Source::Read { words } | Source::Heard { words } => format!("“{words}”"),
        Source::Asked => "an answer given before".to_owned(),
    }
}

#[cfg(test)]
mod tests;
