//! What is not there, and what is too much.

use axum::http::Method;
use expect_test::expect;

use crate::fixture::{ask, get, get_with, harbour, site};

#[test]
fn an_unknown_pattern_is_answered_with_what_is_near() {
    let reply = get("/pattern/leter-box");
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (404, "no-store"));
    expect![[r#"
        <h1>There is no pattern <code>leter-box</code>.</h1>
    "#]]
    .assert_eq(&reply.lines("<h1>"));
    expect![[r#"
        <li><a href="/pattern/letter-box">Letter Box</a> <span class="soft">Whoever has something for the other shore leaves it in a box; a boat empties the box when it <code>passes</code>.</span></li>
    "#]].assert_eq(&reply.lines("href=\"/pattern/"));
}

#[test]
fn an_announced_pattern_is_said_to_be_announced() {
    let reply = get("/pattern/fog-horn");
    assert_eq!(reply.status, 404);
    expect![[r#"
        <h1><code>fog-horn</code> has a place in the catalogue, but no entry yet.</h1>
    "#]]
    .assert_eq(&reply.lines("<h1>"));
}

#[test]
fn a_program_is_told_in_plain_text() {
    let reply = get_with("/patterns/leter-box.md", &[("accept", "text/markdown")]);
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (404, "text/plain; charset=utf-8"));
    expect![[r#"
        error: there is no pattern `leter-box`
        hint: search, or look through all patterns on the first page
        did you mean: Letter Box (/patterns/letter-box.md)
    "#]]
    .assert_eq(reply.text());
}

#[test]
fn other_ways_to_write_an_address_lead_to_it() {
    let check = |target: &str, expected: &str| {
        let reply = get(target);
        assert_eq!((reply.status.as_u16(), reply.header("location")), (308, expected), "{target}");
    };
    check("/pattern/letter-box/", "/pattern/letter-box");
    check("/pattern/LB", "/pattern/letter-box");
    check("/pattern/Letter%20Box", "/pattern/letter-box");
    check("/pattern/letter%2Dbox", "/pattern/letter-box");
    check("/patterns/letter-box", "/pattern/letter-box");
    check("/patterns/drop-point.md", "/patterns/letter-box.md");
    check("/patterns/", "/");
    check("//", "/");
}

#[test]
fn nobody_is_sent_elsewhere() {
    for target in [
        "//evil.example",
        "//evil.example/",
        "//evil.example/..//",
        "/\\evil.example/",
        "/%2f%2fevil.example/",
        "///",
        "/pattern//evil.example",
    ] {
        let reply = get(target);
        let location = reply.header("location");
        assert!(location.is_empty() || location == "/", "{target} leads to {location}");
    }
}

#[test]
fn hostile_addresses_are_not_found() {
    for target in [
        "/pattern/../../etc/passwd",
        "/pattern/..%2f..%2fetc%2fpasswd",
        "/pattern/%00",
        "/pattern/%ff%fe",
        "/pattern/%",
        "/patterns/..md",
        "/patterns/.md",
        "/pattern/<script>alert(1)</script>".replace('<', "%3C").replace('>', "%3E").as_str(),
        "/assets/../Cargo.toml",
        "/.env",
    ] {
        let reply = get(target);
        assert_eq!(reply.status, 404, "{target}");
        assert!(reply.runs_nothing_foreign(), "{target}");
    }
}

#[test]
fn hostile_questions_are_answered() {
    let long = format!("/search?q={}", "%F0%9F%98%80".repeat(150));
    for target in [
        "/search?q=%FF%FE%00",
        "/search?q=%",
        "/search?q=&&&===",
        "/search?q=\"'><script>".replace('<', "%3C").replace('>', "%3E").replace('"', "%22").as_str(),
        long.as_str(),
        "/compare?with=%00&with=%FF",
        "/compare?with=../../etc/passwd",
        "/compare?with[]=letter-box&with=night-ferry",
        "/compare?%00=1",
        "/?q=1#x",
    ] {
        let reply = get(target);
        assert!(reply.status.as_u16() < 500, "{target}: {}", reply.status);
        assert!(reply.runs_nothing_foreign(), "{target}");
    }
}

#[test]
fn only_reading_is_allowed() {
    let site = site(harbour());
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
        for target in ["/", "/pattern/letter-box", "/search?q=a", "/compare", "/healthz", "/nowhere"] {
            let reply = ask(&site, method.clone(), target, &[]);
            assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, "GET, HEAD"), "{method} {target}");
        }
    }
}

#[test]
fn an_overlong_address_is_refused() {
    let reply = get(&format!("/search?q={}", "a".repeat(9000)));
    assert_eq!(reply.status, 414);
    assert!(reply.body.len() < 8000);
    assert_eq!(get(&format!("/{}", "a".repeat(8000))).status, 404);
}
