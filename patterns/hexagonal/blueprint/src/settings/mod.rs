//! What can be set, from `settings.toml` in the working folder and from the environment.

mod payments;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use config::{Config, ConfigError, Environment, File};
use serde::Deserialize;

use crate::telemetry::LogFormat;
pub use payments::PaymentSettings;

/// All settings. `settings.toml` says what each is for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Settings {
    pub listen: SocketAddr,
    pub log: LogFormat,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    pub books: BookSettings,
    pub payments: PaymentSettings,
    pub billing: BillingSettings,
}

/// Where subscriptions and invoices are kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct BookSettings {
    pub kind: BookKind,
    pub file: PathBuf,
}

/// Which adapter keeps the books.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BookKind {
    /// A file.
    #[default]
    Sqlite,
    /// Nothing stays.
    Memory,
}

/// When is billed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct BillingSettings {
    #[serde(with = "humantime_serde")]
    pub every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            log: LogFormat::default(),
            drain: Duration::from_secs(10),
            books: BookSettings::default(),
            payments: PaymentSettings::default(),
            billing: BillingSettings::default(),
        }
    }
}

impl Default for BookSettings {
    fn default() -> Self {
        Self { kind: BookKind::default(), file: PathBuf::from("books.sqlite") }
    }
}

impl Default for BillingSettings {
    fn default() -> Self {
        Self { every: Duration::from_secs(3_600) }
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

    /// Checks that they make sense.
    ///
    /// # Errors
    /// When one does not, with what would.
    pub fn check(&self) -> Result<(), SettingsError> {
        let senseless = |say: String| Err(SettingsError::Senseless(say));
        if !self.listen.ip().is_loopback() {
            let listen = self.listen;
            return senseless(format!("listen is {listen}: a loopback address, with a proxy in front of it"));
        }
        if let Some(fault) = self.payments.fault() {
            return senseless(format!("payments.{fault}"));
        }
        if self.billing.every < Duration::from_secs(1) {
            return senseless("billing.every: a second or longer".into());
        }
        Ok(())
    }
}
