//! What decides about an answer's form: tags, compression, types.

use std::io::Read as _;

use axum::http::Method;
use expect_test::expect;
use flate2::read::GzDecoder;

use crate::fixture::{ask, attributes, get, get_with, harbour, site};

const TARGETS: [&str; 12] = [
    "/",
    "/pattern/letter-box",
    "/patterns/letter-box.md",
    "/llms.txt",
    "/llms-full.txt",
    "/compare?with=letter-box&with=night-ferry",
    "/compare?with=letter-box&with=night-ferry&fact=foggy",
    "/search?q=box",
    "/advise?fact=foggy&ask=crates",
    "/advise/record.md?pattern=letter-box&fact=foggy",
    "/api/v1/search?q=letter+box",
    "/api/v1/advise?fact=foggy",
];

#[test]
fn every_answer_carries_the_same_protection() {
    for target in TARGETS.into_iter().chain(["/nowhere", "/pattern/lb", "/healthz", "/api/nothing", "/api/v1/search"]) {
        let reply = get(target);
        for name in ["content-security-policy", "x-content-type-options", "referrer-policy"] {
            assert!(!reply.header(name).is_empty(), "{target} lacks {name}");
        }
    }
    let reply = get("/pattern/letter-box");
    let mut headers: Vec<String> =
        reply.headers.iter().map(|(name, value)| format!("{name}: {}\n", value.to_str().expect("is text"))).collect();
    headers.retain(|header| !header.starts_with("etag") && !header.starts_with("content-length"));
    expect![[r#"
        content-type: text/html; charset=utf-8
        cache-control: no-cache
        vary: accept, accept-encoding
        content-security-policy: default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        x-content-type-options: nosniff
        referrer-policy: no-referrer
    "#]].assert_eq(&headers.concat());
}

#[test]
fn a_known_tag_is_answered_without_a_body() {
    for target in TARGETS {
        for encoding in ["identity", "gzip"] {
            let first = get_with(target, &[("accept-encoding", encoding)]);
            let etag = first.header("etag");
            assert!(etag.starts_with('"') && etag.ends_with('"'), "{target}: {etag} is not a strong tag");
            let again = get_with(target, &[("accept-encoding", encoding), ("if-none-match", etag)]);
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{target}");
            assert_eq!(again.header("etag"), etag);
            assert_eq!(again.header("vary"), first.header("vary"));
            let other = get_with(target, &[("accept-encoding", encoding), ("if-none-match", "\"0\"")]);
            assert_eq!(other.status, 200);
        }
    }
}

#[test]
fn forms_of_a_page_have_different_tags() {
    let plain = get("/pattern/letter-box");
    let packed = get_with("/pattern/letter-box", &[("accept-encoding", "gzip")]);
    assert_ne!(plain.header("etag"), packed.header("etag"));
}

#[test]
fn a_compressed_body_holds_the_plain_one() {
    for target in TARGETS {
        let plain = get(target);
        let packed = get_with(target, &[("accept-encoding", "br, gzip")]);
        if plain.body.len() < 1024 {
            assert_eq!(packed.header("content-encoding"), "", "{target} is too small to gain");
            continue;
        }
        assert_eq!(packed.header("content-encoding"), "gzip", "{target}");
        assert_eq!(packed.header("content-length"), packed.body.len().to_string());
        let mut unpacked = Vec::new();
        GzDecoder::new(&packed.body[..]).read_to_end(&mut unpacked).expect("is gzip");
        assert_eq!(unpacked, plain.body, "{target}");
        assert!(plain.header("vary").contains("accept-encoding"));
    }
}

#[test]
fn head_has_the_headers_of_get_and_no_body() {
    let site = site(harbour());
    for target in TARGETS.into_iter().chain(["/healthz", "/nowhere", "/api/nothing", "/api/v1/search"]) {
        let full = ask(&site, Method::GET, target, &[]);
        let head = ask(&site, Method::HEAD, target, &[]);
        assert_eq!((head.status, head.body.len()), (full.status, 0), "{target}");
        assert_eq!(head.headers, full.headers, "{target}");
    }
}

#[test]
fn whoever_asks_for_markdown_gets_it_at_the_pages_address() {
    let reply = get_with("/pattern/letter-box", &[("accept", "text/markdown, text/html;q=0.9")]);
    assert_eq!(reply.header("content-type"), "text/markdown; charset=utf-8");
    assert_eq!(reply.header("vary"), "accept, accept-encoding");
    assert_eq!(reply.header("content-location"), "/patterns/letter-box.md");
    assert_eq!(reply.body, get("/patterns/letter-box.md").body);
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let reply = get_with("/pattern/letter-box", &[("accept", browser)]);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(reply.header("vary"), "accept, accept-encoding");
}

#[test]
fn assets_are_kept_for_ever_and_named_by_content() {
    let page = get("/");
    let linked = ["href", "src"].into_iter().flat_map(|name| attributes(page.text(), name));
    let assets: Vec<String> = linked.filter(|address| address.starts_with("/assets/")).collect();
    let types = [
        "text/css; charset=utf-8",
        "image/svg+xml",
        "text/javascript; charset=utf-8",
        "text/javascript; charset=utf-8",
    ];
    assert_eq!(assets.len(), types.len());
    for (address, content_type) in assets.iter().zip(types) {
        let reply = get(address);
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, content_type));
        assert!(reply.header("cache-control").contains("immutable"));
    }
}

#[test]
fn the_host_header_changes_nothing() {
    assert_eq!(get_with("/", &[("host", "evil.example\"><script>")]).body, get("/").body);
}
