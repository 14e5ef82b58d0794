//! The files of a pack as a person writes them.
//!
//! Everything here is read from TOML and described by the JSON Schemas of `layra schema`: the doc
//! comments are what an editor shows. Names that other files must know are [`Placed`], so that a
//! problem can point at them. [`crate::load`] turns these into [`crate::pattern`] types.

use std::borrow::Cow;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use crate::pattern::{Category, ReferenceKind, Weight};
use crate::relation::RelationKind;
use crate::vocabulary::{Choose, FactKind, Measure, Packages, TechnologyKind};

/// A value together with its place in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Placed<T>(toml::Spanned<T>);

impl<T> Placed<T> {
    /// The bytes of the file it stands at.
    pub fn span(&self) -> Range<usize> {
        self.0.span()
    }

    /// The value.
    pub fn get(&self) -> &T {
        self.0.get_ref()
    }
}

impl<T: JsonSchema> JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// An entry of the catalogue: `patterns/<slug>/pattern.toml`. The folder's name is its slug.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Layra pattern")]
pub struct RawPattern {
    /// Slug of an entry of an earlier pack that this one changes instead of replacing.
    pub extends: Option<Placed<String>>,
    /// Keys of items of the extended entry to leave out: an id; for stack and term the name, for
    /// example the org, for reference the title, for relation and flow `to kind` and `from to`.
    pub drop: Vec<Placed<String>>,
    /// Its name as people say it. Required unless it extends another.
    pub name: Option<Placed<String>>,
    /// The part of a system it shapes. Required unless it extends another.
    pub category: Option<Category>,
    /// Id of the question it answers, from concerns.toml.
    pub concern: Option<Placed<String>>,
    /// How hard it is to build and run, 1 to 5. Required unless it extends another.
    #[schemars(range(min = 1, max = 5))]
    pub complexity: Option<Placed<u8>>,
    /// The size of team it suits. Required unless it extends another.
    pub team: Option<Placed<RawTeam>>,
    /// Other names it goes by.
    pub aliases: Option<Vec<Placed<String>>>,
    /// What it is, in a sentence or two. Required unless it extends another.
    pub summary: Option<Placed<String>>,
    /// Situations that speak for it.
    pub use_when: Vec<RawUseWhen>,
    /// Situations that speak against it.
    pub avoid_when: Vec<RawAvoidWhen>,
    /// What it is made of.
    pub component: Vec<RawComponent>,
    /// What passes between its components; drawn as the entry's diagram.
    pub flow: Vec<RawFlow>,
    /// What it wins.
    pub pro: Vec<RawTradeOff>,
    /// What it costs.
    pub con: Vec<RawTradeOff>,
    /// Sets of technologies it is built with.
    pub stack: Vec<RawStack>,
    /// Who runs it.
    pub example: Vec<RawExample>,
    /// Rows of the decision matrix.
    pub versus: Vec<RawDecisionRow>,
    /// Where to read on.
    pub reference: Vec<RawReference>,
    /// How it stands to other patterns.
    pub relation: Vec<RawRelation>,
    /// How it goes wrong in production.
    pub failure: Vec<RawFailure>,
    /// The way in, in order.
    pub adopt: Vec<RawAdoptStep>,
    /// The ways out.
    pub exit: Vec<RawExit>,
    /// What to watch once it runs.
    pub measure: Vec<RawMeasure>,
    /// Signs that it is used where it should not be.
    pub smell: Vec<RawSmell>,
    /// Words of the trade it uses.
    pub term: Vec<RawTerm>,
}

impl RawPattern {
    /// Every id the entry gives to an item, in the order of its sections.
    pub fn ids(&self) -> impl Iterator<Item = &Placed<String>> {
        let statements = self.use_when.iter().map(|item| &item.id).chain(self.avoid_when.iter().map(|item| &item.id));
        let structure = self.component.iter().map(|item| &item.id);
        let trade_offs = self.pro.iter().chain(&self.con).map(|item| &item.id);
        let rows = self.versus.iter().map(|item| &item.id);
        let running = self.failure.iter().map(|item| &item.id).chain(self.measure.iter().map(|item| &item.id));
        let ways = self.adopt.iter().map(|item| &item.id).chain(self.exit.iter().map(|item| &item.id));
        let smells = self.smell.iter().map(|item| &item.id);
        statements.chain(structure).chain(trade_offs).chain(rows).chain(running).chain(ways).chain(smells)
    }
}

