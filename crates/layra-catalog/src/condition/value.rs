//! What is known of a situation: values of facts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Comparison, Truth};

/// Values by fact id. A fact that is absent is unknown.
pub type Facts = BTreeMap<String, Value>;

/// What is known of one fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// A flag that was stated.
    Flag(bool),
    /// A number, as precisely as it was stated.
    Number(Interval),
    /// The id of one choice.
    Choice(String),
}

/// The numbers something may be: `low` to `high`, both included. "6 to 8" is `[6, 8]`, "8" is
/// `[8, 8]`, "at least 8" is `[8, ∞]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    /// The interval between two numbers, whichever is the lower; `None` when either is not a number.
    pub fn new(one: f64, other: f64) -> Option<Self> {
        (!one.is_nan() && !other.is_nan()).then(|| Self { low: one.min(other), high: one.max(other) })
    }

    /// The lowest number it may be.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The highest number it may be.
    pub fn high(self) -> f64 {
        self.high
    }

    /// Whether some number may be both.
    pub fn overlaps(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// True when every number of the interval compares so with `limit`, false when none does,
    /// unknown when some do.
    pub fn compare(self, comparison: Comparison, limit: f64) -> Truth {
        let all_or_none = |all: bool, none: bool| {
            if all {
                Truth::True
            } else if none {
                Truth::False
            } else {
                Truth::Unknown
            }
        };
        match comparison {
            Comparison::Less => all_or_none(self.high < limit, self.low >= limit),
            Comparison::AtMost => all_or_none(self.high <= limit, self.low > limit),
            Comparison::Equal => {
                all_or_none(self.low == limit && self.high == limit, limit < self.low || self.high < limit)
            }
            Comparison::NotEqual => !self.compare(Comparison::Equal, limit),
            Comparison::AtLeast => !self.compare(Comparison::Less, limit),
            Comparison::More => !self.compare(Comparison::AtMost, limit),
        }
    }
}
