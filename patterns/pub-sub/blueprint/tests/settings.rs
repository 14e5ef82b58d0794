//! What can be set, and what is refused.

use std::time::Duration;

use blueprint_pub_sub::settings::{BrokerKind, Settings};
use config::{Config, File, FileFormat};

fn read(text: &str) -> Result<Settings, String> {
    let source = Config::builder().add_source(File::from_str(text, FileFormat::Toml)).build();
    let settings: Settings = source.and_then(Config::try_deserialize).map_err(|error| error.to_string())?;
    settings.check().map_err(|error| error.to_string())?;
    Ok(settings)
}

#[test]
fn the_file_shows_what_holds_without_it() {
    assert_eq!(read(include_str!("../settings.toml")), Ok(Settings::default()));
}

#[test]
fn the_senseless_is_refused_with_what_would_be_right() {
    let refused = |text: &str, says: &str| {
        let error = read(text).expect_err("refused");
        assert!(error.contains(says), "{error}");
    };
    refused("listen = \"0.0.0.0:80\"", "loopback");
    refused("broker.partitions = 0", "broker.partitions");
    refused("groups.deadline = \"1ms\"", "100ms");
    refused("groups.attempts = 0", "groups.attempts");
    refused("broker.keep_for = \"1m\"", "a quarter");
    refused("broker.kind = \"pigeon\"", "pigeon");
    refused("groups.copie = 3", "copie");
    assert_eq!(read("broker.kind = \"nats\"").expect("read").broker.kind, BrokerKind::Nats);
    assert_eq!(read("drain = \"3s\"").expect("read").drain, Duration::from_secs(3));
}
