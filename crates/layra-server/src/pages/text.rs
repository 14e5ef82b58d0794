//! The texts for programs: Markdown, `llms.txt`, `llms-full.txt`, a sign of life.

use axum::http::{StatusCode, Uri};
use layra_catalog::export::{LEAST_BUDGET, Reader, Wanted};
use layra_catalog::{Pattern, Slug, export};

use super::fault::{Fault, shorten};
use crate::page::{Caching, Content, Page, Varies};
use crate::question;
use crate::site::Site;

/// Names of parameters that choose a part of a pattern.
const SECTION: &str = "section";
const BUDGET: &str = "budget";
const PARTS: [&str; 2] = [SECTION, BUDGET];

/// Where a pattern is to be had as Markdown.
pub(super) fn markdown_address(slug: &Slug) -> String {
    export::markdown_address("", slug.as_str())
}

/// A pattern as Markdown.
pub(super) fn markdown(site: &Site, pattern: &Pattern) -> Page {
    Page::new(Content::Markdown, Caching::Revalidate, Varies::ByEncoding, export::markdown(site.catalog(), pattern))
}

/// Whether an address asks for a part of what is there.
pub(crate) fn asks_for_part(uri: &Uri) -> bool {
    uri.query().is_some_and(|query| form_urlencoded::parse(query.as_bytes()).any(|(key, _)| PARTS.contains(&&*key)))
}

/// The part of a pattern that `query` asks for: `section=`, repeated or with commas, and `budget=` tokens.
///
/// # Errors
/// A [`Fault`] when it names a section that is not there, or a budget that is no number or too small.
pub(crate) fn part(site: &Site, pattern: &Pattern, query: &str) -> Result<Page, Fault<'static>> {
    let names = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == SECTION);
    let mut sections = Vec::new();
    for (_, names) in names {
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        sections.extend(names.map(question::section).collect::<Result<Vec<_>, _>>()?);
    }
    let budget = match question::parameter(query, BUDGET) {
        None => usize::MAX,
        Some(text) => text.parse().ok().filter(|budget| *budget >= LEAST_BUDGET).ok_or_else(|| {
            let message =
                format!("`budget` is `{}`, but is a number of tokens from {LEAST_BUDGET} up.", shorten(&text));
            Fault::new(StatusCode::BAD_REQUEST, message).with_hint("Leave it out for all.")
        })?,
    };
    let wanted = Wanted { sections: &sections, budget, reader: Reader::Web };
    let text = export::fitted(site.catalog(), pattern, &wanted, site.tokens()).text;
    Ok(Page::new(Content::Markdown, Caching::Revalidate, Varies::ByEncoding, text))
}

/// The index for language models.
pub(super) fn index(site: &Site) -> Page {
    Page::new(Content::Markdown, Caching::Revalidate, Varies::ByEncoding, export::llms_index(site.catalog()))
}

/// The complete text for language models.
pub(super) fn full(site: &Site) -> Page {
    Page::new(Content::Markdown, Caching::Revalidate, Varies::ByEncoding, export::llms_full(site.catalog()))
}

/// Everything may be read by whoever reads sites by the thousand, but answers to questions: there is no end of them.
pub(super) fn robots() -> Page {
    let text = "User-agent: *\nDisallow: /search?\nDisallow: /compare?\nDisallow: /advise?\n";
    Page::new(Content::Text, Caching::Revalidate, Varies::ByEncoding, text)
}

/// Says that the server answers.
pub(super) fn health() -> Page {
    Page::new(Content::Text, Caching::Never, Varies::ByEncoding, "ok\n")
}
