//! Writes a catalogue out: as the published text, as Markdown, as an index for language models and
//! as JSON.
//!
//! [`llms_full()`] keeps the original's structure and sections, word for word what
//! [`crate::import`] reads; [`markdown()`] and [`json()`] also hold what came later. Everything is a
//! pure function of the catalogue. Nothing here touches the disk or knows of HTML.

mod budget;
mod json;
pub(crate) mod layout;
mod llms_full;
mod llms_index;
mod markdown;
pub mod part;
mod skill;

pub use budget::{Fitted, LEAST_BUDGET, LeftOut, Reader, Wanted, fitted, notes};
pub use json::{Document, json, json_text};
pub use llms_full::llms_full;
pub use llms_index::llms_index;
pub use markdown::{markdown, section_markdown};
pub use skill::{Pages, Skill, catalog_skill, pattern_skill};

use crate::catalog::Catalog;
use crate::pattern::Pattern;

/// The address of a pattern's Markdown: below the catalogue's base address, or from the root of
/// wherever it is served when the catalogue has none.
pub fn markdown_address(base_url: &str, slug: &str) -> String {
    format!("{base_url}/patterns/{slug}.md")
}

/// The path of a pattern's Markdown within an export: the same below the export's folder as in
/// [`markdown_address`] below the base address.
pub fn markdown_path(pattern: &Pattern) -> String {
    format!("patterns/{}.md", pattern.slug)
}

/// The files of an export as Markdown, path (with `/`) and content: one per pattern and the index
/// that links to them.
pub fn markdown_files(catalog: &Catalog) -> Vec<(String, String)> {
    let pages = catalog.patterns().iter().map(|pattern| (markdown_path(pattern), markdown(catalog, pattern)));
    std::iter::once(("llms.txt".to_owned(), llms_index(catalog))).chain(pages).collect()
}