/// How people ask for a pattern who do not know its name: `patterns/<slug>/asked.toml`.
///
/// Only the search reads it. The kinds are for whoever writes: a pattern is found well when each
/// kind of asker is thought of.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Layra questions")]
pub struct RawAsked {
    /// Something hurts; told by who suffers it, no remedy named.
    pub symptoms: Vec<Placed<String>>,
    /// What somebody wants to reach.
    pub goals: Vec<Placed<String>>,
    /// In everyday words, by somebody new to the matter.
    pub plain: Vec<Placed<String>>,
    /// In the middle of work: a situation with its details, and what to do.
    pub tasks: Vec<Placed<String>>,
    /// This or that?
    pub comparisons: Vec<Placed<String>>,
    /// With names of products, libraries and settings.
    pub technologies: Vec<Placed<String>>,
    /// Words and short phrases of the trade.
    pub terms: Vec<Placed<String>>,
}

impl RawAsked {
    /// Every question, kind by kind.
    pub fn questions(&self) -> impl Iterator<Item = &Placed<String>> {
        let of_trouble = self.symptoms.iter().chain(&self.goals).chain(&self.plain);
        of_trouble.chain(&self.tasks).chain(&self.comparisons).chain(&self.technologies).chain(&self.terms)
    }
}

/// The size of team a pattern suits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTeam {
    /// In words: `Small to Large`.
    pub label: String,
    /// Fewest engineers it makes sense for.
    pub min: u32,
    /// Most engineers it still suits; leave out when there is no upper end.
    pub max: Option<u32>,
    /// The size in words, where the numbers do not say it all.
    pub note: Option<String>,
}

/// A situation that speaks for the pattern.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawUseWhen {
    /// Its name within the entry; cited as `slug#id`.
    pub id: Placed<String>,
    /// The situation in words.
    pub say: Placed<String>,
    /// The situation over facts, as in `remote-calls and call-volume >= 10`.
    #[serde(rename = "if")]
    pub condition: Option<Placed<String>>,
    /// How much it counts, 1 to 3; 2 when left out.
    #[schemars(range(min = 1, max = 3))]
    pub weight: Option<Placed<u8>>,
}

/// A situation that speaks against the pattern.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAvoidWhen {
    /// Its name within the entry; cited as `slug#id`.
    pub id: Placed<String>,
    /// The situation in words.
    pub say: Placed<String>,
    /// The situation over facts, as in `team-size < 5`.
    #[serde(rename = "if")]
    pub condition: Option<Placed<String>>,
    /// How much it counts, 1 to 3; 2 when left out.
    #[schemars(range(min = 1, max = 3))]
    pub weight: Option<Placed<u8>>,
    /// True when it alone rules the pattern out: never recommended, and whoever asks for it is warned.
    #[serde(default)]
    pub veto: bool,
}

/// A part that the pattern is made of.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawComponent {
    /// Its name within the entry.
    pub id: Placed<String>,
    /// Its name as people say it.
    pub name: Placed<String>,
    /// What it does.
    pub does: Placed<String>,
}

/// Something that passes from one component to another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawFlow {
    /// Id of the component it leaves.
    pub from: Placed<String>,
    /// Id of the component it reaches.
    pub to: Placed<String>,
    /// What passes, in a word or three.
    #[serde(default)]
    pub label: String,
}

/// Something won or paid.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTradeOff {
    /// Its name within the entry; cited as `slug#id`.
    pub id: Placed<String>,
    /// How much it counts.
    pub weight: Weight,
    /// Ids of the qualities it touches, from qualities.toml.
    #[serde(default)]
    pub quality: Vec<Placed<String>>,
    /// The trade-off in words.
    pub say: Placed<String>,
}

/// A set of technologies the pattern is built with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawStack {
    /// What the set is called.
    pub name: Placed<String>,
    /// The set as people read it.
    pub items: Placed<String>,
    /// Ids of the technologies in it, from technologies.toml.
    #[serde(default)]
    pub uses: Vec<Placed<String>>,
}

/// Somebody who runs the pattern.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawExample {
    /// Who.
    pub org: Placed<String>,
    /// What they do with it.
    pub say: Placed<String>,
}

