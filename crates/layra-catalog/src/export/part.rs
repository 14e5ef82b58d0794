//! The published text of one entry, part by part.
//!
//! A [`Part`] is one field of the original's entries. [`text`] writes it as the original does, and
//! is the only place that knows how: [`super::llms_full()`] puts the parts together, and the account
//! of [`crate::import`] compares them with what was read.

use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::layout::{blocks, bullets, headed, one_line, prose};
use super::markdown_address;
use crate::pattern::{Pattern, Reference, TradeOff, word_enum};
use crate::section::Section;
use crate::slug::Slug;

word_enum! {
    /// A field of an entry that the published text holds, in its order.
    Part {
        /// The name.
        Name = "name",
        /// The category.
        Category = "category",
        /// How hard it is.
        Complexity = "complexity",
        /// The size of team.
        Team = "team",
        /// The sentence or two below the name.
        Summary = "summary",
        /// Other names.
        Aliases = "aliases",
        /// When to use it.
        UseWhen = "use-when",
        /// When not to.
        AvoidWhen = "avoid-when",
        /// What it is made of.
        Components = "components",
        /// What it wins.
        Pros = "pros",
        /// What it costs.
        Cons = "cons",
        /// What it is built with.
        Stacks = "stacks",
        /// Who runs it.
        Examples = "examples",
        /// The decision matrix.
        Versus = "versus",
        /// Where to read on.
        References = "references",
        /// The prose.
        Overview = "overview",
        /// Other patterns.
        Related = "related",
    }
}

impl Part {
    /// The section the part is, where it is one of its own; what it wins and costs share one.
    pub const fn section(self) -> Option<Section> {
        match self {
            Self::UseWhen => Some(Section::UseWhen),
            Self::AvoidWhen => Some(Section::AvoidWhen),
            Self::Components => Some(Section::Components),
            Self::Stacks => Some(Section::Stacks),
            Self::Examples => Some(Section::Examples),
            Self::Versus => Some(Section::Versus),
            Self::References => Some(Section::References),
            Self::Overview => Some(Section::Overview),
            Self::Related => Some(Section::Related),
            _ => None,
        }
    }
}

/// Heading of what an entry wins.
pub const PROS_TITLE: &str = "Pros";
/// Heading of what it costs.
pub const CONS_TITLE: &str = "Cons";

/// One part of `pattern` as the published text has it, with its heading; empty when the entry has
/// none. Links lead below `base_url`.
pub fn text(pattern: &Pattern, part: Part, base_url: &str) -> String {
    match part {
        Part::Name => format!("# {}", one_line(&pattern.name)),
        Part::Category => format!("**Category:** {}", pattern.category),
        Part::Complexity => format!("**Complexity:** {}/5", pattern.complexity),
        Part::Team => format!("**Team Size:** {}", one_line(&team(pattern))),
        Part::Summary => non_empty(&pattern.summary).map(|summary| format!("> {summary}")).unwrap_or_default(),
        Part::Aliases if pattern.aliases.is_empty() => String::new(),
        Part::Aliases => format!("**Also known as:** {}", one_line(&pattern.aliases.join(", "))),
        Part::Pros => headed(3, PROS_TITLE, &bullets(pattern.pros.iter().map(trade_off))),
        Part::Cons => headed(3, CONS_TITLE, &bullets(pattern.cons.iter().map(trade_off))),
        _ => {
            part.section().map(|section| headed(2, section.title(), &body(pattern, part, base_url))).unwrap_or_default()
        }
    }
}

/// The whole published entry: its parts in the original's order.
pub fn entry(pattern: &Pattern, base_url: &str) -> String {
    let part = |part| text(pattern, part, base_url);
    let facts = [Part::Category, Part::Complexity, Part::Team].map(part).join(" | ");
    let trade_offs = headed(2, Section::TradeOffs.title(), &blocks([part(Part::Pros), part(Part::Cons)]));
    blocks([
        part(Part::Name),
        facts,
        part(Part::Summary),
        part(Part::Aliases),
        part(Part::UseWhen),
        part(Part::AvoidWhen),
        part(Part::Components),
        trade_offs,
        part(Part::Stacks),
        part(Part::Examples),
        part(Part::Versus),
        part(Part::References),
        part(Part::Overview),
        part(Part::Related),
    ])
}

/// What stands below the heading of a section that the original has.
pub(super) fn body(pattern: &Pattern, part: Part, base_url: &str) -> String {
    match part {
        Part::Overview => prose(&pattern.overview),
        _ => bullets(texts(pattern, part, base_url)),
    }
}

/// The texts of the list that such a section is; none where it is prose.
pub(super) fn texts(pattern: &Pattern, part: Part, base_url: &str) -> Vec<String> {
    match part {
        Part::UseWhen => pattern.use_when.iter().map(|statement| statement.say.clone()).collect(),
        Part::AvoidWhen => pattern.avoid_when.iter().map(|statement| statement.say.clone()).collect(),
        Part::Components => {
            pattern.components.iter().map(|component| labelled(&component.name, &component.does)).collect()
        }
        Part::Stacks => pattern.stacks.iter().map(|stack| labelled(&stack.name, &stack.items)).collect(),
        Part::Examples => pattern.examples.iter().map(|example| labelled(&example.org, &example.say)).collect(),
        Part::Versus => pattern.versus.iter().map(|row| labelled(&format!("vs {}", row.other), &row.say)).collect(),
        Part::References => pattern.references.iter().map(reference).collect(),
        Part::Related => related(pattern, base_url),
        _ => Vec::new(),
    }
}

/// `**Label:** text`.
pub(super) fn labelled(label: &str, text: &str) -> String {
    format!("**{}:** {text}", one_line(label))
}

/// `[high] text`.
pub(super) fn trade_off(trade_off: &TradeOff) -> String {
    format!("[{}] {}", trade_off.weight, trade_off.say)
}

/// `Title by Author, Author (2018) (book)`, each part where it is known.
pub fn reference(reference: &Reference) -> String {
    let mut text = reference.title.clone();
    if !reference.authors.is_empty() {
        text.push_str(" by ");
        text.push_str(&reference.authors.join(", "));
    }
    if let Some(year) = reference.year {
        text.push_str(&format!(" ({year})"));
    }
    if let Some(kind) = reference.kind {
        text.push_str(&format!(" ({kind})"));
    }
    text
}

/// `Small to Large (2+ engineers)`; the label alone where a team has an empty note.
fn team(pattern: &Pattern) -> String {
    let team = &pattern.team;
    if team.size().is_empty() { team.label.clone() } else { team.to_string() }
}

/// A link to each pattern the entry states a relation to, whatever its kind.
fn related(pattern: &Pattern, base_url: &str) -> Vec<String> {
    let mut seen: BTreeSet<&Slug> = BTreeSet::new();
    let slugs = pattern.relations.iter().map(|relation| &relation.to).filter(|slug| seen.insert(slug));
    slugs.map(|slug| format!("[{slug}]({})", markdown_address(base_url, slug.as_str()))).collect()
}

fn non_empty(text: &str) -> Option<String> {
    let text = one_line(text);
    (!text.is_empty()).then_some(text)
}
