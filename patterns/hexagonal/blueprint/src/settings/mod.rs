//! What can be set, from `settings.toml` in the working folder and from the environment.

mod payments;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use config::builder::DefaultState;
use config::{Config, ConfigBuilder, ConfigError, Environment, File, FileFormat};
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
    pub books: BookSettings,
    pub payments: PaymentSettings,
}

/// Where subscriptions and invoices are kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct BookSettings {
    pub kind: BookKind,
    pub file: PathBuf,
}

/// Which adapter keeps the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BookKind {
    /// A file.
    Sqlite,
    /// Nothing stays.
    Memory,
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

impl Default for Settings {
    fn default() -> Self {
        Self::read(Self::sources()).expect("what was compiled in is whole, as tests show")
    }
}

impl Settings {
    /// Reads `settings.toml`, if it is there, and `APP_...` from the environment over it.
    ///
    /// # Errors
    /// When they cannot be read, one is not known, or one is senseless.
    pub fn load() -> Result<Self, SettingsError> {
        let environment = Environment::with_prefix("APP").prefix_separator("_").separator("__").try_parsing(true);
        let file = File::with_name("settings").required(false);
        Self::read(Self::sources().add_source(file).add_source(environment))
    }

    /// What holds where nothing else is said: `settings.toml` as it was when this was compiled. Others go over it.
    pub fn sources() -> ConfigBuilder<DefaultState> {
        Config::builder().add_source(File::from_str(include_str!("../../settings.toml"), FileFormat::Toml))
    }

    /// Reads settings from `sources`.
    ///
    /// # Errors
    /// When they cannot be read, one is not known, or one is senseless.
    pub fn read(sources: ConfigBuilder<DefaultState>) -> Result<Self, SettingsError> {
        let settings: Self = sources.build()?.try_deserialize()?;
        settings.fault().map_or(Ok(settings), |fault| Err(SettingsError::Senseless(fault)))
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
