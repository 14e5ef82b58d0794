//! What may stand in the two files, and how paths are read.

use blueprint_api_gateway::control::file::RoutesFile;
use blueprint_api_gateway::router::{NotFound, Paths, is_strange};
use blueprint_api_gateway::settings::Settings;
use config::{File, FileFormat};
use proptest::prelude::*;

fn read(text: &str) -> Result<Settings, String> {
    let over = File::from_str(text, FileFormat::Toml);
    Settings::read(Settings::sources().add_source(over)).map_err(|error| error.to_string())
}

#[test]
fn what_is_left_out_is_as_the_file_shows_it() {
    assert_eq!(read(""), Ok(Settings::default()));
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
    let good = "[service.s]\ncopies = ['http://127.0.0.1:1']\n[route.r]\npaths = ['/r']\nservice = 's'\n";
    RoutesFile::parse(good).expect("good");
    let refused = |text: &str, says: &str| {
        let error = RoutesFile::parse(text).expect_err("refused").to_string();
        assert!(error.contains(says), "{error}");
    };
    refused(&good.replace("http:", "https:"), "an address like http://");
    refused(&good.replace(":1'", ":1/path'"), "without a path");
    refused(&good.replace("['http://127.0.0.1:1']", "[]"), "at least one copy");
    refused(&good.replace("'/r'", "'r'"), "begins with `/`");
    refused(&format!("{good}methods = ['get']"), "written like GET");
    refused(&format!("{good}limit = {{ requests = 0, per = '1s' }}"), "nonzero");
    refused(&format!("{good}limit = {{ requests = 1, per = '0s' }}"), "above zero");
    refused(&format!("{good}trial = {{ service = 's', percent = 101 }}"), "at most 100");
    refused(&format!("{good}strip = '/x'"), "all paths begin with");
    refused(&format!("{good}request = {{ remove = ['a b'] }}"), "header name");
    refused(&format!("{good}request = {{ set = {{ a = \"b\\n\" }} }}"), "header value");
    refused(&format!("{good}{good}"), "duplicate key");
    refused(&format!("{good}acces = 'anyone'"), "acces");
}

#[test]
fn two_routes_cannot_claim_the_same() {
    let mut paths = Paths::default();
    let mut insert = |path: &str, methods: &[&str], name: usize| {
        let methods: Vec<String> = methods.iter().map(|method| (*method).to_owned()).collect();
        paths.insert(path, &methods, &name)
    };
    insert("/a", &["GET"], 1).expect("good");
    insert("/a", &["POST"], 2).expect("good");
    insert("/a/{id}", &[], 3).expect("good");
    insert("/a/fixed", &[], 4).expect("good");
    let fault = insert("/a", &[], 5).expect_err("there is one already");
    assert!(fault.contains("path `/a`"), "{fault}");
    assert_eq!(paths.find("POST", "/a"), Ok(&2));
    assert_eq!(paths.find("HEAD", "/a"), Ok(&1));
    assert_eq!(paths.find("PUT", "/a"), Err(NotFound::Method(vec!["GET", "POST"])));
    assert_eq!(paths.find("GET", "/a/7"), Ok(&3));
    assert_eq!(paths.find("GET", "/a/fixed"), Ok(&4), "what is written out comes first");
    assert_eq!(paths.find("GET", "/A"), Err(NotFound::Path));
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
        let mut paths = Paths::default();
        for (path, name) in [("/admin", "admin"), ("/a/admin", "admin"), ("/{*rest}", "other")] {
            paths.insert(path, &[], &name).expect("good");
        }
        if let Ok(route) = paths.find("GET", &path) {
            let read = as_services_may_read(&path);
            prop_assert_eq!(*route == "admin", read == "/admin" || read == "/a/admin", "{} is read as {}", path, read);
        }
    }
}
