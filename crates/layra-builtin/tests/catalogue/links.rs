//! Every link leads somewhere: Markdown links of the prose, slugs of relations, rows and exits, and
//! citations such as `slug#id` in any text.

use layra_catalog::Catalog;
use pulldown_cmark::{Event, Parser, Tag};

use crate::offence::expect_none;
use crate::texts::texts;

/// Whether `slug` has an entry or is announced.
fn is_known(catalog: &Catalog, slug: &str) -> bool {
    catalog.get(slug).is_some() || catalog.announced().iter().any(|announced| announced.as_str() == slug)
}

/// Whether a citation leads to an item that has the id; in an announced entry any id will do.
fn is_cited(catalog: &Catalog, slug: &str, id: &str) -> bool {
    catalog.get(slug).map_or_else(|| is_known(catalog, slug), |pattern| pattern.ids().any(|known| known == id))
}

/// Whether a target of the prose is an address elsewhere, or a place in the catalogue.
fn leads_somewhere(catalog: &Catalog, target: &str) -> bool {
    if target.starts_with("https://") {
        return true;
    }
    let Some(place) = target.strip_prefix("/pattern/") else { return false };
    match place.split_once('#') {
        Some((slug, id)) => is_cited(catalog, slug, id),
        None => is_known(catalog, place),
    }
}

/// Links of the prose that lead nowhere.
pub(crate) fn dead_links(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for pattern in catalog.patterns() {
        for event in Parser::new(&pattern.overview) {
            let (Event::Start(Tag::Link { dest_url: target, .. }) | Event::Start(Tag::Image { dest_url: target, .. })) =
                event
            else {
                continue;
            };
            if !leads_somewhere(catalog, &target) {
                offences.push(format!("{}: `{target}` in overview.md", pattern.slug));
            }
        }
    }
    offences
}

#[test]
fn every_link_of_the_prose_leads_somewhere() {
    expect_none(
        "link to https://... or to /pattern/<slug>, with #<id> for one item",
        dead_links(&layra_builtin::catalog()),
    );
}

/// Slugs of nothing.
pub(crate) fn unknown_slugs(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for pattern in catalog.patterns() {
        let relations = pattern.relations.iter().map(|relation| ("relation", relation.to.as_str()));
        let rows = pattern.versus.iter().filter_map(|row| Some((row.id.as_str(), row.pattern.as_ref()?.as_str())));
        // An exit leads to a slug or to plain words; a single word with a hyphen is meant as a slug.
        let exits = pattern.exits.iter().map(|exit| (exit.id.as_str(), exit.to.as_str()));
        let exits = exits.filter(|(_, to)| to.contains('-') && !to.contains(' '));
        for (id, slug) in relations.chain(rows).chain(exits) {
            if !is_known(catalog, slug) {
                offences.push(format!("{}#{id}: there is no `{slug}`", pattern.slug));
            }
        }
    }
    offences
}

#[test]
fn every_pattern_named_by_slug_exists_or_is_announced() {
    expect_none("name a slug of `patterns/`, or of `order` in pack.toml", unknown_slugs(&layra_builtin::catalog()));
}

/// Citations of items that are not there.
pub(crate) fn dead_citations(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for (place, text) in texts(catalog) {
        let part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '#');
        for word in text.split(|c: char| !part(c)) {
            if let Some((slug, id)) = word.split_once('#')
                && is_known(catalog, slug)
                && !is_cited(catalog, slug, id)
            {
                offences.push(format!("{place}: `{word}`"));
            }
        }
    }
    offences
}

#[test]
fn every_cited_item_exists() {
    expect_none("the entry has no item by that id", dead_citations(&layra_builtin::catalog()));
}
