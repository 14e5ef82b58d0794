//! A condition over numbered facts.
//!
//! Conditions of the catalogue name their facts; looking names up again for each of hundreds of
//! trials would cost more than the judging. The meaning is that of [`Condition::evaluate`], and a
//! test holds the two together.
//!
//! [`Condition::evaluate`]: layra_catalog::condition::Condition::evaluate

use layra_catalog::condition::{Comparison, Expression, Truth};
use layra_catalog::vocabulary::Fact;

use super::Held;

#[derive(Debug)]
pub(super) enum Test {
    Flag(usize),
    Number(usize, Comparison, f64),
    OneOf(usize, Vec<usize>),
    /// Tests a fact the vocabulary does not have: never known.
    Nothing,
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
}

impl Test {
    /// Numbers the facts of `expression` by their place in `facts`.
    pub(super) fn of(expression: &Expression, facts: &[Fact], place: &dyn Fn(&str) -> Option<usize>) -> Self {
        let each = |parts: &[Expression]| parts.iter().map(|part| Self::of(part, facts, place)).collect();
        match expression {
            Expression::Flag(fact) => place(fact).map_or(Self::Nothing, Self::Flag),
            Expression::Number(fact, comparison, limit) => {
                place(fact).map_or(Self::Nothing, |fact| Self::Number(fact, *comparison, *limit))
            }
            Expression::OneOf(fact, choices) => place(fact).map_or(Self::Nothing, |fact| {
                let known = &facts[fact].choices;
                let places = choices.iter().filter_map(|id| known.iter().position(|choice| choice.id == *id));
                Self::OneOf(fact, places.collect())
            }),
            Expression::Not(inner) => Self::Not(Box::new(Self::of(inner, facts, place))),
            Expression::And(parts) => Self::And(each(parts)),
            Expression::Or(parts) => Self::Or(each(parts)),
        }
    }

    pub(super) fn evaluate(&self, values: &[Option<Held>]) -> Truth {
        match self {
            Self::Nothing => Truth::Unknown,
            Self::Flag(fact) => match values[*fact] {
                Some(Held::Flag(flag)) => Truth::from(flag),
                _ => Truth::Unknown,
            },
            Self::Number(fact, comparison, limit) => match values[*fact] {
                Some(Held::Number(interval)) => interval.compare(*comparison, *limit),
                _ => Truth::Unknown,
            },
            Self::OneOf(fact, choices) => match values[*fact] {
                Some(Held::Choice(choice)) => Truth::from(choices.contains(&choice)),
                _ => Truth::Unknown,
            },
            Self::Not(inner) => !inner.evaluate(values),
            Self::And(parts) => parts.iter().fold(Truth::True, |truth, part| truth & part.evaluate(values)),
            Self::Or(parts) => parts.iter().fold(Truth::False, |truth, part| truth | part.evaluate(values)),
        }
    }

    /// Calls `visitor` with each fact tested and, where it is a number, the limit.
    pub(super) fn visit(&self, visitor: &mut impl FnMut(usize, Option<f64>)) {
        match self {
            Self::Nothing => {}
            Self::Flag(fact) | Self::OneOf(fact, _) => visitor(*fact, None),
            Self::Number(fact, _, limit) => visitor(*fact, Some(*limit)),
            Self::Not(inner) => inner.visit(visitor),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(visitor)),
        }
    }

    /// Adds the facts that make the test `wanted` (true or false), where it is: of alternatives only
    /// those that hold.
    pub(super) fn support(&self, wanted: Truth, values: &[Option<Held>], facts: &mut Vec<usize>) {
        if self.evaluate(values) != wanted {
            return;
        }
        match self {
            Self::Nothing => {}
            Self::Flag(fact) | Self::Number(fact, ..) | Self::OneOf(fact, _) => {
                if !facts.contains(fact) {
                    facts.push(*fact);
                }
            }
            Self::Not(inner) => inner.support(!wanted, values, facts),
            // A part that is not as wanted adds nothing: the first line above sees to it.
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().for_each(|part| part.support(wanted, values, facts));
            }
        }
    }
}
