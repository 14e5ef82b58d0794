//! What can be set, and what is refused.

use std::time::Duration;

use blueprint_cqrs_event_sourcing::settings::Settings;
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
    refused("data = \"\"", "a folder");
    refused("views.batch = 0", "views.batch");
    refused("views.every = \"1h\"", "at most a minute");
    refused("views.evry = \"1s\"", "evry");
    assert_eq!(read("views.every = \"3s\"").expect("read").views.every, Duration::from_secs(3));
}
