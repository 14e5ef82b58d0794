//! `/about`: what is in the catalogue, how much of it, and in which shapes it is to be had.

use askama::Template;

use super::html;
use super::layout::{Here, Layout};
use crate::page::Page;
use crate::site::Site;

#[derive(Debug, Template)]
#[template(path = "about.html", whitespace = "minimize")]
struct About<'a> {
    layout: Layout<'a>,
    /// How many there are of what.
    counts: Vec<(usize, &'static str)>,
    version: &'static str,
}

/// The page.
pub(super) fn page(site: &Site) -> Page {
    let catalog = site.catalog();
    let patterns = catalog.patterns();
    let vocabulary = catalog.vocabulary();
    let sum = |count: fn(&layra_catalog::Pattern) -> usize| patterns.iter().map(count).sum::<usize>();
    html(&About {
        layout: Layout::new(site, "About the data", Here::Elsewhere)
            .described("What the catalogue holds, how it is made, and in which shapes it is to be had."),
        counts: vec![
            (patterns.len(), "patterns"),
            (sum(|one| one.use_when.len() + one.avoid_when.len()), "statements for and against"),
            (
                sum(|one| one.use_when.iter().chain(&one.avoid_when).filter(|it| it.condition.is_some()).count()),
                "of them with a condition",
            ),
            (sum(|one| one.versus.len()), "rows that decide between two"),
            (sum(|one| one.pros.len() + one.cons.len()), "trade-offs"),
            (sum(|one| one.failures.len()), "ways to fail"),
            (sum(|one| one.relations.len()), "relations"),
            (sum(|one| one.references.len()), "references"),
            (vocabulary.facts.len(), "facts"),
            (vocabulary.qualities.len(), "qualities"),
            (vocabulary.technologies.len(), "technologies"),
        ],
        version: env!("CARGO_PKG_VERSION"),
    })
}
