//! What can be set, from `settings.toml` in the working folder and from the environment.

mod payments;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use config::{Config, ConfigError, Environment, File, FileFormat};
use serde::Deserialize;

use crate::telemetry::LogFormat;
pub use payments::PaymentSettings;

/// All settings. `settings.toml` says what each is for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Settings {
    pub listen: SocketAddr,
    pub log: LogFormat,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    #[serde(with = "humantime_serde")]
    pub bill_every: Duration,
    pub books: PathBuf,
    pub payments: PaymentSettings,
}

impl Settings {
    /// Reads `settings.toml`, if it is there, and `APP_...` from the environment over it.
    ///
    /// # Errors
    /// When they cannot be read, one is not known, or one is senseless.
    pub fn load() -> Result<Self, ConfigError> {
        let environment = Environment::with_prefix("APP").prefix_separator("_").separator("__").try_parsing(true);
        let file = File::with_name("settings").required(false);
        Self::read(Config::builder().add_source(file).add_source(environment).build()?)
    }

    /// Reads `said`. Where that says nothing, `settings.toml` holds as it was when this was compiled.
    ///
    /// # Errors
    /// When one is not known, or one is senseless.
    pub fn read(said: Config) -> Result<Self, ConfigError> {
        let shown = File::from_str(include_str!("../../settings.toml"), FileFormat::Toml);
        let settings: Self = Config::builder().add_source(shown).add_source(said).build()?.try_deserialize()?;
        settings.fault().map_or(Ok(settings), |fault| Err(ConfigError::Message(fault)))
    }

    /// What would be right of the first that is senseless.
    fn fault(&self) -> Option<String> {
        if !self.listen.ip().is_loopback() {
            Some(format!("listen is {}: a loopback address, with a proxy in front of it", self.listen))
        } else if self.bill_every < Duration::from_secs(1) {
            Some("bill_every: a second or longer".to_owned())
        } else {
            self.payments.fault().map(|fault| format!("payments.{fault}"))
        }
    }
}
