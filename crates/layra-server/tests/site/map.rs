//! `/map` and `/map/<category>`.

use axum::http::Method;
use expect_test::expect;
use layra_catalog::Catalog;

use crate::fixture::{ask, attributes, get, site};

#[test]
fn every_pattern_is_a_link_and_relations_can_be_narrowed() {
    let reply = get("/map");
    assert_eq!(reply.status, 200);
    let text = reply.text();
    let links: Vec<String> =
        attributes(text, "href").into_iter().filter(|href| href.starts_with("/pattern/")).collect();
    assert_eq!(links, ["/pattern/night-ferry", "/pattern/letter-box", "/pattern/signal-flags"]);
    expect![[r#"
        <label class="alternative-to"><input type="checkbox" value="alternative-to" checked autocomplete="off"><i class="line" aria-hidden="true"></i>alternative to <span class="count">1</span></label>
        <label class="requires"><input type="checkbox" value="requires" checked autocomplete="off"><i class="line" aria-hidden="true"></i>requires <span class="count">1</span></label>
    "#]]
    .assert_eq(&reply.lines("type=\"checkbox\""));
}

#[test]
fn a_category_has_a_map_of_its_own() {
    assert_eq!(get("/map/system").status, 200);
    assert!(get("/map/system").text().contains("<span class=\"soft\">Map:</span> System"));
    assert_eq!(get("/map/nothing").status, 404);
}

#[test]
fn a_catalogue_without_relations_says_so() {
    let reply = ask(&site(Catalog::default()), Method::GET, "/map", &[]);
    assert!(reply.text().contains("No entry states a relation"));
    let home = ask(&site(Catalog::default()), Method::GET, "/", &[]);
    assert!(!home.text().contains("class=\"map\""));
}
