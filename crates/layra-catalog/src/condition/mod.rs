//! The language of conditions: `remote-calls and call-volume >= 10`.
//!
//! A condition is parsed once ([`Condition::parse`]), checked against the vocabulary while a
//! catalogue is loaded ([`Condition::faults`]), and evaluated over what is known of a situation
//! ([`Condition::evaluate`]) in Kleene's three values: what nobody stated is unknown, not false.
//!
//! ```text
//! or-expression  = and-expression { "or" and-expression }
//! and-expression = not-expression { "and" not-expression }
//! not-expression = "not" not-expression | "(" or-expression ")" | test
//! test           = fact
//!                | fact ( "<" | "<=" | "=" | "!=" | ">=" | ">" ) number
//!                | fact ( "=" | "!=" ) choice
//!                | fact "in" "[" choice { "," choice } "]"
//! ```

mod parse;
mod truth;
mod value;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use parse::{MAX_DEPTH, MAX_LENGTH, SyntaxError};
pub use truth::Truth;
pub use value::{Facts, Interval, Value};

use crate::nearest;
use crate::vocabulary::{Fact, FactKind, Vocabulary};

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>=`
    AtLeast,
    /// `>`
    More,
}

impl Comparison {
    /// The sign it is written as.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}

/// A test of one fact, or a combination of tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Expression {
    /// A flag is true.
    Flag(String),
    /// A number compares with a limit.
    Number(String, Comparison, f64),
    /// A choice is one of these; one element for `=`.
    OneOf(String, Vec<String>),
    /// The opposite.
    Not(Box<Expression>),
    /// All of these; at least two.
    And(Vec<Expression>),
    /// Any of these; at least two.
    Or(Vec<Expression>),
}

/// A parsed condition together with the words it was written in.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    text: String,
    expression: Expression,
}

/// A test that the vocabulary does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The word at fault, to be looked up in the condition's text.
    pub word: String,
}

impl Condition {
    /// Parses a condition.
    ///
    /// # Errors
    /// A [`SyntaxError`] with the byte range at fault when `text` is not in the language, is longer
    /// than [`MAX_LENGTH`] bytes or nested deeper than [`MAX_DEPTH`].
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        Ok(Self { text: text.to_owned(), expression: parse::parse(text)? })
    }

    /// The condition as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The condition as a tree.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// What is known to hold: true, false, or unknown when `facts` do not settle it.
    pub fn evaluate(&self, facts: &Facts) -> Truth {
        self.expression.evaluate(facts)
    }

    /// Ids of the facts it tests, each once, in alphabetical order.
    pub fn facts(&self) -> BTreeSet<&str> {
        let mut facts = BTreeSet::new();
        self.expression.visit(&mut |test| {
            facts.insert(test.fact().expect("visit gives tests only"));
        });
        facts
    }

    /// Every test that names an unknown fact or choice, or compares a fact in a way its kind does
    /// not have.
    pub fn faults(&self, vocabulary: &Vocabulary) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.expression.visit(&mut |test| faults.extend(test.fault(vocabulary)));
        faults
    }
}

impl Expression {
    /// The fact a test is about; `None` for a combination.
    pub fn fact(&self) -> Option<&str> {
        match self {
            Self::Flag(fact) | Self::Number(fact, ..) | Self::OneOf(fact, _) => Some(fact),
            Self::Not(_) | Self::And(_) | Self::Or(_) => None,
        }
    }

    /// Calls `visitor` with every test in it, left to right.
    pub fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'a Self)) {
        match self {
            Self::Flag(_) | Self::Number(..) | Self::OneOf(..) => visitor(self),
            Self::Not(inner) => inner.visit(visitor),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(visitor)),
        }
    }

    fn evaluate(&self, facts: &Facts) -> Truth {
        match self {
            Self::Flag(fact) => match facts.get(fact) {
                Some(Value::Flag(value)) => Truth::from(*value),
                _ => Truth::Unknown,
            },
            Self::Number(fact, comparison, limit) => match facts.get(fact) {
                Some(Value::Number(interval)) => interval.compare(*comparison, *limit),
                _ => Truth::Unknown,
            },
            Self::OneOf(fact, choices) => match facts.get(fact) {
                Some(Value::Choice(choice)) => Truth::from(choices.contains(choice)),
                _ => Truth::Unknown,
            },
            Self::Not(inner) => !inner.evaluate(facts),
            Self::And(parts) => parts.iter().fold(Truth::True, |truth, part| truth & part.evaluate(facts)),
            Self::Or(parts) => parts.iter().fold(Truth::False, |truth, part| truth | part.evaluate(facts)),
        }
    }

    fn fault(&self, vocabulary: &Vocabulary) -> Option<Fault> {
        let name = self.fact()?;
        let Some(fact) = vocabulary.fact(name) else {
            let hint = nearest::hint(name, vocabulary.facts.iter().map(|fact| fact.id.as_str()));
            return Some(Fault { message: format!("unknown fact `{name}`"), hint, word: name.to_owned() });
        };
        match (self, fact.kind) {
            (Self::Flag(_), FactKind::Flag) | (Self::Number(..), FactKind::Number) => None,
            (Self::OneOf(_, choices), FactKind::Choice) => {
                let unknown = choices.iter().find(|choice| fact.choice(choice).is_none())?;
                Some(Fault {
                    message: format!("`{name}` has no choice `{unknown}`"),
                    hint: nearest::hint(unknown, fact.choices.iter().map(|choice| choice.id.as_str()))
                        .or_else(|| Some(format!("it is one of {}", choice_list(fact)))),
                    word: unknown.clone(),
                })
            }
            (_, kind) => Some(Fault {
                message: format!("`{name}` is a {kind}, which cannot be tested this way"),
                hint: Some(match kind {
                    FactKind::Flag => format!("write `{name}` or `not {name}`"),
                    FactKind::Number => {
                        format!(
                            "compare it with a number of {}, as in `{name} >= 10`",
                            fact.unit.as_deref().unwrap_or("units")
                        )
                    }
                    FactKind::Choice => {
                        let first = fact.choices.first().map_or("...", |choice| choice.id.as_str());
                        format!("write `{name} = {first}`; it is one of {}", choice_list(fact))
                    }
                }),
                word: name.to_owned(),
            }),
        }
    }
}

impl Condition {
    /// The byte range of `word` in the condition's text, as a whole word; the whole text if it is
    /// not there.
    pub fn locate(&self, word: &str) -> Range<usize> {
        let is_part = |c: char| c.is_alphanumeric() || c == '-';
        self.text
            .match_indices(word)
            .map(|(at, _)| at..at + word.len())
            .find(|range| !self.text[..range.start].ends_with(is_part) && !self.text[range.end..].starts_with(is_part))
            .unwrap_or(0..self.text.len())
    }
}

fn choice_list(fact: &Fact) -> String {
    fact.choices.iter().map(|choice| format!("`{}`", choice.id)).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Condition {
    /// Text for people and JSON; the parsed tree too for the packed catalogue, so that reading it
    /// back parses nothing.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.text.serialize(serializer)
        } else {
            (&self.text, &self.expression).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Self::parse(&text).map_err(serde::de::Error::custom)
        } else {
            let (text, expression) = Deserialize::deserialize(deserializer)?;
            Ok(Self { text, expression })
        }
    }
}

impl JsonSchema for Condition {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "maxLength": MAX_LENGTH,
            "description": "A condition over facts, as in `team-size >= 8 and not shared-database`.",
            "examples": ["remote-calls and call-volume >= 10", "consistency in [eventual, mixed]"]
        })
    }
}

#[cfg(test)]
mod tests;