/// A row of the decision matrix.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDecisionRow {
    /// Its name within the entry; cited as `slug#id`.
    pub id: Placed<String>,
    /// The other choice, as people say it. May be left out when `pattern` is given.
    pub other: Option<Placed<String>>,
    /// Slug of the other choice, when the catalogue has it.
    pub pattern: Option<Placed<String>>,
    /// When which is right.
    pub say: Placed<String>,
    /// Condition under which this pattern wins.
    pub prefer_if: Option<Placed<String>>,
    /// Condition under which the other wins.
    pub other_if: Option<Placed<String>>,
}

/// Where to read on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawReference {
    /// Title, with chapter where it is one.
    pub title: Placed<String>,
    /// Who wrote it.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Year of publication.
    #[schemars(range(min = 1900, max = 2100))]
    pub year: Option<Placed<u16>>,
    /// What sort of source it is.
    pub kind: Option<ReferenceKind>,
    /// ISBN of a book, only where certain.
    pub isbn: Option<Placed<String>>,
    /// DOI of a paper, only where certain.
    pub doi: Option<Placed<String>>,
    /// Stable address, only where certain.
    pub url: Option<Placed<String>>,
}

/// How the pattern stands to another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRelation {
    /// Slug of the other pattern.
    pub to: Placed<String>,
    /// How they stand to each other, read from this entry.
    pub kind: Placed<RelationKind>,
    /// Why, in words.
    #[serde(default)]
    pub say: String,
}

/// A way to go wrong in production.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawFailure {
    /// Its name within the entry; cited as `slug#id`.
    pub id: Placed<String>,
    /// What one sees.
    pub symptom: Placed<String>,
    /// What is behind it.
    pub cause: Placed<String>,
    /// How to find out, or to guard against it.
    pub check: Placed<String>,
}

/// A step of the way in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAdoptStep {
    /// Its name within the entry; cited as `slug#id`.
    pub id: Placed<String>,
    /// What must be there first.
    pub needs: Placed<String>,
    /// What to do.
    #[serde(rename = "do")]
    pub action: Placed<String>,
}

/// A way out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawExit {
    /// Its name within the entry; cited as `slug#id`.
    pub id: Placed<String>,
    /// Where it leads: a slug or plain words.
    pub to: Placed<String>,
    /// What to do.
    #[serde(rename = "do")]
    pub action: Placed<String>,
}

/// Something to watch once the pattern runs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMeasure {
    /// Its name within the entry; cited as `slug#id`.
    pub id: Placed<String>,
    /// What to measure.
    pub metric: Placed<String>,
    /// The value that is all right.
    pub healthy: Placed<String>,
}

/// A sign that the pattern is used where it should not be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSmell {
    /// Its name within the entry; cited as `slug#id`.
    pub id: Placed<String>,
    /// The sign.
    pub say: Placed<String>,
}

/// A word of the trade.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTerm {
    /// The word.
    pub name: Placed<String>,
    /// What it means here.
    pub means: Placed<String>,
}

/// What a pack is: `pack.toml`, beside `patterns/` and `vocabulary/`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Layra pack")]
pub struct RawPack {
    /// Version of the format: 1.
    pub schema: Option<Placed<u32>>,
    /// What the catalogue is called.
    pub title: Option<String>,
    /// Where the catalogue is published, without a final slash.
    pub base_url: Option<Placed<String>>,
    /// Day it was made, as `2026-03-06`.
    pub generated: Option<Placed<String>>,
    /// Slugs in the order in which they are shown. A slug without a folder is announced, not an error.
    pub order: Vec<Placed<String>>,
    /// Slugs of earlier packs to leave out.
    pub hide: Vec<Placed<String>>,
    /// True: the built-in catalogue and all earlier packs are left out.
    pub only: bool,
}

/// What can be known of a situation: `vocabulary/facts.toml`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Layra facts")]
pub struct RawFacts {
    /// The facts.
    pub fact: Vec<RawFact>,
}

