//! `/compare?with=a&with=b`: patterns side by side, or the form to choose them.

use askama::Template;
use axum::http::StatusCode;
use layra_catalog::compare::{Comparison, compare};
use layra_catalog::{Category, Pattern};

use super::fault::{self, Fault};
use super::layout::{Here, Layout};
use super::{filters, render};
use crate::page::{Caching, Content, Page, Varies};
use crate::site::Site;

/// Most patterns laid side by side.
const MOST: usize = 4;
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
/// A [`Fault`] when a pattern is not there or there are more than [`MOST`].
pub(crate) fn page<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let catalog = site.catalog();
    let mut patterns: Vec<&Pattern> = Vec::new();
    for (_, name) in
        form_urlencoded::parse(query.as_bytes()).filter(|(key, name)| key == "with" && !name.trim().is_empty())
    {
        let Some(pattern) = catalog.find(name.trim()) else {
            let message = format!("There is no pattern `{}` to compare.", fault::shorten(&name));
            return Err(Fault::new(StatusCode::NOT_FOUND, message)
                .with_hint("Choose from the list below, or from all patterns on the first page.")
                .with_suggestions(site, &name));
        };
        if !patterns.iter().any(|chosen| chosen.slug == pattern.slug) {
            patterns.push(pattern);
        }
        if patterns.len() > MOST {
            return Err(Fault::new(StatusCode::BAD_REQUEST, format!("At most {MOST} patterns fit side by side."))
                .with_hint("Leave some out."));
        }
    }
    let mut chosen: Vec<&str> = patterns.iter().map(|pattern| pattern.slug.as_str()).collect();
    // One more field than chosen, so that another can be added.
    chosen.resize(FIELDS.max(chosen.len() + 1).min(MOST), "");
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
