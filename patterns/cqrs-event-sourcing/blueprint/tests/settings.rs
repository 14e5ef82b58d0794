//! What can be set, and what is refused.

use std::time::Duration;

use blueprint_cqrs_event_sourcing::settings::Settings;
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
    refused("data = \"\"", "a folder");
    refused("batch = 0", "batch");
    refused("snapshot_every = 0", "snapshot_every");
    refused("rest = \"1h\"", "at most a minute");
    refused("rset = \"1s\"", "rset");
    assert_eq!(read("rest = \"3s\"").expect("read").rest, Duration::from_secs(3));
}
