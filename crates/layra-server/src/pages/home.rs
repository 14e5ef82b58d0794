//! The home page: every pattern, by category.

use askama::Template;
use layra_catalog::map::Focus;
use layra_catalog::{Category, Pattern, Slug};

use super::layout::{Here, Layout};
use super::map::Picture;
use super::{filters, html};
use crate::asset::MAP;
use crate::page::Page;
use crate::site::Site;

#[derive(Debug, Template)]
#[template(path = "home.html", whitespace = "minimize")]
struct Home<'a> {
    layout: Layout<'a>,
    groups: Vec<Group<'a>>,
    /// The map, where there is one to draw.
    picture: Option<Picture>,
    patterns: usize,
    announced: Vec<String>,
}

#[derive(Debug)]
struct Group<'a> {
    category: Category,
    about: &'static str,
    patterns: Vec<&'a Pattern>,
}

/// The home page of `site`.
pub(super) fn page(site: &Site) -> Page {
    let catalog = site.catalog();
    let groups = catalog.categories().map(|category| Group {
        category,
        about: about(category),
        patterns: catalog.in_category(category).collect(),
    });
    html(&Home {
        layout: Layout::new(site, "", Here::Home)
            .described("Architecture patterns: when to use each, when not to, what it costs and how it goes wrong.")
            .with_script(&MAP),
        groups: groups.collect(),
        picture: Picture::of(catalog, Focus::All),
        patterns: catalog.patterns().len(),
        announced: catalog.announced().iter().map(spell_out).collect(),
    })
}

/// What a slug says in words, for want of a name.
fn spell_out(slug: &Slug) -> String {
    slug.as_str().replace('-', " ")
}

const fn about(category: Category) -> &'static str {
    match category {
        Category::System => "How a system is cut into pieces, and how the pieces are deployed.",
        Category::Application => "How the code inside one application is organised.",
        Category::Data => "How data is stored, moved and kept consistent.",
        Category::Integration => "How parts talk to one another, and what happens when one does not answer.",
        Category::Ai => "How language models and learned features are built into a product.",
    }
}
