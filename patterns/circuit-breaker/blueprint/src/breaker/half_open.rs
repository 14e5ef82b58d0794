//! Half-open: a handful of calls are let through to find out whether the other side is back.

use super::detector::Outcome;
use super::settings::BreakerSettings;

/// The state after a pause.
#[derive(Debug)]
pub(super) struct HalfOpen {
    /// Probes under way.
    under_way: u32,
    good: u32,
    /// Trips since the breaker was last closed.
    trips: u32,
}

/// What a probe showed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Others have yet to end.
    Undecided,
    /// All were good.
    Recovered,
    /// One was not.
    StillBad,
}

impl HalfOpen {
    pub(super) fn new(trips: u32) -> Self {
        Self { under_way: 0, good: 0, trips }
    }

    pub(super) fn trips(&self) -> u32 {
        self.trips
    }

    /// Lets a probe through, unless as many as are needed are under way or ended well.
    pub(super) fn admit(&mut self, settings: &BreakerSettings) -> bool {
        let free = self.under_way + self.good < settings.probes;
        self.under_way += u32::from(free);
        free
    }

    pub(super) fn record(&mut self, outcome: Outcome, settings: &BreakerSettings) -> Verdict {
        self.abandon();
        match outcome {
            Outcome::Good => {
                self.good += 1;
                if self.good >= settings.probes { Verdict::Recovered } else { Verdict::Undecided }
            }
            Outcome::Slow | Outcome::Failed => Verdict::StillBad,
        }
    }

    /// A probe ended without an outcome: its place is free for another. Otherwise callers that went away
    /// would keep the breaker half-open for ever.
    pub(super) fn abandon(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }
}
