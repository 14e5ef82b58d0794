//! What can be read by address: entries, their sections, the vocabulary, the index for language models.

use layra_catalog::section::Section;
use layra_catalog::{Pattern, export};
use rmcp::ErrorData;
use rmcp::model::{ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde::Serialize;

use super::shown;
use crate::library::Library;

/// How every address begins.
const SCHEME: &str = "layra://";
const INDEX: &str = "layra://llms.txt";
const PATTERN: &str = "layra://pattern/";
const VOCABULARY: &str = "layra://vocabulary/";
/// The parts of the vocabulary, and what each holds.
const WORDS: [(&str, &str); 4] = [
    ("facts", "What can be known of a situation: ids, values, questions"),
    ("qualities", "What trade-offs are about"),
    ("concerns", "The questions that patterns answer"),
    ("technologies", "What patterns are built with"),
];
const MARKDOWN: &str = "text/markdown";
const JSON: &str = "application/json";

/// Name of the variable that stands for a pattern.
pub(super) const SLUG: &str = "slug";
/// Name of the variable that stands for a section.
pub(super) const SECTION: &str = "section";

/// The index, the vocabulary and every entry.
pub(super) fn list(library: &Library) -> Vec<Resource> {
    let index = Resource::new(INDEX, "llms.txt")
        .with_title("Index")
        .with_description("Every pattern in a line, by category")
        .with_mime_type(MARKDOWN);
    let words = WORDS.iter().map(|(name, what)| {
        Resource::new(format!("{VOCABULARY}{name}"), *name).with_description(*what).with_mime_type(JSON)
    });
    let patterns = library.catalog.patterns().iter().map(|pattern| {
        Resource::new(format!("{PATTERN}{}", pattern.slug), pattern.slug.to_string())
            .with_title(pattern.name.clone())
            .with_mime_type(MARKDOWN)
    });
    std::iter::once(index).chain(words).chain(patterns).collect()
}

/// Addresses with a part left open.
pub(super) fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate::new(format!("{PATTERN}{{{SLUG}}}"), "pattern")
            .with_title("Pattern")
            .with_description("A pattern as Markdown")
            .with_mime_type(MARKDOWN),
        ResourceTemplate::new(format!("{PATTERN}{{{SLUG}}}/{{{SECTION}}}"), "section")
            .with_title("Section of a pattern")
            .with_description("One section of a pattern as Markdown")
            .with_mime_type(MARKDOWN),
    ]
}

/// What is at an address.
///
/// # Errors
/// When nothing is; the message names what is near.
pub(super) fn read(library: &Library, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let vocabulary = library.catalog.vocabulary();
    let (text, kind) = if uri == INDEX {
        (export::llms_index(&library.catalog), MARKDOWN)
    } else if let Some(name) = uri.strip_prefix(PATTERN) {
        (pattern(library, uri, name)?, MARKDOWN)
    } else {
        let text = match uri.strip_prefix(VOCABULARY) {
            Some("facts") => json(&vocabulary.facts),
            Some("qualities") => json(&vocabulary.qualities),
            Some("concerns") => json(&vocabulary.concerns),
            Some("technologies") => json(&vocabulary.technologies),
            _ => return Err(not_found(uri, &format!("addresses begin with {SCHEME}; ask resources/list"))),
        };
        (text, JSON)
    };
    Ok(ReadResourceResult::new(vec![ResourceContents::text(text, uri).with_mime_type(kind)]))
}

fn pattern(library: &Library, uri: &str, name: &str) -> Result<String, ErrorData> {
    let (slug, section) = match name.split_once('/') {
        Some((slug, section)) => (slug, Some(section)),
        None => (name, None),
    };
    let catalog = &library.catalog;
    let found: &Pattern = catalog.get(slug).ok_or_else(|| {
        let near: Vec<&str> = catalog.suggest(slug, 3).into_iter().map(|slug| slug.as_str()).collect();
        not_found(uri, &format!("near it: {}", if near.is_empty() { "nothing".to_owned() } else { near.join(", ") }))
    })?;
    match section {
        None => Ok(export::markdown(catalog, found)),
        Some(name) => {
            let section = Section::from_word(name).ok_or_else(|| {
                let ids: Vec<&str> = Section::ALL.iter().map(|section| section.id()).collect();
                not_found(uri, &format!("sections are {}", ids.join(", ")))
            })?;
            Ok(export::section_markdown(catalog, found, section))
        }
    }
}

fn not_found(uri: &str, hint: &str) -> ErrorData {
    let data = serde_json::json!({ "uri": uri.chars().take(200).collect::<String>() });
    ErrorData::resource_not_found(format!("nothing is at {}; {hint}", shown(uri)), Some(data))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("a vocabulary has nothing in it that JSON lacks")
}
