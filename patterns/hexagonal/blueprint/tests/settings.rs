//! What can be set, and what is refused.

use std::path::Path;
use std::time::Duration;

use blueprint_hexagonal::settings::Settings;
use config::{Config, File, FileFormat};

fn read(text: &str) -> Result<Settings, String> {
    let said = Config::builder().add_source(File::from_str(text, FileFormat::Toml)).build();
    said.and_then(Settings::read).map_err(|error| error.to_string())
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
    refused("payments.demo = \"10.0.0.1:80\"", "payments.demo");
    refused("payments.timeout = \"0s\"", "payments.timeout");
    refused("bill_every = \"0s\"", "bill_every");
    refused("log = \"slate\"", "slate");
    refused("payments.urll = \"x\"", "urll");
    assert_eq!(read("books = \":memory:\"").expect("read").books, Path::new(":memory:"));
    assert_eq!(read("drain = \"3s\"").expect("read").drain, Duration::from_secs(3));
}
