//! What can be set, from `settings.toml` in the working folder and from the environment.

use std::net::SocketAddr;
use std::time::Duration;

use config::{Config, ConfigError, Environment, File};
use serde::Deserialize;

use crate::breaker::BreakerSettings;
use crate::bulkhead::BulkheadSettings;
use crate::fallback::FallbackSettings;
use crate::telemetry::LogFormat;

/// All settings. `settings.toml` says what each is for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Settings {
    pub listen: SocketAddr,
    pub log: LogFormat,
    pub requests: usize,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    pub upstream: UpstreamSettings,
    pub breaker: BreakerSettings,
    pub bulkhead: BulkheadSettings,
    pub fallback: FallbackSettings,
}

/// Where the upstream is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct UpstreamSettings {
    pub url: Option<String>,
    pub demo: SocketAddr,
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            log: LogFormat::default(),
            requests: 256,
            drain: Duration::from_secs(10),
            upstream: UpstreamSettings::default(),
            breaker: BreakerSettings::default(),
            bulkhead: BulkheadSettings::default(),
            fallback: FallbackSettings::default(),
        }
    }
}

impl Default for UpstreamSettings {
    fn default() -> Self {
        let demo = SocketAddr::from(([127, 0, 0, 1], 8081));
        Self { url: None, demo, timeout: Duration::from_millis(800) }
    }
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// They cannot be read.
    #[error("the settings cannot be read: {0}")]
    Unreadable(#[from] ConfigError),
    /// One of them is senseless.
    #[error("the setting {0}")]
    Senseless(String),
}

impl Settings {
    /// Reads `settings.toml`, if it is there, and `APP_...` from the environment over it.
    ///
    /// # Errors
    /// When they cannot be read, one is not known, or one is senseless.
    pub fn load() -> Result<Self, SettingsError> {
        let environment = Environment::with_prefix("APP").prefix_separator("_").separator("__").try_parsing(true);
        let sources = Config::builder().add_source(File::with_name("settings").required(false)).add_source(environment);
        let settings: Self = sources.build()?.try_deserialize()?;
        settings.check()?;
        Ok(settings)
    }

    /// Checks that they make sense together.
    ///
    /// # Errors
    /// When one does not, with what would.
    pub fn check(&self) -> Result<(), SettingsError> {
        let senseless = |say: String| Err(SettingsError::Senseless(say));
        for (name, address) in [("listen", self.listen), ("upstream.demo", self.upstream.demo)] {
            if !address.ip().is_loopback() {
                return senseless(format!("{name} is {address}: a loopback address, with a proxy in front of it"));
            }
        }
        if let Some(fault) = self.breaker.fault() {
            return senseless(format!("breaker.{fault}"));
        }
        if self.upstream.timeout <= self.breaker.slow {
            return senseless("breaker.slow: shorter than upstream.timeout, or no answer is ever slow".into());
        }
        if self.requests == 0 || self.bulkhead.permits == 0 || self.bulkhead.permits > self.requests {
            return senseless("bulkhead.permits: at least 1, and at most as many as `requests`".into());
        }
        Ok(())
    }
}
