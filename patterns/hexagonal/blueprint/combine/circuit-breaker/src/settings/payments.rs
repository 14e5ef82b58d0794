//! Where payments are taken, and when the breaker before them trips.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;

use crate::breaker::BreakerSettings;

/// The payment provider.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct PaymentSettings {
    pub url: Option<String>,
    pub demo: SocketAddr,
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
    pub breaker: BreakerSettings,
}

impl PaymentSettings {
    /// What is senseless in them, as `setting: what would be right`.
    pub fn fault(&self) -> Option<&'static str> {
        if !self.demo.ip().is_loopback() {
            Some("demo: a loopback address")
        } else if self.timeout <= self.breaker.slow {
            Some("timeout: longer than breaker.slow, or no answer is ever slow")
        } else {
            self.breaker.fault()
        }
    }
}
