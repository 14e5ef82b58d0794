//! `/compare?with=a&with=b`: patterns side by side, or the form to choose them.

use askama::Template;
use layra_catalog::compare::{Comparison, compare};
use layra_catalog::{Category, Pattern};

use super::fault::Fault;
use super::layout::{Here, Layout};
use super::{filters, render};
use crate::page::{Caching, Content, Page, Varies};
use crate::question::{self, MOST_COMPARED};
use crate::site::Site;

/// Fields of the form when nothing is chosen.
const FIELDS: usize = 2;

#[derive(Debug, Template)]
#[template(path = "compare.html", whitespace = "minimize")]
struct ComparePage<'a> {
    layout: Layout<'a>,
    comparison: Option<Comparison>,
    /// What the fields of the form show; empty for those still to be chosen.
    chosen: Vec<&'a str>,
    groups: Vec<(Category, Vec<&'a Pattern>)>,
}

impl ComparePage<'_> {
    /// The name of the compared pattern with this slug.
    fn name<'b>(&self, comparison: &'b Comparison, slug: &'b layra_catalog::Slug) -> &'b str {
        let fit = comparison.patterns.iter().find(|fit| fit.slug == *slug);
        fit.map_or(slug.as_str(), |fit| fit.name.as_str())
    }
}

/// The comparison that `query` asks for, or the form to choose one.
///
/// # Errors
/// A [`Fault`] when a pattern is not there or there are more than [`MOST_COMPARED`].
pub(crate) fn page<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let catalog = site.catalog();
    let patterns = question::compared(site, query)?;
    let mut chosen: Vec<&str> = patterns.iter().map(|pattern| pattern.slug.as_str()).collect();
    // One more field than chosen, so that another can be added.
    chosen.resize(FIELDS.max(chosen.len() + 1).min(MOST_COMPARED), "");
    let names: Vec<&str> = patterns.iter().map(|pattern| pattern.name.as_str()).collect();
    let title = if patterns.len() < 2 { "Compare patterns".to_owned() } else { names.join(" or ") };
    let layout = Layout::new(site, title, Here::Compare);
    let html = render(&ComparePage {
        layout: if patterns.len() < 2 { layout } else { layout.about(patterns.iter().map(|pattern| &pattern.slug)) },
        comparison: (patterns.len() > 1).then(|| compare(catalog, &patterns)),
        chosen,
        groups: catalog.categories().map(|category| (category, catalog.in_category(category).collect())).collect(),
    });
    Ok(Page::new(Content::Html, Caching::Revalidate, Varies::ByEncoding, html))
}
