//! The pages, one module each.
//!
//! [`addresses`] lists those that depend on the catalogue alone and [`make`] makes one; they are
//! kept in the site's table. The others are made of what stands behind the `?` ([`FromQuery`]), and
//! [`crate::app()`] routes to them.

mod about;
pub(crate) mod advise;
mod balance;
mod blueprint_view;
pub(crate) mod compare;
mod docs;
mod facts;
pub(crate) mod fault;
mod filters;
mod glossary;
mod home;
mod layout;
mod map;
mod pattern;
mod pattern_view;
pub(crate) mod search;
mod skill;
mod technologies;
pub(crate) mod text;

use askama::Template;
use layra_catalog::export::{Pages, catalog_skill};
use layra_catalog::map::Focus;
use layra_catalog::{Catalog, export};

use crate::api;
use crate::asset::{self, Asset};
use crate::page::{Caching, Content, Page, Varies};
use crate::site::Site;

/// Makes a page or another answer of the query behind the `?`, or says what is wrong with it.
pub(crate) type FromQuery = for<'a> fn(&'a Site, &str) -> Result<Page, fault::Fault<'a>>;

/// What a page of the table is made from. Patterns are named by their place in the catalogue.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    /// The list of all patterns.
    Home,
    /// The words of the trade.
    Glossary,
    /// What patterns are built with.
    Technologies,
    /// What can be known of a situation, for people.
    FactsPage,
    /// What the catalogue holds.
    About,
    /// For those who read sites by the thousand.
    Robots,
    /// The map, or a part of it.
    Map(Focus),
    /// A pattern's page.
    Pattern(usize),
    /// A pattern as Markdown.
    Markdown(usize),
    /// `llms.txt`.
    Index,
    /// `llms-full.txt`.
    Full,
    /// What can be known of a situation, as JSON.
    Facts,
    /// The whole catalogue as JSON.
    Export,
    /// The description of the API for programs.
    OpenApi,
    /// The same for people.
    Docs,
    /// The list of Agent Skills.
    Skills,
    /// The catalogue as an Agent Skill.
    Skill,
    /// A sign of life.
    Health,
    /// A file of the site itself.
    Asset(&'static Asset),
}

/// Every address of the table, what is served there, and where the same is to be had as Markdown.
pub(crate) fn addresses(catalog: &Catalog) -> Vec<(String, Source, Option<String>)> {
    let mut addresses = vec![
        ("/".to_owned(), Source::Home, Some("/llms.txt".to_owned())),
        ("/llms.txt".to_owned(), Source::Index, None),
        ("/llms-full.txt".to_owned(), Source::Full, None),
        ("/healthz".to_owned(), Source::Health, None),
        (api::FACTS.to_owned(), Source::Facts, None),
        (api::EXPORT.to_owned(), Source::Export, None),
        (api::OPEN_API.to_owned(), Source::OpenApi, None),
        (api::DOCS.to_owned(), Source::Docs, None),
        (skill::INDEX.to_owned(), Source::Skills, None),
        (skill::address(&catalog_skill(catalog, Pages::Published).name), Source::Skill, None),
        (map::ADDRESS.to_owned(), Source::Map(Focus::All), None),
        ("/glossary".to_owned(), Source::Glossary, None),
        ("/technologies".to_owned(), Source::Technologies, None),
        ("/facts".to_owned(), Source::FactsPage, None),
        ("/about".to_owned(), Source::About, None),
        ("/robots.txt".to_owned(), Source::Robots, None),
    ];
    addresses.extend(asset::ALL.iter().map(|one| (one.address.clone(), Source::Asset(one), None)));
    addresses.extend(catalog.categories().map(|one| (map::of_category(one), Source::Map(Focus::Category(one)), None)));
    for (index, pattern) in catalog.patterns().iter().enumerate() {
        let markdown = text::markdown_address(&pattern.slug);
        addresses.push((format!("/pattern/{}", pattern.slug), Source::Pattern(index), Some(markdown.clone())));
        addresses.push((markdown, Source::Markdown(index), None));
    }
    addresses
}

/// Makes a page of the table.
pub(crate) fn make(site: &Site, source: Source) -> Page {
    match source {
        Source::Home => home::page(site),
        Source::Glossary => glossary::page(site),
        Source::Technologies => technologies::page(site),
        Source::FactsPage => facts::page(site),
        Source::About => about::page(site),
        Source::Robots => text::robots(),
        Source::Map(focus) => map::page(site, focus),
        Source::Pattern(index) => pattern::page(site, &site.catalog().patterns()[index]),
        Source::Markdown(index) => text::markdown(site, &site.catalog().patterns()[index]),
        Source::Index => text::index(site),
        Source::Full => text::full(site),
        Source::Facts => api::json(&site.catalog().vocabulary().facts),
        Source::Export => api::json(&export::json(site.catalog())),
        Source::OpenApi => api::json(&api::document()),
        Source::Docs => docs::page(site),
        Source::Skills => skill::index(site),
        Source::Skill => skill::page(site),
        Source::Health => text::health(),
        Source::Asset(asset) => {
            Page::new(asset.content, Caching::Forever, Varies::ByEncoding, asset.body.clone().into_owned())
        }
    }
}

/// Fills a template. Its fields only hold text, and writing text to memory does not fail.
fn render(template: &impl Template) -> String {
    template.render().expect("a template without fallible filters renders")
}

/// A page for people that depends on the catalogue alone.
fn html(template: &impl Template) -> Page {
    Page::new(Content::Html, Caching::Revalidate, Varies::ByType, render(template))
}
