//! What can be set, from `settings.toml` in the working folder and from the environment.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use config::{Config, ConfigError, Environment, File};
use serde::Deserialize;

use crate::NodeId;
use crate::election::RaftSettings;
use crate::telemetry::LogFormat;

/// All settings. `settings.toml` says what each is for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct Settings {
    pub log: LogFormat,
    pub data: PathBuf,
    pub nodes: Vec<SocketAddr>,
    #[serde(with = "humantime_serde")]
    pub patience: Duration,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    pub raft: RaftSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            log: LogFormat::default(),
            data: "data".into(),
            nodes: (8081..=8083).map(|port| SocketAddr::from(([127, 0, 0, 1], port))).collect(),
            patience: Duration::from_secs(2),
            drain: Duration::from_secs(5),
            raft: RaftSettings::default(),
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

    /// Checks that they make sense together.
    ///
    /// # Errors
    /// When one does not, with what would.
    pub fn check(&self) -> Result<(), SettingsError> {
        let senseless = |say: String| Err(SettingsError::Senseless(say));
        if let Some(address) = self.nodes.iter().find(|address| !address.ip().is_loopback()) {
            return senseless(format!("nodes has {address}: a loopback address, until nodes know each other by TLS"));
        }
        if self.nodes.len() < 3 {
            return senseless("nodes: at least three; with two, the loss of one stops everything".into());
        }
        if self.raft.batch == 0 || self.raft.snapshot_after == 0 || self.patience.is_zero() {
            return senseless("raft.batch, raft.snapshot_after and patience: above zero".into());
        }
        if self.raft.shortest_silence < self.raft.heartbeat * 2 {
            return senseless(
                "raft.shortest_silence: two heartbeats at least, or one that is late costs an election".into(),
            );
        }
        self.raft.config().map(drop).or_else(|error| senseless(format!("raft: {error}")))
    }

    /// The nodes by number, from 1.
    pub fn members(&self) -> BTreeMap<NodeId, SocketAddr> {
        (1..).zip(self.nodes.iter().copied()).collect()
    }
}
