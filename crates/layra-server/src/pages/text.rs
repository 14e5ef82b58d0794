//! The texts for programs: Markdown, `llms.txt`, `llms-full.txt`, a sign of life.

use layra_catalog::{Pattern, Slug, export};

use crate::page::{Caching, Content, Page, Varies};
use crate::site::Site;

/// Where a pattern is to be had as Markdown.
pub(super) fn markdown_address(slug: &Slug) -> String {
    export::markdown_address("", slug.as_str())
}

/// A pattern as Markdown.
pub(super) fn markdown(site: &Site, pattern: &Pattern) -> Page {
    Page::new(Content::Markdown, Caching::Revalidate, Varies::ByEncoding, export::markdown(site.catalog(), pattern))
}

/// The index for language models.
pub(super) fn index(site: &Site) -> Page {
    Page::new(Content::Markdown, Caching::Revalidate, Varies::ByEncoding, export::llms_index(site.catalog()))
}

/// The complete text for language models.
pub(super) fn full(site: &Site) -> Page {
    Page::new(Content::Markdown, Caching::Revalidate, Varies::ByEncoding, export::llms_full(site.catalog()))
}

/// Says that the server answers.
pub(super) fn health() -> Page {
    Page::new(Content::Text, Caching::Never, Varies::ByEncoding, "ok\n")
}
