//! Tries other values of single facts, and notes what each would do to the recommended set.
//!
//! One sweep over all facts serves the next question, the time to look again, and what would turn a
//! close call.

use layra_catalog::vocabulary::{Fact, FactKind};

use super::Judged;
use crate::judge::{Held, Set, State, choose};

/// A value that a fact might have, and what would come of it.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(super) fact: usize,
    pub(super) value: Held,
    pub(super) set: Set,
    /// How far all patterns' points move, added up.
    pub(super) moved: f64,
}

impl Judged<'_> {
    /// Every value of every fact that makes a difference to some condition, other than what is known.
    pub(crate) fn trials(&self) -> Vec<Trial> {
        let mut trials = Vec::new();
        for fact in 0..self.sheet.facts().len() {
            trials.extend(self.other_values(fact).into_iter().map(|value| self.trial(fact, value)));
        }
        trials
    }

    /// What would come of this value of a fact.
    pub(super) fn trial(&self, fact: usize, value: Held) -> Trial {
        let state = self.sheet.change(&self.state, fact, Some(value));
        Trial { fact, value, set: choose(&self.sheet, &state), moved: self.moved(&state) }
    }

    /// Values of a fact between which conditions tell, without the one that is known.
    pub(super) fn other_values(&self, fact: usize) -> Vec<Held> {
        if self.sheet.lines_on(fact).is_empty() {
            return Vec::new();
        }
        let known = self.state.values[fact];
        self.values(fact).into_iter().filter(|value| Some(*value) != known).collect()
    }

    /// Values of a fact: of a number those between which conditions tell, else all.
    pub(super) fn values(&self, fact: usize) -> Vec<Held> {
        match self.sheet.facts()[fact].kind {
            FactKind::Flag => vec![Held::Flag(true), Held::Flag(false)],
            FactKind::Choice => (0..self.sheet.facts()[fact].choices.len()).map(Held::Choice).collect(),
            FactKind::Number => {
                numbers(&self.sheet.facts()[fact], &self.sheet.limits(fact)).filter_map(Held::number).collect()
            }
        }
    }

    fn moved(&self, state: &State) -> f64 {
        let pairs = self.state.standings.iter().zip(&state.standings);
        pairs.map(|(before, after)| (after.points - before.points).abs()).fold(0.0, |sum, one| sum + one)
    }
}

/// Numbers at, just below and just above each limit, lowest first, within the fact's range.
fn numbers(fact: &Fact, limits: &[f64]) -> impl Iterator<Item = f64> + use<> {
    let (low, high) = fact.plausible();
    let mut numbers: Vec<f64> = limits.iter().flat_map(|&limit| [below(limit), limit, above(limit)]).collect();
    numbers.retain(|number| low <= *number && *number <= high);
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    numbers.into_iter()
}

/// The next number down that people would say: a whole one for whole limits, a tenth less otherwise.
fn below(limit: f64) -> f64 {
    if is_counted(limit) { limit - 1.0 } else { limit * 0.9 }
}

fn above(limit: f64) -> f64 {
    if is_counted(limit) { limit + 1.0 } else { limit * 1.1 }
}

/// Whether numbers about this size are counted one by one.
fn is_counted(limit: f64) -> bool {
    limit.fract() == 0.0 && (1.0..1000.0).contains(&limit)
}