/// Something that can be known of a situation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawFact {
    /// Its name in conditions.
    pub id: Placed<String>,
    /// What values it takes.
    pub kind: FactKind,
    /// The fixed unit of a number.
    pub unit: Option<String>,
    /// Smallest and largest plausible number.
    pub range: Option<(f64, f64)>,
    /// The heading it is listed under.
    pub group: String,
    /// What it is, in one sentence.
    pub means: String,
    /// The question that asks for it.
    pub ask: String,
    /// Words people use for it; for a flag, words that say it is true.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// For a flag, words that say it is false.
    #[serde(default)]
    pub against: Vec<String>,
    /// How a repository shows it.
    pub shown_by: Option<String>,
    /// How that is measured; the first that says something counts.
    #[serde(default)]
    pub seen: Vec<RawSight>,
    /// The values of a choice, from least to most where they have an order.
    #[serde(default)]
    pub choice: Vec<RawFactChoice>,
    /// For a number: from which number on a team can carry how much complexity, added up over all
    /// patterns recommended to it, as in `[[1, 7], [5, 10]]`.
    #[serde(default)]
    pub carries: Vec<(f64, u32)>,
    /// What other facts say of it when a text does not; the first that holds counts.
    #[serde(default)]
    pub implied: Vec<RawImplied>,
}

/// A value that a fact has while a condition over other facts holds: only what nobody would dispute.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawImplied {
    /// The condition, as in `team-size <= 5`.
    #[serde(rename = "if")]
    pub condition: Placed<String>,
    /// The value: `true` or `false`, a number, or the id of a choice.
    pub value: Placed<RawValue>,
}

/// The value of a fact.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawValue {
    /// Of a flag.
    Flag(bool),
    /// Of a number, in the unit of the fact.
    Number(f64),
    /// Of a choice: its id.
    Choice(String),
}

/// One value of a choice.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawFactChoice {
    /// Its name in conditions.
    pub id: Placed<String>,
    /// What it is.
    pub means: String,
    /// Words people use for it.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// How much complexity a team can carry that is so, added up over all patterns recommended to it.
    pub carries: Option<u32>,
    /// The other choices that together say this one: who says both of different things has said this.
    #[serde(default)]
    pub joins: Vec<Placed<String>>,
}

/// How a repository shows a fact. What it does not show is unknown, never false.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSight {
    /// What is measured.
    pub measure: Placed<Measure>,
    /// For `technologies`: those of these kinds count.
    #[serde(default)]
    pub kinds: Vec<TechnologyKind>,
    /// For `technologies`: those with these ids, from technologies.toml, count, too.
    #[serde(default)]
    pub technologies: Vec<Placed<String>>,
    /// From which measure on it says something. A flag and a choice need it; a number takes every measure
    /// above zero without it.
    pub at_least: Option<Placed<f64>>,
    /// The choice that is so then. A flag is true, and a number is the measure.
    pub value: Option<Placed<String>>,
}

/// What trade-offs are about: `vocabulary/qualities.toml`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Layra qualities")]
pub struct RawQualities {
    /// The qualities.
    pub quality: Vec<RawQuality>,
}

/// Something trade-offs are about.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawQuality {
    /// `reliability`, or `reliability.fault-tolerance` for a part of it.
    pub id: Placed<String>,
    /// Its name as people say it.
    pub name: String,
    /// What it is, in one sentence.
    pub means: String,
    /// Where it is defined: `iso-25010` or `layra`.
    pub source: Option<String>,
}

/// The questions patterns answer: `vocabulary/concerns.toml`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Layra concerns")]
pub struct RawConcerns {
    /// The concerns.
    pub concern: Vec<RawConcern>,
}

/// A question that patterns answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawConcern {
    /// Its name in entries.
    pub id: Placed<String>,
    /// Its name as people say it.
    pub name: String,
    /// The question.
    pub question: String,
    /// Whether a system picks one of its patterns or several.
    pub choose: Choose,
}

/// What patterns are built with: `vocabulary/technologies.toml`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Layra technologies")]
pub struct RawTechnologies {
    /// The technologies.
    pub technology: Vec<RawTechnology>,
}

/// Something patterns are built with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTechnology {
    /// Its name in entries.
    pub id: Placed<String>,
    /// Its name as people say it.
    pub name: String,
    /// What sort of thing it is.
    pub kind: TechnologyKind,
    /// Other names for it.
    #[serde(default)]
    pub aka: Vec<String>,
    /// Package names by ecosystem.
    #[serde(default)]
    pub packages: Packages,
    /// Container image names.
    #[serde(default)]
    pub images: Vec<String>,
    /// File names that show it.
    #[serde(default)]
    pub files: Vec<String>,
}
