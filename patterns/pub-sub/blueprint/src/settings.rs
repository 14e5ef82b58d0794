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
    pub broker: BrokerSettings,
    pub groups: GroupsSettings,
}

/// Which broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BrokerKind {
    /// In the process.
    Embedded,
    /// NATS JetStream.
    Nats,
}

/// The topic.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct BrokerSettings {
    pub kind: BrokerKind,
    pub url: String,
    pub partitions: usize,
    pub keep: usize,
    #[serde(with = "humantime_serde")]
    pub keep_for: Duration,
}

/// The copies of receivers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct GroupsSettings {
    pub copies: usize,
    #[serde(with = "humantime_serde")]
    pub deadline: Duration,
    pub attempts: u32,
    pub under_way: usize,
    #[serde(with = "humantime_serde")]
    pub alert: Duration,
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
        settings.fault().map_or(Ok(settings), |fault| Err(ConfigError::Message(fault.to_owned())))
    }

    /// What would be right of the first that is senseless.
    fn fault(&self) -> Option<&'static str> {
        let Self { listen, broker, groups, .. } = self;
        let right = [
            (listen.ip().is_loopback(), "listen: a loopback address, with a proxy in front of it"),
            ((1..=64).contains(&broker.partitions), "broker.partitions: 1 to 64"),
            (broker.keep > 0, "broker.keep: at least 1"),
            ((1..=64).contains(&groups.copies), "groups.copies: 1 to 64"),
            (groups.attempts > 0 && groups.under_way > 0, "groups.attempts and groups.under_way: at least 1"),
            (groups.deadline.as_millis() >= 100, "groups.deadline: at least 100ms, and longer than handling takes"),
            (groups.alert < broker.keep_for / 4, "groups.alert: below a quarter of broker.keep_for, or it is too late"),
        ];
        right.into_iter().find(|(right, _)| !right).map(|(_, say)| say)
    }
}
