//! Catalogues and questions larger and stranger than anybody means them.

use axum::http::Method;
use layra_catalog::pattern::{Category, Relation};
use layra_catalog::relation::RelationKind;
use layra_catalog::{Catalog, Pattern, Slug, Tokens};
use layra_search::Index;
use layra_server::Site;

use crate::fixture::{ask, harbour, site};

/// `count` entries like the harbour's first, each with ten relations.
fn made_up(count: usize, text: &str) -> Catalog {
    let mut contents = harbour().into_contents();
    let slug = |nth: usize| Slug::parse(&format!("made-up-{}", nth % count)).expect("a slug");
    let blank = Pattern { flows: Vec::new(), summary: text.to_owned(), ..contents.patterns[0].clone() };
    let entry = |nth: usize| Pattern {
        slug: slug(nth),
        name: format!("Made up {nth} {text}"),
        category: Category::ALL[nth % Category::ALL.len()],
        relations: (1..=10)
            .map(|step| Relation {
                to: slug(nth + step * step + 1),
                kind: RelationKind::ALL[(nth + step) % RelationKind::ALL.len()],
                say: String::new(),
            })
            .collect(),
        ..blank.clone()
    };
    contents.patterns = (0..count).map(entry).collect();
    contents.into()
}

/// A site that nobody searches.
fn shown(catalog: Catalog) -> std::sync::Arc<Site> {
    Site::new(catalog, Index::default(), Tokens::default()).into()
}

#[test]
fn ten_thousand_relations_are_a_map_that_can_be_looked_at() {
    let site = shown(made_up(1_000, ""));
    for target in ["/map", "/map/data"] {
        let reply = ask(&site, Method::GET, target, &[]);
        assert_eq!(reply.status, 200);
        let (spots, curves) = (reply.text().matches("class=\"spot").count(), reply.text().matches("<path id").count());
        assert!(spots <= 110 && curves <= 800, "{target}: {spots} names and {curves} curves");
        assert!(reply.text().contains("more</text>") || reply.text().contains("patterns</text>"), "{target}");
    }
    let entry = ask(&site, Method::GET, "/pattern/made-up-7", &[]);
    assert!(entry.text().contains("href=\"/map/data#map-made-up-7\""));
    assert!(!entry.text().contains("class=\"diagram\""), "an entry without flows has no diagram");
}

#[test]
fn enormous_texts_are_taken() {
    let site = shown(made_up(3, &"word ".repeat(20_000)));
    for target in ["/", "/map", "/pattern/made-up-0", "/glossary", "/compare?with=made-up-0&with=made-up-1"] {
        assert_eq!(ask(&site, Method::GET, target, &[]).status, 200, "{target}");
    }
    let unbroken = shown(made_up(3, &"\u{202e}x".repeat(20_000)));
    assert_eq!(ask(&unbroken, Method::GET, "/map", &[]).status, 200);
}

#[test]
fn strange_questions_are_answered_or_refused() {
    let site = site(harbour());
    let long = format!("/search?q={}", "a".repeat(5_000));
    for target in [
        "/map?category=%00&kind=%3Cscript%3E",
        "/map/%2e%2e/%2e%2e/etc/passwd",
        "/map/SYSTEM",
        "/glossary?%",
        "/facts?q=%ff%fe",
        "/technologies?a=1&a=2&&&==",
        "/compare?with=%00&with=../..",
        "/advise?fact=%3Cscript%3E&fact=x%3D1e999",
        "/search?q=%F0%9F%8F&category=nothing",
        &long,
        "/about/",
    ] {
        let reply = ask(&site, Method::GET, target, &[]);
        assert!(reply.status.as_u16() < 500, "{target}: {}", reply.status);
        assert!(reply.runs_nothing_foreign() && !reply.text().contains("<script>"), "{target}");
    }
}
