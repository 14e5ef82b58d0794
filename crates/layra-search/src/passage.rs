//! Cuts an entry into the passages a hit can point at.

use std::collections::BTreeSet;

use layra_catalog::condition::Expression;
use layra_catalog::pattern::Statement;
use layra_catalog::section::Section;
use layra_catalog::{Pattern, Vocabulary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The part of an entry a passage stands in, which is also what it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The pattern's name.
    Name,
    /// Another name of it.
    Alias,
    /// Its summary.
    Summary,
    /// A technology it is built with.
    Technology,
    /// A situation that speaks for it.
    UseWhen,
    /// A situation that speaks against it.
    AvoidWhen,
    /// A part of it.
    Component,
    /// Something won or paid.
    TradeOff,
    /// A row of its decision matrix.
    Versus,
    /// Who runs it.
    Example,
    /// A paragraph of its overview.
    Overview,
    /// How it goes wrong.
    Failure,
    /// A step of the way in.
    Adopt,
    /// A way out.
    Exit,
    /// What to watch.
    Measure,
    /// A sign of misuse.
    Smell,
    /// A word of the trade.
    Term,
    /// Where to read on.
    Reference,
    /// How people ask for it. Not a part of the entry that is shown.
    Asked,
}

impl Place {
    /// Every place, in the order of an entry.
    pub const ALL: &[Self] = &[
        Self::Name,
        Self::Alias,
        Self::Summary,
        Self::Technology,
        Self::UseWhen,
        Self::AvoidWhen,
        Self::Component,
        Self::TradeOff,
        Self::Versus,
        Self::Example,
        Self::Overview,
        Self::Failure,
        Self::Adopt,
        Self::Exit,
        Self::Measure,
        Self::Smell,
        Self::Term,
        Self::Reference,
        Self::Asked,
    ];

    /// How much a word found here counts, against 1 for running text.
    pub(crate) fn boost(self) -> f32 {
        match self {
            Self::Name => 8.0,
            Self::Alias => 6.0,
            Self::Summary | Self::Technology => 3.0,
            Self::UseWhen => 3.0,
            Self::Term => 2.5,
            Self::Component | Self::Failure => 1.5,
            Self::TradeOff | Self::Overview | Self::Asked => 1.0,
            Self::Adopt | Self::Exit | Self::Measure | Self::Smell => 1.0,
            Self::AvoidWhen | Self::Versus | Self::Example => 0.7,
            Self::Reference => 0.3,
        }
    }

    /// The section of an entry it stands in; none for what stands above the first one, or nowhere.
    pub const fn section(self) -> Option<Section> {
        match self {
            Self::Name | Self::Alias | Self::Summary | Self::Asked => None,
            Self::Technology => Some(Section::Stacks),
            Self::UseWhen => Some(Section::UseWhen),
            Self::AvoidWhen => Some(Section::AvoidWhen),
            Self::Component => Some(Section::Components),
            Self::TradeOff => Some(Section::TradeOffs),
            Self::Versus => Some(Section::Versus),
            Self::Example => Some(Section::Examples),
            Self::Overview => Some(Section::Overview),
            Self::Failure => Some(Section::Failures),
            Self::Adopt => Some(Section::Adopt),
            Self::Exit => Some(Section::Exits),
            Self::Measure => Some(Section::Measures),
            Self::Smell => Some(Section::Smells),
            Self::Term => Some(Section::Terms),
            Self::Reference => Some(Section::References),
        }
    }

    /// Whether the meaning of what stands here tells what the pattern is for.
    pub(crate) fn has_meaning(self) -> bool {
        !matches!(self, Self::Technology | Self::AvoidWhen | Self::Example | Self::Reference)
    }
}

/// A piece of an entry that can be found and cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands.
    pub place: Place,
    /// The id of the item it is, where the item has one.
    pub id: Option<String>,
    /// Its text.
    pub text: String,
    /// Other words that people have for it; empty unless an index reads it.
    pub also: String,
}

/// All passages of an entry, in a fixed order.
pub fn passages(pattern: &Pattern, vocabulary: &Vocabulary) -> Vec<Passage> {
    chosen_passages(pattern, vocabulary, |_, _, _| true, usize::MAX).into_iter().map(|(_, passage)| passage).collect()
}

