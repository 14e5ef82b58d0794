//! When a breaker trips, for how long, and how it finds out that the other side is back.

use std::time::Duration;

use serde::Deserialize;

/// Settings of one breaker. Each dependency wants its own: see what its calls usually take and how many
/// there are.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BreakerSettings {
    /// Over how many of the last calls rates are taken.
    pub window: usize,
    /// How many calls there must be before rates mean anything.
    pub minimum: usize,
    /// Share of failed calls, 0 to 1, from which on it trips.
    pub failure_rate: f64,
    /// Share of slow calls, 0 to 1, from which on it trips.
    pub slow_rate: f64,
    /// How long a call may take and not be slow.
    #[serde(with = "humantime_serde")]
    pub slow: Duration,
    /// The first pause.
    #[serde(with = "humantime_serde")]
    pub pause: Duration,
    /// The longest pause: each trip without a recovery between doubles it.
    #[serde(with = "humantime_serde")]
    pub longest_pause: Duration,
    /// Calls that are let through half-open, all of which must be good.
    pub probes: u32,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            window: 50,
            minimum: 20,
            failure_rate: 0.5,
            slow_rate: 0.8,
            slow: Duration::from_millis(400),
            pause: Duration::from_secs(2),
            longest_pause: Duration::from_secs(60),
            probes: 3,
        }
    }
}

impl BreakerSettings {
    /// What is senseless in them, as `setting: what would be right`.
    pub fn fault(&self) -> Option<&'static str> {
        let share = |share: f64| share > 0.0 && share <= 1.0;
        if self.window == 0 || self.window > 100_000 {
            Some("window: 1 to 100000 calls")
        } else if self.minimum == 0 || self.minimum > self.window {
            Some("minimum: 1 to as many calls as the window holds, or it never trips")
        } else if !share(self.failure_rate) {
            Some("failure_rate: a share above 0 and up to 1")
        } else if !share(self.slow_rate) {
            Some("slow_rate: a share above 0 and up to 1")
        } else if self.pause.is_zero() || self.pause > self.longest_pause {
            Some("pause: above zero and no longer than longest_pause")
        } else if self.probes == 0 {
            Some("probes: at least 1, or it never closes again")
        } else {
            None
        }
    }
}
