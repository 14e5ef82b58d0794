//! Open: every call is refused, without touching the network, until a pause is over.

use std::time::Duration;

use rand::{Rng, RngExt};
use tokio::time::Instant;

use super::settings::BreakerSettings;

/// Share by which a pause may be longer than it should, so that a fleet does not probe in step.
const JITTER: f64 = 0.2;

/// The state after a trip.
#[derive(Debug)]
pub(super) struct Open {
    until: Instant,
    /// Trips since it was last closed, this one included.
    trips: u32,
}

impl Open {
    /// Opens for the `trips`-th time in a row.
    pub(super) fn new(trips: u32, now: Instant, settings: &BreakerSettings, random: &mut impl Rng) -> Self {
        let doubled = settings.pause.saturating_mul(2_u32.saturating_pow(trips.saturating_sub(1)));
        let pause = doubled.min(settings.longest_pause).mul_f64(1.0 + JITTER * random.random::<f64>());
        Self { until: now + pause, trips }
    }

    pub(super) fn trips(&self) -> u32 {
        self.trips
    }

    /// How much of the pause is left; nothing when it is over.
    pub(super) fn left(&self, now: Instant) -> Duration {
        self.until.saturating_duration_since(now)
    }
}