/// The passages that `wanted` says yes to, by place, id and number, each with its number. The others'
/// texts are not put together; the overview and what comes after it are looked at only when `last`, the
/// greatest number wanted, is not reached before.
pub(crate) fn chosen_passages(
    pattern: &Pattern,
    vocabulary: &Vocabulary,
    wanted: impl Fn(Place, Option<&str>, usize) -> bool,
    last: usize,
) -> Vec<(usize, Passage)> {
    let mut passages = Vec::new();
    let mut number = 0;
    let mut add = |place, id: Option<&String>, text: &dyn Fn() -> String| {
        if wanted(place, id.map(String::as_str), number) {
            passages.push((number, Passage { place, id: id.cloned(), text: text(), also: String::new() }));
        }
        number += 1;
        number > last
    };
    add(Place::Name, None, &|| format!("{} {}", pattern.name, pattern.slug));
    for alias in &pattern.aliases {
        add(Place::Alias, None, &|| alias.clone());
    }
    add(Place::Summary, None, &|| pattern.summary.clone());
    for statement in &pattern.use_when {
        add(Place::UseWhen, Some(&statement.id), &|| statement.say.clone());
    }
    for statement in &pattern.avoid_when {
        add(Place::AvoidWhen, Some(&statement.id), &|| statement.say.clone());
    }
    for component in &pattern.components {
        add(Place::Component, Some(&component.id), &|| format!("{}: {}", component.name, component.does));
    }
    for trade_off in pattern.pros.iter().chain(&pattern.cons) {
        add(Place::TradeOff, Some(&trade_off.id), &|| trade_off.say.clone());
    }
    for stack in &pattern.stacks {
        add(Place::Technology, None, &|| format!("{}: {}", stack.name, stack.items));
        for id in &stack.uses {
            add(Place::Technology, None, &|| {
                let Some(technology) = vocabulary.technology(id) else { return id.clone() };
                let names: Vec<&str> =
                    std::iter::once(&technology.name).chain(&technology.aka).map(String::as_str).collect();
                names.join(", ")
            });
        }
    }
    for example in &pattern.examples {
        add(Place::Example, None, &|| format!("{}: {}", example.org, example.say));
    }
    for row in &pattern.versus {
        add(Place::Versus, Some(&row.id), &|| format!("{}: {}", row.other, row.say));
    }
    for failure in &pattern.failures {
        add(Place::Failure, Some(&failure.id), &|| format!("{} {} {}", failure.symptom, failure.cause, failure.check));
    }
    for step in &pattern.adopt {
        add(Place::Adopt, Some(&step.id), &|| format!("{} {}", step.needs, step.action));
    }
    for exit in &pattern.exits {
        add(Place::Exit, Some(&exit.id), &|| exit.action.clone());
    }
    for measure in &pattern.measures {
        add(Place::Measure, Some(&measure.id), &|| format!("{}: {}", measure.metric, measure.healthy));
    }
    for smell in &pattern.smells {
        add(Place::Smell, Some(&smell.id), &|| smell.say.clone());
    }
    for term in &pattern.terms {
        add(Place::Term, None, &|| format!("{}: {}", term.name, term.means));
    }
    let mut is_done = false;
    for reference in &pattern.references {
        is_done = add(Place::Reference, None, &|| format!("{} {}", reference.title, reference.authors.join(", ")));
    }
    if is_done {
        return passages;
    }
    for block in blocks(&pattern.overview) {
        add(Place::Overview, None, &|| block.clone());
    }
    for question in &pattern.asked {
        add(Place::Asked, None, &|| question.clone());
    }
    passages
}

/// As [`passages`], with the other words that people have for each: what an index reads.
pub(crate) fn passages_to_read(pattern: &Pattern, vocabulary: &Vocabulary) -> Vec<Passage> {
    let mut passages = passages(pattern, vocabulary);
    let mut told = BTreeSet::new();
    for statement in &pattern.use_when {
        let also = phrases(statement, vocabulary, &mut told);
        let passage = passages
            .iter_mut()
            .find(|passage| passage.place == Place::UseWhen && passage.id.as_ref() == Some(&statement.id));
        if let Some(passage) = passage {
            passage.also = also;
        }
    }
    passages
}

/// How people put the facts that a statement's condition asks for, each told once for an entry.
fn phrases<'a>(statement: &'a Statement, vocabulary: &'a Vocabulary, told: &mut BTreeSet<(&'a str, bool)>) -> String {
    let mut phrases: Vec<&str> = Vec::new();
    let mut asked: Vec<(&Expression, bool)> =
        statement.condition.iter().map(|condition| (condition.expression(), true)).collect();
    while let Some((expression, wanted)) = asked.pop() {
        match expression {
            Expression::Not(inner) => asked.push((inner, !wanted)),
            Expression::And(inner) | Expression::Or(inner) => {
                asked.extend(inner.iter().rev().map(|inner| (inner, wanted)));
            }
            Expression::Flag(id) => {
                let Some(fact) = vocabulary.fact(id).filter(|_| told.insert((id, wanted))) else { continue };
                if wanted {
                    phrases.extend(fact.phrases.iter().chain([&fact.means]).map(String::as_str));
                } else {
                    phrases.extend(fact.against.iter().map(String::as_str));
                }
            }
            // A word for a number or a choice does not say which one is meant.
            Expression::Number(..) | Expression::OneOf(..) => {}
        }
    }
    phrases.join(", ")
}

/// The paragraphs and list items of a Markdown text, without the marks of items and headings.
fn blocks(markdown: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in markdown.lines() {
        let text = line.trim();
        let item = ["* ", "- ", "+ "].iter().find_map(|mark| text.strip_prefix(mark));
        let heading = text.starts_with('#').then(|| text.trim_start_matches('#').trim());
        match (text, item, heading) {
            ("", ..) => goes_on = false,
            (_, Some(start), _) | (_, None, Some(start)) => {
                blocks.push(start.to_owned());
                goes_on = heading.is_none();
            }
            _ => match blocks.last_mut().filter(|_| goes_on) {
                Some(block) => *block = format!("{block} {text}"),
                None => {
                    blocks.push(text.to_owned());
                    goes_on = true;
                }
            },
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overview_is_cut_into_paragraphs_items_and_headings() {
        let text = "Heat\nrises.\n\n## Why\nIt is light.\n* One,\n  goes on.\n* Two.\n\nEnd.";
        assert_eq!(blocks(text), ["Heat rises.", "Why", "It is light.", "One, goes on.", "Two.", "End."]);
        assert_eq!(blocks("\n\n"), Vec::<String>::new());
    }
}
