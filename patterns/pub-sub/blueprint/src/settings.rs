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
    pub broker: BrokerSettings,
    pub groups: GroupsSettings,
    pub monitor: MonitorSettings,
}

/// Which broker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BrokerKind {
    /// In the process.
    #[default]
    Embedded,
    /// NATS JetStream.
    Nats,
}

/// The topic.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct GroupsSettings {
    pub copies: usize,
    #[serde(with = "humantime_serde")]
    pub deadline: Duration,
    pub attempts: u32,
    pub under_way: usize,
}

/// Who looks at backlogs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct MonitorSettings {
    #[serde(with = "humantime_serde")]
    pub every: Duration,
    #[serde(with = "humantime_serde")]
    pub alert: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            log: LogFormat::default(),
            data: PathBuf::from("data"),
            drain: Duration::from_secs(10),
            broker: BrokerSettings::default(),
            groups: GroupsSettings::default(),
            monitor: MonitorSettings::default(),
        }
    }
}

impl Default for BrokerSettings {
    fn default() -> Self {
        Self {
            kind: BrokerKind::default(),
            url: "nats://127.0.0.1:4222".to_owned(),
            partitions: 4,
            keep: 100_000,
            keep_for: Duration::from_secs(7 * 86_400),
        }
    }
}

impl Default for GroupsSettings {
    fn default() -> Self {
        Self { copies: 2, deadline: Duration::from_secs(10), attempts: 5, under_way: 64 }
    }
}

impl Default for MonitorSettings {
    fn default() -> Self {
        Self { every: Duration::from_secs(10), alert: Duration::from_secs(30) }
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
        let Self { broker, groups, monitor, .. } = self;
        if !self.listen.ip().is_loopback() {
            return senseless(format!("listen is {}: a loopback address, with a proxy in front of it", self.listen));
        }
        if self.data.as_os_str().is_empty() {
            return senseless("data: a folder".into());
        }
        if !(1..=64).contains(&broker.partitions) || broker.keep == 0 {
            return senseless("broker.partitions: 1 to 64, and broker.keep: at least 1".into());
        }
        if !(1..=64).contains(&groups.copies) || groups.attempts == 0 || groups.under_way == 0 {
            return senseless("groups.copies: 1 to 64; groups.attempts and groups.under_way: at least 1".into());
        }
        if groups.deadline < Duration::from_millis(100) {
            return senseless("groups.deadline: at least 100ms, and longer than handling takes mostly".into());
        }
        if monitor.alert >= broker.keep_for / 4 {
            return senseless(
                "monitor.alert: less than a quarter of broker.keep_for, or messages are gone first".into(),
            );
        }
        Ok(())
    }
}
