//! What may stand in the two files, and how paths are read.

use blueprint_api_gateway::control::file::RoutesFile;
use blueprint_api_gateway::router::{Paths, find, insert, is_strange};
use blueprint_api_gateway::settings::Settings;
use config::{Config, File, FileFormat};
use proptest::prelude::*;

fn read(text: &str) -> Result<Settings, String> {
    let over = Config::builder().add_source(File::from_str(text, FileFormat::Toml)).build();
    Settings::read(over.expect("TOML")).map_err(|error| error.to_string())
}

#[test]
fn what_is_left_out_is_as_the_file_shows_it() {
    let text = include_str!("../settings.toml");
    assert_eq!(read(""), read(text));
    assert!(read("").is_ok_and(|settings| settings.listen.port() == 8080 && settings.keys.is_none()));
}

#[test]
fn senseless_settings_are_refused_with_what_would_be_right() {
    let refused = |text: &str, says: &str| {
        let error = read(text).expect_err("refused");
        assert!(error.contains(says), "{error}");
    };
    refused("listen = \"0.0.0.0:80\"", "loopback");
    refused("refresh = \"0s\"", "refresh");
    refused("connections = 0", "connections");
    refused("conections = 1", "conections");
}

#[test]
fn senseless_routes_are_refused_with_what_would_be_right() {
    let good = "[service.s]\ncopies = ['127.0.0.1:1']\n[route.r]\npaths = ['/r']\nservice = 's'\n";
    RoutesFile::parse(good).expect("good");
    let refused = |text: &str, says: &str| {
        let error = RoutesFile::parse(text).expect_err("refused").to_string();
        assert!(error.contains(says), "{error}");
    };
    refused(&good.replace("127.0.0.1:1", "http://127.0.0.1:1"), "written like 127.0.0.1:8091");
    refused(&good.replace("['127.0.0.1:1']", "[]"), "at least one copy");
    refused(&good.replace("'/r'", "'r'"), "begins with `/`");
    refused(&format!("{good}methods = ['get']"), "written like GET");
    refused(&format!("{good}limit = {{ requests = 0, per = '1s' }}"), "nonzero");
    refused(&format!("{good}limit = {{ requests = 1, per = '0s' }}"), "above zero");
    refused(&format!("{good}trial = {{ service = 's', percent = 101 }}"), "at most 100");
    refused(&format!("{good}strip = '/x'"), "all paths begin with");
    refused(&format!("{good}open = true\nscope = 's'"), "not beside a scope");
    refused(&format!("{good}request = {{ 'a b' = 'c' }}"), "header name");
    refused(&format!("{good}request = {{ a = \"b\\n\" }}"), "header value");
    refused(&format!("{good}{good}"), "duplicate key");
    refused(&format!("{good}acces = 'anyone'"), "acces");
}

#[test]
fn two_routes_cannot_claim_the_same() {
    let mut paths = Paths::default();
    let mut put = |path: &str, methods: &[&str], name: usize| {
        let methods: Vec<String> = methods.iter().map(|method| (*method).to_owned()).collect();
        insert(&mut paths, path, &methods, &name)
    };
    put("/a", &["GET"], 1).expect("good");
    put("/a", &["POST"], 2).expect("good");
    put("/a/{id}", &[], 3).expect("good");
    put("/a/fixed", &[], 4).expect("good");
    let fault = put("/a", &[], 5).expect_err("there is one already");
    assert!(fault.contains("path `/a`"), "{fault}");
    assert_eq!(find(&paths, "POST", "/a"), Some(&2));
    assert_eq!(find(&paths, "HEAD", "/a"), Some(&1));
    assert_eq!(find(&paths, "PUT", "/a"), None);
    assert_eq!(find(&paths, "GET", "/a/7"), Some(&3));
    assert_eq!(find(&paths, "GET", "/a/fixed"), Some(&4), "what is written out comes first");
    assert_eq!(find(&paths, "GET", "/A"), None);
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
            insert(&mut paths, path, &[], &name).expect("good");
        }
        if let Some(route) = find(&paths, "GET", &path) {
            let read = as_services_may_read(&path);
            prop_assert_eq!(*route == "admin", read == "/admin" || read == "/a/admin", "{} is read as {}", path, read);
        }
    }
}
