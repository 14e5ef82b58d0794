//! What can be set, from `settings.toml` in the working folder and from the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use config::{Config, ConfigError, Environment, File};
use serde::Deserialize;

use crate::telemetry::LogFormat;

/// All settings. `settings.toml` says what each is for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Settings {
    pub listen: SocketAddr,
    pub log: LogFormat,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    pub database: DatabaseSettings,
    pub times: Times,
    pub apart: Apart,
}

/// Where everything is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct DatabaseSettings {
    pub kind: DatabaseKind,
    pub file: PathBuf,
}

/// What keeps it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatabaseKind {
    /// A file.
    #[default]
    Sqlite,
    /// Nothing stays.
    Memory,
}

/// How often things are done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Times {
    #[serde(with = "humantime_serde")]
    pub night: Duration,
    #[serde(with = "humantime_serde")]
    pub events: Duration,
}

/// Invoicing in a process of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Apart {
    pub invoicing: Option<String>,
    pub rest: String,
    pub listen: SocketAddr,
    pub file: PathBuf,
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            log: LogFormat::default(),
            drain: Duration::from_secs(10),
            database: DatabaseSettings::default(),
            times: Times::default(),
            apart: Apart::default(),
        }
    }
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self { kind: DatabaseKind::default(), file: PathBuf::from("modules.sqlite") }
    }
}

impl Default for Times {
    fn default() -> Self {
        Self { night: Duration::from_secs(3_600), events: Duration::from_millis(200) }
    }
}

impl Default for Apart {
    fn default() -> Self {
        Self {
            invoicing: None,
            rest: "http://127.0.0.1:8080".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8082)),
            file: PathBuf::from("invoicing.sqlite"),
            timeout: Duration::from_secs(2),
        }
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
        for (name, address) in [("listen", self.listen), ("apart.listen", self.apart.listen)] {
            if !address.ip().is_loopback() {
                return senseless(format!("{name} is {address}: a loopback address, with a proxy in front of it"));
            }
        }
        if self.times.night < Duration::from_secs(1) || self.times.events < Duration::from_millis(10) {
            return senseless("times: night a second or longer, events ten milliseconds or longer".into());
        }
        if self.apart.timeout.is_zero() {
            return senseless("apart.timeout: above zero".into());
        }
        if self.apart.file == self.database.file {
            return senseless("apart.file: another one than database.file, or nothing is apart".into());
        }
        Ok(())
    }
}
