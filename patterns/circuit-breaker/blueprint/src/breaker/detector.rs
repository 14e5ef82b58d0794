//! Keeps the score of the last calls, and says when there are too many bad ones.

use std::collections::VecDeque;

use super::settings::BreakerSettings;

/// How a call ended, as the breaker sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An answer in time. One that says that the caller was wrong is an answer.
    Good,
    /// An answer that took too long.
    Slow,
    /// No answer, or one that says that the other side is in trouble.
    Failed,
}

/// Shares among the last calls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// How many calls they are taken over.
    pub calls: usize,
    /// The share that failed, 0 to 1.
    pub failed: f64,
    /// The share that was slow, 0 to 1. A failed call is not counted as slow: its timeout says nothing.
    pub slow: f64,
}

/// A sliding window over the last calls.
#[derive(Debug, Default)]
pub(super) struct Detector {
    window: VecDeque<Outcome>,
    failed: usize,
    slow: usize,
}

impl Detector {
    /// Counts one more call; says the rates if they are too high.
    pub(super) fn record(&mut self, outcome: Outcome, settings: &BreakerSettings) -> Option<Rates> {
        self.window.push_back(outcome);
        self.failed += usize::from(outcome == Outcome::Failed);
        self.slow += usize::from(outcome == Outcome::Slow);
        if self.window.len() > settings.window
            && let Some(oldest) = self.window.pop_front()
        {
            self.failed -= usize::from(oldest == Outcome::Failed);
            self.slow -= usize::from(oldest == Outcome::Slow);
        }
        let rates = self.rates();
        let enough = rates.calls >= settings.minimum;
        (enough && (rates.failed >= settings.failure_rate || rates.slow >= settings.slow_rate)).then_some(rates)
    }

    pub(super) fn rates(&self) -> Rates {
        let calls = self.window.len();
        let share = |count: usize| if calls == 0 { 0.0 } else { count as f64 / calls as f64 };
        Rates { calls, failed: share(self.failed), slow: share(self.slow) }
    }
}
