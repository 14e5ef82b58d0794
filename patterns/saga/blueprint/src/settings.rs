//! What can be set, from `settings.toml` in the working folder and from the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use config::{Config, ConfigError, Environment, File};
use serde::Deserialize;

use crate::app::Style;
use crate::orchestrator::Patience;
use crate::store::Outlives;
use crate::telemetry::LogFormat;

/// All settings. `settings.toml` says what each is for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Settings {
    pub listen: SocketAddr,
    pub log: LogFormat,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    pub style: Style,
    pub folder: PathBuf,
    pub outlives: Outlives,
    pub away: Option<String>,
    pub patience: Patience,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            log: LogFormat::default(),
            drain: Duration::from_secs(10),
            style: Style::default(),
            folder: PathBuf::from("data"),
            outlives: Outlives::default(),
            away: None,
            patience: Patience::default(),
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
        if !self.listen.ip().is_loopback() {
            return senseless(format!("listen is {}: a loopback address, with a proxy in front of it", self.listen));
        }
        self.patience.fault().map_or(Ok(()), |fault| senseless(format!("patience.{fault}")))
    }
}
