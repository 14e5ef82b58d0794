//! What can be set, from `settings.toml` in the working folder and from the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
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
        settings.fault().map_or(Ok(settings), |fault| Err(ConfigError::Message(fault)))
    }

    /// What would be right of the first that is senseless.
    fn fault(&self) -> Option<String> {
        let loopback = |name: &str, address: SocketAddr| {
            let open = !address.ip().is_loopback();
            open.then(|| format!("{name} is {address}: a loopback address, with a proxy in front of it"))
        };
        let senseless = |is: bool, say: &str| is.then(|| say.to_owned());
        let shared = self.apart.database == self.database && self.database != Path::new(":memory:");
        let faults = [
            loopback("listen", self.listen),
            loopback("apart.listen", self.apart.listen),
            senseless(self.night_every < Duration::from_secs(1), "night_every: a second or longer"),
            senseless(self.deliver_every < Duration::from_millis(10), "deliver_every: ten milliseconds or longer"),
            senseless(self.apart.timeout.is_zero(), "apart.timeout: above zero"),
            senseless(shared, "apart.database: another one than database, or nothing is apart"),
        ];
        faults.into_iter().flatten().next()
    }
}
