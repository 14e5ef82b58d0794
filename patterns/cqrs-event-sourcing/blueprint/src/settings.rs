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
    pub data: PathBuf,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    pub commands: CommandsSettings,
    pub views: ViewsSettings,
}

/// How commands are carried out.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct CommandsSettings {
    pub retries: u32,
    pub snapshot_every: u32,
}

/// How views follow.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct ViewsSettings {
    #[serde(with = "humantime_serde")]
    pub every: Duration,
    pub batch: u32,
    #[serde(with = "humantime_serde")]
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            log: LogFormat::default(),
            data: PathBuf::from("data"),
            drain: Duration::from_secs(10),
            commands: CommandsSettings::default(),
            views: ViewsSettings::default(),
        }
    }
}

impl Default for CommandsSettings {
    fn default() -> Self {
        Self { retries: 8, snapshot_every: 500 }
    }
}

impl Default for ViewsSettings {
    fn default() -> Self {
        Self { every: Duration::from_millis(100), batch: 5_000, patience: Duration::from_millis(300) }
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
            return senseless(format!("listen is {}: a loopback address, with a proxy in front of it", self.listen));
        }
        if self.data.as_os_str().is_empty() {
            return senseless("data: a folder".into());
        }
        if !(1..=100_000).contains(&self.views.batch) {
            return senseless("views.batch: 1 to 100000; a batch is held in memory".into());
        }
        if self.views.every > Duration::from_secs(60) || self.views.patience > Duration::from_secs(60) {
            return senseless("views.every and views.patience: at most a minute".into());
        }
        Ok(())
    }
}
