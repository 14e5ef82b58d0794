//! The site as a folder of files, for any place that serves files or for none: it also works from a disk.
//!
//! [`files`] makes the same pages as the server does and turns their links into relative ones ([`links`]).
//! What a server works out for each question is done otherwise: the search runs in the browser, on an index
//! that is a script ([`lexical`]); pairs of patterns that an entry weighs against each other have a page each;
//! and the interview is a form that says which command answers it.

mod lexical;
mod links;

use std::collections::BTreeSet;

use layra_catalog::relation::RelationKind;
use layra_catalog::{Catalog, Slug};

use self::links::Places;
use crate::asset;
use crate::page::{Content, Page};
use crate::pages::{self, Source, advise, compare, search};
use crate::site::{Face, Site};

/// The index that the search runs on, as a script.
pub(crate) const INDEX: &str = "/assets/search-index.js";

/// Every file of the site, each with its path below the folder, parts of it joined by `/`.
///
/// The same catalogue gives the same bytes. Links between files are relative. `site` is one made
/// [`for_files`](Site::for_files).
pub fn files(site: &Site) -> Vec<(String, String)> {
    let catalog = site.catalog();
    let pairs = pairs(catalog);
    let places = Places::new(catalog, &pairs);
    let mut files = Vec::new();
    let mut put = |address: &str, page: &Page| {
        let Some(path) = places.file(address) else { return };
        let text = page.text();
        let text = if page.is(Content::Html) { places.relative(&path, text) } else { text.to_owned() };
        files.push((path, text));
    };
    for (address, source, _) in pages::addresses(catalog) {
        if matches!(source, Source::Health | Source::OpenApi | Source::Docs | Source::Skills | Source::Skill) {
            continue;
        }
        put(&address, &pages::make(site, source));
    }
    let fixed = ["/search", "/compare"];
    let asked: [pages::FromQuery; 2] = [search::page, compare::page];
    for (address, page) in fixed.into_iter().zip(asked) {
        if let Ok(page) = page(site, "") {
            put(address, &page);
        }
    }
    put(advise::ADDRESS, &advise::form(site));
    for (one, other) in &pairs {
        let query = format!("with={one}&with={other}");
        if let Ok(page) = compare::page(site, &query) {
            put(&format!("/compare?{query}"), &page);
        }
    }
    files.push((INDEX.trim_start_matches('/').to_owned(), lexical::script(catalog)));
    files
}

/// Patterns that an entry weighs against each other: those of decision rows, and alternatives.
pub(crate) fn pairs(catalog: &Catalog) -> BTreeSet<(Slug, Slug)> {
    let mut pairs = BTreeSet::new();
    for pattern in catalog.patterns() {
        let rows = pattern.versus.iter().filter_map(|row| match &row.pattern {
            Some(slug) => Some(slug),
            None => catalog.find(&row.other).map(|other| &other.slug),
        });
        let rivals = pattern.relations.iter().filter(|relation| relation.kind == RelationKind::AlternativeTo);
        for other in rows.chain(rivals.map(|relation| &relation.to)) {
            let is_pair = *other != pattern.slug && catalog.get(other.as_str()).is_some();
            if is_pair {
                let (one, other) = (pattern.slug.clone(), other.clone());
                pairs.insert(if one < other { (one, other) } else { (other, one) });
            }
        }
    }
    pairs
}

/// The scripts that pages have when they are files.
pub(crate) fn scripts() -> Vec<&'static str> {
    vec![&asset::FIND.address, &asset::SEARCH.address]
}

impl Site {
    /// The same for a folder of files: pages do without what only a server can do.
    #[must_use]
    pub fn for_files(mut self) -> Self {
        self.face = Face::Files;
        self
    }
}
