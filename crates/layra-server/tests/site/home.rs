//! `/`.

use expect_test::{Expect, expect};

use crate::fixture::get;

fn check(needle: &str, expected: Expect) {
    let reply = get("/");
    assert_eq!(reply.status, 200);
    expected.assert_eq(&reply.lines(needle));
}

#[test]
fn patterns_stand_by_category_with_a_line_each() {
    check(
        "<h3><a href=",
        expect![[r#"
        <h3><a href="/pattern/night-ferry">Night Ferry</a></h3>
        <h3><a href="/pattern/letter-box">Letter Box</a></h3>
        <h3><a href="/pattern/signal-flags">Signal Flags</a></h3>
    "#]],
    );
    check(
        "<h2",
        expect![[r#"
        <h2 id="relations_title"><a href="/map">How they stand to one another</a></h2>
        <h2 id="system_title"><i class="dot" aria-hidden="true"></i>System</h2>
        <h2 id="integration_title"><i class="dot" aria-hidden="true"></i>Integration</h2>
        <h2 id="announced_title">To come</h2>
    "#]],
    );
}

#[test]
fn an_announced_pattern_is_named_without_a_link() {
    check(
        "fog horn",
        expect![[r#"
        <li>fog horn</li>
    "#]],
    );
}

#[test]
fn an_empty_catalogue_has_a_home_page() {
    let site = crate::fixture::site(layra_catalog::Catalog::default());
    let reply = crate::fixture::ask(&site, axum::http::Method::GET, "/", &[]);
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("The catalogue is empty."));
}
