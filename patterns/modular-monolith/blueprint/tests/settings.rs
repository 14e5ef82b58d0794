//! What can be set, and what is refused.

use std::time::Duration;

use blueprint_modular_monolith::settings::{DatabaseKind, Settings};
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
    refused("apart.listen = \"10.0.0.1:80\"", "apart.listen");
    refused("times.events = \"0s\"", "times");
    refused("apart.timeout = \"0s\"", "apart.timeout");
    refused("apart.file = \"modules.sqlite\"", "apart.file");
    refused("database.kind = \"slate\"", "slate");
    refused("database.fil = \"x\"", "fil");
    assert_eq!(read("database.kind = \"memory\"").expect("read").database.kind, DatabaseKind::Memory);
    assert_eq!(read("drain = \"3s\"").expect("read").drain, Duration::from_secs(3));
}
