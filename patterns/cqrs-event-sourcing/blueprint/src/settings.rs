//! What can be set, from `settings.toml` in the working folder and from the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use config::builder::DefaultState;
use config::{Config, ConfigBuilder, ConfigError, Environment, File, FileFormat};
use serde::Deserialize;

use crate::telemetry::LogFormat;

/// All settings. `settings.toml` says what each is for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Settings {
    pub listen: SocketAddr,
    pub log: LogFormat,
    pub data: PathBuf,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    pub retries: u32,
    pub snapshot_every: u32,
    #[serde(with = "humantime_serde")]
    pub rest: Duration,
    pub batch: u32,
    #[serde(with = "humantime_serde")]
    pub patience: Duration,
}

impl Settings {
    /// Reads `settings.toml`, if it is there, and `APP_...` from the environment over it.
    ///
    /// # Errors
    /// When they cannot be read, one is not known, or one is senseless.
    pub fn load() -> Result<Self, ConfigError> {
        let environment = Environment::with_prefix("APP").prefix_separator("_").try_parsing(true);
        let file = File::with_name("settings").required(false);
        Self::read(Self::sources().add_source(file).add_source(environment))
    }

    /// What holds where nothing else is said: `settings.toml` as it was when this was compiled. Others go over it.
    pub fn sources() -> ConfigBuilder<DefaultState> {
        Config::builder().add_source(File::from_str(include_str!("../settings.toml"), FileFormat::Toml))
    }

    /// Reads settings from `sources`.
    ///
    /// # Errors
    /// When they cannot be read, one is not known, or one is senseless.
    pub fn read(sources: ConfigBuilder<DefaultState>) -> Result<Self, ConfigError> {
        let settings: Self = sources.build()?.try_deserialize()?;
        settings.fault().map_or(Ok(settings), |fault| Err(ConfigError::Message(fault.to_owned())))
    }

    /// What would be right of the first that is senseless.
    fn fault(&self) -> Option<&'static str> {
        let right = [
            (self.listen.ip().is_loopback(), "listen: a loopback address, with a proxy in front of it"),
            (!self.data.as_os_str().is_empty(), "data: a folder"),
            (self.snapshot_every > 0, "snapshot_every: at least 1"),
            ((1..=100_000).contains(&self.batch), "batch: 1 to 100000; a batch is held in memory"),
            (self.rest.max(self.patience).as_secs() <= 60, "rest and patience: at most a minute"),
        ];
        right.into_iter().find(|(right, _)| !right).map(|(_, say)| say)
    }
}
