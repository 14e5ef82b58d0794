//! Every link of every page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::http::Method;
use layra_catalog::Catalog;

use crate::fixture::{ask, attributes, harbour, site};

#[test]
fn every_internal_link_leads_somewhere() {
    check(harbour());
}

#[test]
fn every_internal_link_of_our_own_catalogue_leads_somewhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (catalog, _) = Catalog::from_dir(&folder).expect("the repository is a pack");
    check(catalog);
}

/// Follows every link from the home page, and checks each fragment against the page it is on.
fn check(catalog: Catalog) {
    let mut open: Vec<String> = ["/", "/nowhere", "/search?q=box"].map(str::to_owned).into();
    // Every answer of the interview leads to further ones: a few of its pages stand for all.
    let first = catalog.patterns()[0].slug.clone();
    let interview = [
        format!("/advise?text=Six+of+us+want+a+box&about={first}&from={first}"),
        format!("/advise?ask={}", catalog.vocabulary().facts[0].id),
    ];
    open.extend(interview.iter().cloned());
    let site = site(catalog);
    let mut pages: BTreeMap<String, (u16, BTreeSet<String>)> = BTreeMap::new();
    let mut fragments: BTreeSet<(String, String, String)> = BTreeSet::new();
    while let Some(target) = open.pop() {
        if pages.contains_key(&target) {
            continue;
        }
        let reply = ask(&site, Method::GET, &target, &[]);
        let html = if reply.header("content-type").starts_with("text/html") { reply.text() } else { "" };
        let ids = attributes(html, "id");
        let unique: BTreeSet<String> = ids.iter().cloned().collect();
        assert_eq!(unique.len(), ids.len(), "{target} gives an id twice");
        pages.insert(target.clone(), (reply.status.as_u16(), unique));
        for href in attributes(html, "href").into_iter().chain(attributes(html, "action")) {
            if href.starts_with("https://") || href.starts_with("http://") {
                continue;
            }
            assert!(href.starts_with('/') || href.starts_with('#'), "{target}: {href} is not root-relative");
            let (address, fragment) = href.split_once('#').unwrap_or((&href, ""));
            let address = if address.is_empty() { &target } else { address };
            let from_interview = target.starts_with("/advise") && address.starts_with("/compare?");
            let is_step = address.starts_with("/advise?") || address.starts_with("/advise/") || from_interview;
            if is_step && !interview.iter().any(|one| one == address) {
                continue;
            }
            fragments.insert((target.clone(), address.to_owned(), fragment.to_owned()));
            open.push(address.to_owned());
        }
    }
    for (target, (status, _)) in &pages {
        let expected = if target == "/nowhere" { 404 } else { 200 };
        assert_eq!(*status, expected, "{target}");
    }
    for (from, to, fragment) in fragments.iter().filter(|(_, _, fragment)| !fragment.is_empty()) {
        assert!(pages[to].1.contains(fragment), "{from} links to {to}#{fragment}, which is not there");
    }
    assert!(pages.len() > 15, "only {} pages were found", pages.len());
}
