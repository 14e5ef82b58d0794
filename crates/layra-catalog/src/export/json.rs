//! The catalogue as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::{Catalog, Masthead};
use crate::load::SCHEMA;
use crate::pattern::Pattern;
use crate::slug::Slug;
use crate::vocabulary::Vocabulary;

/// A whole catalogue, as JSON gives it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Layra catalogue")]
pub struct Document<'a> {
    /// Version of the format.
    pub schema: u32,
    /// What the catalogue is called and where it is published.
    pub masthead: &'a Masthead,
    /// Its patterns in the order in which they are shown.
    pub patterns: &'a [Pattern],
    /// Slugs that are announced but have no entry yet.
    pub announced: &'a [Slug],
    /// The words its entries are written in.
    pub vocabulary: &'a Vocabulary,
}

/// The catalogue as a value to serialise.
pub fn json(catalog: &Catalog) -> Document<'_> {
    Document {
        schema: SCHEMA,
        masthead: catalog.masthead(),
        patterns: catalog.patterns(),
        announced: catalog.announced(),
        vocabulary: catalog.vocabulary(),
    }
}

/// The catalogue as JSON to read, ending in a newline.
pub fn json_text(catalog: &Catalog) -> String {
    let mut text = serde_json::to_string_pretty(&json(catalog)).expect("every key of a catalogue's JSON is a string");
    text.push('\n');
    text
}
