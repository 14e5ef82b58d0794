//! Words that arguments take as values, read the way the catalogue writes them.

use anstream::ColorChoice;
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use layra_advise::record::Status;
use layra_catalog::export::LEAST_BUDGET;
use layra_catalog::section::Section;
use layra_catalog::{Category, nearest};
use layra_project::Date;
use layra_search::Place;

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

/// How far a decision has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecisionStatus {
    /// Put up for discussion
    Proposed,
    /// It holds
    Accepted,
}

impl From<DecisionStatus> for Status {
    fn from(status: DecisionStatus) -> Self {
        match status {
            DecisionStatus::Proposed => Self::Proposed,
            DecisionStatus::Accepted => Self::Accepted,
        }
    }
}

/// When to look at a decision again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReviewBy {
    /// So many months after it.
    Months(u16),
    /// On a day.
    Day(Date),
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
    /// A folder that coding agents read when they need it: an Agent Skill, in a folder of its name
    Skill,
}

/// A client of the Model Context Protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Client {
    /// Claude Code, and others that read .mcp.json
    Claude,
    /// Cursor
    Cursor,
    /// Visual Studio Code
    Vscode,
    /// Codex
    Codex,
    /// Zed
    Zed,
}

/// What `layra graph` gathers files into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphOf {
    /// The folders they stand in
    Folders,
    /// The packages they belong to
    Packages,
    /// Each stands for itself
    Files,
}

/// How `layra graph` shows a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// For reading in a terminal
    Text,
    /// As a picture
    Svg,
    /// For Graphviz
    Dot,
    /// For Mermaid, as in Markdown
    Mermaid,
    /// As JSON, with everything
    Json,
    /// As a page to walk about in
    Html,
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
    section_among(name, Section::ALL)
}

/// Reads a section that a search can look into.
pub(crate) fn searched_section(name: &str) -> Result<Section, String> {
    let searched = searched_sections();
    let section = section_among(name, &searched)?;
    if searched.contains(&section) {
        return Ok(section);
    }
    Err(format!("no search looks into {}; it looks into {}", quoted(section.id()), ids(&searched)))
}

fn section_among(name: &str, sections: &[Section]) -> Result<Section, String> {
    Section::from_id(name).ok_or_else(|| {
        let hint = nearest::hint(name, sections.iter().map(|section| section.id()))
            .unwrap_or_else(|| format!("it is one of {}", ids(sections)));
        format!("no section is called {}; {hint}", quoted(name))
    })
}

/// Help that names every section.
pub(crate) fn sections_help() -> String {
    format!("Show only this section; several with commas, or repeated: {}", ids(Section::ALL))
}

/// Help that names every section a search can look into.
pub(crate) fn searched_sections_help() -> String {
    format!("Look only into this section of the entries, one of: {}", ids(&searched_sections()))
}

/// The sections that have passages, in the order of an entry.
fn searched_sections() -> Vec<Section> {
    let has_passages = |section: &Section| Place::ALL.iter().any(|place| place.section() == Some(*section));
    Section::ALL.iter().copied().filter(has_passages).collect()
}

fn ids(sections: &[Section]) -> String {
    sections.iter().map(|section| section.id()).collect::<Vec<_>>().join(", ")
}

/// Reads a number of results.
pub(crate) fn limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("it takes a number from 1 up".to_owned()),
        Ok(limit) => Ok(limit),
    }
}

/// Reads a day.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "a day is written as 2026-03-06".to_owned())
}

/// Reads when to look at a decision again.
pub(crate) fn review(text: &str) -> Result<ReviewBy, String> {
    let months = text.parse().ok().filter(|months| (1..=600).contains(months));
    let day = || day(text).ok().map(ReviewBy::Day);
    months
        .map(ReviewBy::Months)
        .or_else(day)
        .ok_or_else(|| "it takes a number of months, or a day as 2026-03-06".into())
}

/// Reads a number of tokens.
pub(crate) fn budget(text: &str) -> Result<usize, String> {
    let budget = text.parse().ok().filter(|budget| *budget >= LEAST_BUDGET);
    budget.ok_or_else(|| format!("it takes a number of tokens from {LEAST_BUDGET} up"))
}
