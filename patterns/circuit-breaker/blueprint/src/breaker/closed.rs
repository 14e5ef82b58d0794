//! Closed: every call goes out, and its outcome is counted.

use super::detector::{Detector, Outcome, Rates};
use super::settings::BreakerSettings;

/// The usual state.
#[derive(Debug, Default)]
pub(super) struct Closed {
    detector: Detector,
}

impl Closed {
    /// Counts an outcome; says the rates if it is time to trip.
    pub(super) fn record(&mut self, outcome: Outcome, settings: &BreakerSettings) -> Option<Rates> {
        self.detector.record(outcome, settings)
    }

    pub(super) fn rates(&self) -> Rates {
        self.detector.rates()
    }
}
