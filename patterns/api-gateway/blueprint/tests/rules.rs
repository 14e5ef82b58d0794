//! What may stand in the two files, and how paths are read.

use blueprint_api_gateway::control::file::RoutesFile;
use blueprint_api_gateway::router::{NotFound, Paths, is_strange};
use blueprint_api_gateway::settings::Settings;
use config::{Config, File, FileFormat};
use hyper::Method;
use proptest::prelude::*;

fn read(text: &str) -> Result<Settings, String> {
    let source = Config::builder().add_source(File::from_str(text, FileFormat::Toml)).build();
    let settings: Settings = source.and_then(Config::try_deserialize).map_err(|error| error.to_string())?;
    settings.check().map_err(|error| error.to_string())?;
    Ok(settings)
}

#[test]
fn the_file_of_settings_shows_what_holds_without_it() {
    assert_eq!(read(include_str!("../settings.toml")), Ok(Settings::default()));
}

#[test]
fn senseless_settings_are_refused_with_what_would_be_right() {
    let refused = |text: &str, says: &str| {
        let error = read(text).expect_err("refused");
        assert!(error.contains(says), "{error}");
    };
    refused("listen = \"0.0.0.0:80\"", "loopback");
    refused("[demo]\nservices = [\"10.0.0.1:80\"]", "demo.services");
    refused("[identity]\nkeys = \"https://id\"", "identity.keys");
    refused("[identity]\nrefresh = \"0s\"", "identity.refresh");
    refused("[door]\nconnections = 0", "door.connections");
    refused("[door]\nconections = 1", "conections");
}

#[test]
fn senseless_routes_are_refused_with_what_would_be_right() {
    let good = "[[service]]\nname = 's'\ncopies = ['http://127.0.0.1:1']\n[[route]]\nname = 'r'\npaths = ['/r']\nservice = 's'\n";
    RoutesFile::parse(good).expect("good");
    let refused = |text: &str, says: &str| {
        let error = RoutesFile::parse(text).expect_err("refused").to_string();
        assert!(error.contains(says), "{error}");
    };
    refused(&good.replace("http:", "https:"), "an address like http://");
    refused(&good.replace(":1'", ":1/path'"), "without a path");
    refused(&good.replace("['http://127.0.0.1:1']", "[]"), "at least one copy");
    refused(&good.replace("'/r'", "'r'"), "begins with `/`");
    refused(&format!("{good}methods = ['get']"), "write it like GET");
    refused(&format!("{good}limit = {{ requests = 0, per = '1s' }}"), "above zero");
    refused(&format!("{good}trial = {{ service = 's', percent = 101 }}"), "at most 100");
    refused(&format!("{good}trial = {{ service = 't', percent = 1 }}"), "no service `t`");
    refused(&format!("{good}strip = '/x'"), "all paths begin with");
    refused(&format!("{good}request = {{ remove = ['a b'] }}"), "name of a header");
    refused(&format!("{good}request = {{ set = {{ a = \"b\\n\" }} }}"), "value of a header");
    refused(&format!("{good}{good}"), "another service");
    refused(&format!("{good}acces = 'anyone'"), "acces");
}

#[test]
fn two_routes_cannot_claim_the_same() {
    let entry = |path: &str, methods: &[Method], name| (path.to_owned(), methods.to_vec(), name);
    let paths = Paths::new(vec![
        entry("/a", &[Method::GET], 1),
        entry("/a", &[Method::POST], 2),
        entry("/a/{id}", &[], 3),
        entry("/a/fixed", &[], 4),
    ]);
    let paths = paths.unwrap_or_else(|(path, fault)| panic!("{path}: {fault}"));
    assert_eq!(paths.find(&Method::POST, "/a"), Ok(&2));
    assert_eq!(paths.find(&Method::HEAD, "/a"), Ok(&1));
    assert_eq!(paths.find(&Method::PUT, "/a"), Err(NotFound::Method(vec![Method::GET, Method::POST])));
    assert_eq!(paths.find(&Method::GET, "/a/7"), Ok(&3));
    assert_eq!(paths.find(&Method::GET, "/a/fixed"), Ok(&4), "what is written out comes first");
    assert_eq!(paths.find(&Method::GET, "/A"), Err(NotFound::Path));
    let twice = Paths::new(vec![entry("/a", &[Method::GET], 1), entry("/a", &[], 2)]);
    assert!(twice.is_err_and(|(path, _)| path == "/a"));
}

#[test]
fn ways_around_a_check_are_refused() {
    for path in [
        "//admin",
        "/a//b",
        "/./admin",
        "/a/../admin",
        "/a/..",
        "/..;/admin",
        "/a/;x=1/admin",
        "/%2e%2e/admin",
        "/a/.%2E/admin",
        "/a%2fadmin",
        "/a%5cadmin",
        "/a\\admin",
        "/%61dmin",
        "/a%00",
        "/a%0d%0a",
        "/a%252e",
        "/a%",
        "/a%2",
        "/a%zz",
        "admin",
        "/admin/",
        "",
    ] {
        assert!(is_strange(path), "{path}");
    }
    for path in ["/", "/a", "/a/b.c", "/a/..b", "/a-b_c~d", "/a%20b", "/caf%C3%A9", "/a:b@c,d=e+f!$&'()*"] {
        assert!(!is_strange(path), "{path}");
    }
}

/// Reads a path as the most obliging service would: encoded letters, dots, doubled slashes, parameters.
fn as_services_may_read(path: &str) -> String {
    let bytes = path.as_bytes();
    let (mut decoded, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                decoded.push(byte);
                at += 3;
            }
            _ => {
                decoded.push(if bytes[at] == b'\\' { b'/' } else { bytes[at] });
                at += 1;
            }
        }
    }
    let decoded = String::from_utf8_lossy(&decoded).replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    for part in decoded.split('/').map(|part| part.split(';').next().unwrap_or("")) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// A path that gets in is the admin page for the gateway if it is for the service.
    #[test]
    fn a_path_that_gets_in_has_one_reading(
        pieces in proptest::collection::vec(
            prop::sample::select(vec!["/", "a", "admin", "%61", ".", "%2e", "%2F", "\\", ";", "%", "5c", "%20", "A"]),
            1..8,
        )
    ) {
        let path = format!("/{}", pieces.concat());
        let entry = |path: &str, name| (path.to_owned(), Vec::new(), name);
        let paths = Paths::new(vec![entry("/admin", "admin"), entry("/a/admin", "admin"), entry("/{*rest}", "other")]);
        let paths = paths.unwrap_or_else(|(path, fault)| panic!("{path}: {fault}"));
        if let Ok(route) = paths.find(&Method::GET, &path) {
            let read = as_services_may_read(&path);
            prop_assert_eq!(*route == "admin", read == "/admin" || read == "/a/admin", "{} is read as {}", path, read);
        }
    }
}
