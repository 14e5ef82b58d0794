//! `/map`: all patterns and their relations in one picture, and `/map/<category>`: those of one category.

use askama::Template;
use layra_catalog::map::{Addresses, Focus, Map};
use layra_catalog::relation::RelationKind;
use layra_catalog::{Catalog, Category, Pattern};

use super::html;
use super::layout::{Here, Layout};
use crate::asset::MAP;
use crate::page::Page;
use crate::site::Site;

/// Where it stands.
pub(super) const ADDRESS: &str = "/map";

#[derive(Debug, Template)]
#[template(path = "map.html", whitespace = "minimize")]
struct MapPage<'a> {
    layout: Layout<'a>,
    picture: Picture,
    category: Option<Category>,
    categories: Vec<Category>,
    patterns: usize,
}

/// A map ready for a page, with the kinds of relations it can be narrowed to.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) svg: String,
    pub(super) kinds: Vec<(RelationKind, usize)>,
    pub(super) left_out: usize,
}

impl Picture {
    /// The map of a catalogue; `None` where no pattern stands in a relation to another one.
    pub(super) fn of(catalog: &Catalog, focus: Focus) -> Option<Self> {
        let map = Map::of(catalog, focus);
        let addresses = Addresses { pattern: &|slug| format!("/pattern/{slug}"), category: &of_category };
        (!map.kinds().is_empty()).then(|| Self {
            svg: map.svg(&addresses),
            kinds: map.kinds().to_vec(),
            left_out: map.left_out(),
        })
    }
}

/// Where the map of a category stands.
pub(super) fn of_category(category: Category) -> String {
    format!("{ADDRESS}/{category}")
}

/// Where a pattern stands on the map: on that of its category where the whole one does not name all.
pub(super) fn place(catalog: &Catalog, pattern: &Pattern) -> String {
    let map = if Map::names_all(catalog) { ADDRESS.to_owned() } else { of_category(pattern.category) };
    format!("{map}#map-{}", pattern.slug)
}

/// The map of `site`, or of what `focus` says of it.
pub(super) fn page(site: &Site, focus: Focus) -> Page {
    let catalog = site.catalog();
    let category = match focus {
        Focus::All => None,
        Focus::Category(category) => Some(category),
    };
    let title = category.map_or("Map".to_owned(), |category| format!("Map: {}", category.title()));
    html(&MapPage {
        layout: Layout::new(site, title, Here::Map)
            .described("All patterns and how they stand to one another, in one picture.")
            .with_script(&MAP),
        picture: Picture::of(catalog, focus).unwrap_or(Picture { svg: String::new(), kinds: Vec::new(), left_out: 0 }),
        category,
        categories: catalog.categories().collect(),
        patterns: category.map_or(catalog.patterns().len(), |one| catalog.in_category(one).count()),
    })
}
