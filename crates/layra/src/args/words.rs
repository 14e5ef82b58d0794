//! Words that arguments take as values, read the way the catalogue writes them.

use anstream::ColorChoice;
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use layra_catalog::section::Section;
use layra_catalog::{Category, nearest};

use crate::outcome::quoted;

/// How `layra show` prints an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShowFormat {
    /// For reading in a terminal
    Text,
    /// As Markdown
    Markdown,
    /// As JSON
    Json,
}

/// What `layra export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// All entries as one text, in the original's shape
    LlmsFull,
    /// The index for language models, llms.txt
    Llms,
    /// A folder of Markdown files, one per entry
    Markdown,
    /// Everything, vocabulary included, as one JSON document
    Json,
}

/// Reads a category.
pub(crate) fn category() -> impl TypedValueParser<Value = Category> {
    PossibleValuesParser::new(Category::ALL.iter().map(|category| category.as_str()))
        .map(|word| Category::from_word(&word).expect("one of the possible values"))
}

/// Reads when to use colour.
pub(crate) fn color() -> impl TypedValueParser<Value = ColorChoice> {
    PossibleValuesParser::new(["auto", "always", "never"]).map(|word| match word.as_str() {
        "always" => ColorChoice::Always,
        "never" => ColorChoice::Never,
        _ => ColorChoice::Auto,
    })
}

/// Reads a section by its id, its heading or a usual synonym.
pub(crate) fn section(name: &str) -> Result<Section, String> {
    Section::from_id(name).ok_or_else(|| {
        let ids = || Section::ALL.iter().map(|section| section.id());
        let hint = nearest::hint(name, ids())
            .unwrap_or_else(|| format!("it is one of {}", ids().collect::<Vec<_>>().join(", ")));
        format!("no section is called {}; {hint}", quoted(name))
    })
}

/// Help that names every section.
pub(crate) fn sections_help() -> String {
    let ids: Vec<&str> = Section::ALL.iter().map(|section| section.id()).collect();
    format!("Show only this section; several with commas, or repeated: {}", ids.join(", "))
}

/// Reads a number of results.
pub(crate) fn limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("it takes a number from 1 up".to_owned()),
        Ok(limit) => Ok(limit),
    }
}
