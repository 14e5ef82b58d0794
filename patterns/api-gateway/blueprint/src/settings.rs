//! What can be set, from `settings.toml` in the working folder and from the environment. Routes are no settings:
//! they have a file of their own, and change while the gateway runs.

use std::net::SocketAddr;
use std::path::PathBuf;
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
    pub admin: SocketAddr,
    pub log: LogFormat,
    pub routes: PathBuf,
    pub connections: usize,
    #[serde(with = "humantime_serde")]
    pub head_timeout: Duration,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    pub keys: Option<String>,
    pub issuer: String,
    pub audience: String,
    #[serde(with = "humantime_serde")]
    pub refresh: Duration,
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

    /// What `over` says, and where it says nothing, `settings.toml` as it was when this was compiled.
    ///
    /// # Errors
    /// When they cannot be read, one is not known, or one is senseless.
    pub fn read(over: Config) -> Result<Self, ConfigError> {
        let compiled = File::from_str(include_str!("../settings.toml"), FileFormat::Toml);
        let settings: Self = Config::builder().add_source(compiled).add_source(over).build()?.try_deserialize()?;
        let local = settings.listen.ip().is_loopback() && settings.admin.ip().is_loopback();
        let open = settings.connections > 0 && !settings.head_timeout.is_zero();
        let fault = first_fault([
            (local, "listen and admin: loopback addresses, with a proxy in front"),
            (open, "connections and head_timeout: above zero, or nobody gets in"),
            (!settings.refresh.is_zero(), "refresh: above zero"),
        ]);
        fault.map_or(Ok(settings), |fault| Err(ConfigError::Message(format!("the setting {fault}"))))
    }
}

/// What would be right of the first that is not.
pub(crate) fn first_fault<const N: usize>(rules: [(bool, &'static str); N]) -> Option<&'static str> {
    rules.into_iter().find(|(right, _)| !right).map(|(_, say)| say)
}
