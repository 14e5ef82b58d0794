//! Values of facts in the form in which they are judged: small, and cheap to copy.

use layra_catalog::condition::{Interval, Value};
use layra_catalog::vocabulary::{Fact, FactKind};

/// What is known of one fact. A choice is its place among the fact's choices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Held {
    Flag(bool),
    Number(Interval),
    Choice(usize),
}

impl Held {
    /// `value` as a value of `fact`; `None` when it is of another kind or an unknown choice.
    pub(crate) fn of(fact: &Fact, value: &Value) -> Option<Self> {
        match (fact.kind, value) {
            (FactKind::Flag, Value::Flag(flag)) => Some(Self::Flag(*flag)),
            (FactKind::Number, Value::Number(interval)) => Some(Self::Number(*interval)),
            (FactKind::Choice, Value::Choice(id)) => {
                fact.choices.iter().position(|choice| choice.id == *id).map(Self::Choice)
            }
            _ => None,
        }
    }

    /// Exactly this number.
    pub(crate) fn number(number: f64) -> Option<Self> {
        Interval::new(number, number).map(Self::Number)
    }

    /// The value as it is given and shown.
    pub(crate) fn value(self, fact: &Fact) -> Value {
        match self {
            Self::Flag(flag) => Value::Flag(flag),
            Self::Number(interval) => Value::Number(interval),
            Self::Choice(at) => Value::Choice(fact.choices.get(at).map(|choice| choice.id.clone()).unwrap_or_default()),
        }
    }
}
