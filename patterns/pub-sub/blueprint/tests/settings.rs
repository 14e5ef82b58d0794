//! What can be set, and what is refused.

use std::time::Duration;

use blueprint_pub_sub::settings::{BrokerKind, Settings};
use config::{File, FileFormat};

fn read(text: &str) -> Result<Settings, String> {
    let over = File::from_str(text, FileFormat::Toml);
    Settings::read(Settings::sources().add_source(over)).map_err(|error| error.to_string())
}

#[test]
fn what_is_left_out_is_as_the_file_shows_it() {
    assert_eq!(read(""), read(include_str!("../settings.toml")));
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
