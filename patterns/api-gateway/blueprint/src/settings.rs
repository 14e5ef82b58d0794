//! What can be set, from `settings.toml` in the working folder and from the environment. Routes are no settings:
//! they have a file of their own, and change while the gateway runs.

use std::net::SocketAddr;
use std::path::PathBuf;

use config::builder::DefaultState;
use config::{Config, ConfigBuilder, ConfigError, Environment, File, FileFormat};
use hyper::Uri;
use serde::Deserialize;

use crate::door::DoorSettings;
use crate::identity::keys::IdentitySettings;
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
    pub door: DoorSettings,
    pub identity: IdentitySettings,
    pub demo: DemoSettings,
}

/// Where the identity provider and the services listen that come with the project.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct DemoSettings {
    pub identity: SocketAddr,
    pub services: Vec<SocketAddr>,
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
        Config::builder().add_source(File::from_str(include_str!("../settings.toml"), FileFormat::Toml))
    }

    /// Reads settings from `sources`.
    ///
    /// # Errors
    /// When they cannot be read, one is not known, or one is senseless.
    pub fn read(sources: ConfigBuilder<DefaultState>) -> Result<Self, SettingsError> {
        let settings: Self = sources.build()?.try_deserialize()?;
        settings.fault().map_or(Ok(settings), |fault| Err(SettingsError::Senseless(fault.to_owned())))
    }

    /// What would be right of the first that is senseless.
    fn fault(&self) -> Option<&'static str> {
        let Self { listen, admin, identity, demo, door, .. } = self;
        let mut ours = [listen, admin, &demo.identity].into_iter().chain(&demo.services);
        let local = ours.all(|address| address.ip().is_loopback());
        let http = |url: &String| url.parse().is_ok_and(|url: Uri| url.scheme_str() == Some("http"));
        let fresh = !identity.refresh.is_zero() && identity.pause <= identity.refresh;
        let open = door.connections > 0 && !door.head_timeout.is_zero();
        first_fault([
            (local, "listen, admin, demo.identity and demo.services: loopback addresses, with a proxy in front"),
            (identity.keys.as_ref().is_none_or(http), "identity.keys: an address like http://127.0.0.1:8090/keys"),
            (fresh, "identity.refresh: above zero, and no shorter than identity.pause"),
            (open, "door.connections and door.head_timeout: above zero, or nobody gets in"),
        ])
    }
}

/// What would be right of the first that is not.
pub(crate) fn first_fault<const N: usize>(rules: [(bool, &'static str); N]) -> Option<&'static str> {
    rules.into_iter().find(|(right, _)| !right).map(|(_, say)| say)
}
