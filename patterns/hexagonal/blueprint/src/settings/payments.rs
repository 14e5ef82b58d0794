//! Where payments are taken.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;

/// The payment provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct PaymentSettings {
    pub url: Option<String>,
    pub demo: SocketAddr,
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
}

impl PaymentSettings {
    /// What is senseless in them, as `setting: what would be right`.
    pub fn fault(&self) -> Option<&'static str> {
        if !self.demo.ip().is_loopback() {
            Some("demo: a loopback address")
        } else if self.timeout.is_zero() {
            Some("timeout: above zero")
        } else {
            None
        }
    }
}
