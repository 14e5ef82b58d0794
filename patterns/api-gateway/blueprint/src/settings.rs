//! What can be set, from `settings.toml` in the working folder and from the environment. Routes are no settings:
//! they have a file of their own, and change while the gateway runs.

use std::net::SocketAddr;
use std::path::PathBuf;

use config::{Config, ConfigError, Environment, File};
use hyper::Uri;
use serde::Deserialize;

use crate::door::DoorSettings;
use crate::identity::keys::IdentitySettings;
use crate::telemetry::LogFormat;

/// All settings. `settings.toml` says what each is for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct DemoSettings {
    pub identity: SocketAddr,
    pub services: Vec<SocketAddr>,
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: local(8080),
            admin: local(8081),
            log: LogFormat::default(),
            routes: "routes.toml".into(),
            door: DoorSettings::default(),
            identity: IdentitySettings::default(),
            demo: DemoSettings::default(),
        }
    }
}

impl Default for DemoSettings {
    fn default() -> Self {
        Self { identity: local(8090), services: [8091, 8092, 8093].map(local).to_vec() }
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
        let mut addresses = vec![("listen", self.listen), ("admin", self.admin), ("demo.identity", self.demo.identity)];
        addresses.extend(self.demo.services.iter().map(|service| ("demo.services", *service)));
        for (name, address) in addresses {
            if !address.ip().is_loopback() {
                return senseless(format!("{name} is {address}: a loopback address, with a proxy in front of it"));
            }
        }
        let http = |url: &&String| url.parse().is_ok_and(|url: Uri| url.scheme_str() == Some("http"));
        if let Some(url) = self.identity.keys.as_ref().filter(|url| !http(url)) {
            return senseless(format!("identity.keys is `{url}`: an address like http://127.0.0.1:8090/keys"));
        }
        if self.identity.refresh.is_zero() || self.identity.pause > self.identity.refresh {
            return senseless("identity.refresh: above zero, and no shorter than identity.pause".into());
        }
        if self.door.connections == 0 || self.door.head_timeout.is_zero() {
            return senseless("door.connections and door.head_timeout: above zero, or nobody gets in".into());
        }
        Ok(())
    }
}
