//! What can be set, and what is refused.

use std::path::Path;
use std::time::Duration;

use blueprint_modular_monolith::settings::Settings;
use config::{Config, File, FileFormat};

fn read(text: &str) -> Result<Settings, String> {
    let said = Config::builder().add_source(File::from_str(text, FileFormat::Toml)).build();
    said.and_then(Settings::read).map_err(|error| error.to_string())
}

#[test]
fn what_is_left_out_is_as_the_file_shows_it() {
    assert_eq!(read(""), read(include_str!("../settings.toml")));
    assert_eq!(read("drain = \"3s\"").expect("read").drain, Duration::from_secs(3));
    let memory = read("database = \":memory:\"\napart.database = \":memory:\"").expect("read");
    assert_eq!(memory.database, Path::new(":memory:"));
}

#[test]
fn the_senseless_is_refused_with_what_would_be_right() {
    let refused = |text: &str, says: &str| {
        let error = read(text).expect_err("refused");
        assert!(error.contains(says), "{error}");
    };
    refused("listen = \"0.0.0.0:80\"", "loopback");
    refused("apart.listen = \"10.0.0.1:80\"", "apart.listen");
    refused("night_every = \"0s\"", "night_every");
    refused("deliver_every = \"0s\"", "deliver_every");
    refused("apart.timeout = \"0s\"", "apart.timeout");
    refused("apart.database = \"modules.sqlite\"", "apart.database");
    refused("log = \"slate\"", "slate");
    refused("databas = \"x\"", "databas");
}
