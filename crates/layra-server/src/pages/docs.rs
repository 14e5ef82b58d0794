//! `/api/docs`: the API for people who write programs.

use askama::Template;

use super::layout::{Here, Layout};
use super::{filters, html};
use crate::api::{OPERATIONS, Operation};
use crate::page::Page;
use crate::site::Site;

#[derive(Template)]
#[template(path = "docs.html", whitespace = "minimize")]
struct Docs<'a> {
    layout: Layout<'a>,
    operations: &'a [Operation],
    /// Two patterns to try things with.
    slugs: Vec<&'a str>,
}

/// The page.
pub(super) fn page(site: &Site) -> Page {
    html(&Docs {
        layout: Layout::new(site, "API", Here::Elsewhere)
            .described("The catalogue for programs: search, entries, comparison and advice over HTTP."),
        operations: OPERATIONS,
        slugs: site.catalog().patterns().iter().take(2).map(|pattern| pattern.slug.as_str()).collect(),
    })
}
