//! What can be set, from `settings.toml` in the working folder and from the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use config::{Config, ConfigError, Environment, File, FileFormat};
use serde::Deserialize;

use crate::telemetry::LogFormat;

/// All settings. `settings.toml` says what each is for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Settings {
    pub listen: SocketAddr,
    pub log: LogFormat,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    pub database: PathBuf,
    #[serde(with = "humantime_serde")]
    pub night_every: Duration,
    #[serde(with = "humantime_serde")]
    pub deliver_every: Duration,
    pub apart: Apart,
}

/// Invoicing in a process of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Apart {
    pub invoicing: Option<String>,
    pub rest: String,
    pub listen: SocketAddr,
    pub database: PathBuf,
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
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
        let shown = File::from_str(include_str!("../settings.toml"), FileFormat::Toml);
        let settings: Self = Config::builder().add_source(shown).add_source(said).build()?.try_deserialize()?;
        settings.fault().map_or(Ok(settings), |fault| Err(ConfigError::Message(fault.to_owned())))
    }

    /// What would be right of the first that is senseless.
    fn fault(&self) -> Option<&'static str> {
        let apart = self.apart.database != self.database || self.database == Path::new(":memory:");
        let rules = [
            (self.listen.ip().is_loopback(), "listen: a loopback address, with a proxy in front of it"),
            (self.apart.listen.ip().is_loopback(), "apart.listen: a loopback address, with a proxy in front of it"),
            (self.night_every >= Duration::from_secs(1), "night_every: a second or longer"),
            (self.deliver_every >= Duration::from_millis(10), "deliver_every: ten milliseconds or longer"),
            (!self.apart.timeout.is_zero(), "apart.timeout: above zero"),
            (apart, "apart.database: another one than database, or nothing is apart"),
        ];
        rules.into_iter().find(|(holds, _)| !holds).map(|(_, rule)| rule)
    }
}
