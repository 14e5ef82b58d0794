//! What can be set, and what is refused.

use std::time::Duration;

use blueprint_hexagonal::settings::{BookKind, Settings};
use config::{File, FileFormat};

fn read(text: &str) -> Result<Settings, String> {
    let over = File::from_str(text, FileFormat::Toml);
    Settings::read(Settings::sources().add_source(over)).map_err(|error| error.to_string())
}

#[test]
fn what_is_left_out_is_as_the_file_shows_it() {
    assert_eq!(read(""), Ok(Settings::default()));
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
    refused("books.kind = \"slate\"", "slate");
    refused("books.fil = \"x\"", "fil");
    assert_eq!(read("books.kind = \"memory\"").expect("read").books.kind, BookKind::Memory);
    assert_eq!(read("drain = \"3s\"").expect("read").drain, Duration::from_secs(3));
}
