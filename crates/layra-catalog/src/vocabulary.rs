//! The words entries are written in: facts, qualities, concerns, technologies.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::{Condition, Value};
use crate::pattern::word_enum;

word_enum! {
    /// What values a fact takes.
    FactKind {
        /// True or false.
        Flag = "flag",
        /// A number with a fixed unit.
        Number = "number",
        /// One of a few named values.
        Choice = "choice",
    }
}

word_enum! {
    /// How many of the patterns that answer a concern a system picks.
    Choose {
        /// One: they are rivals.
        One = "one",
        /// As many as serve.
        Several = "several",
    }
}

/// All vocabularies of a catalogue, each in the order in which it is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Vocabulary {
    /// What can be known of a situation.
    pub facts: Vec<Fact>,
    /// What trade-offs are about.
    pub qualities: Vec<Quality>,
    /// The questions patterns answer.
    pub concerns: Vec<Concern>,
    /// What patterns are built with.
    pub technologies: Vec<Technology>,
}

impl Vocabulary {
    /// The fact with this id.
    pub fn fact(&self, id: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.id == id)
    }

    /// The quality with this id.
    pub fn quality(&self, id: &str) -> Option<&Quality> {
        self.qualities.iter().find(|quality| quality.id == id)
    }

    /// The concern with this id.
    pub fn concern(&self, id: &str) -> Option<&Concern> {
        self.concerns.iter().find(|concern| concern.id == id)
    }

    /// Ids of all qualities.
    pub fn quality_ids(&self) -> Vec<&str> {
        self.qualities.iter().map(|quality| quality.id.as_str()).collect()
    }

    /// Ids of all concerns.
    pub fn concern_ids(&self) -> Vec<&str> {
        self.concerns.iter().map(|concern| concern.id.as_str()).collect()
    }

    /// Ids of all technologies.
    pub fn technology_ids(&self) -> Vec<&str> {
        self.technologies.iter().map(|technology| technology.id.as_str()).collect()
    }

    /// The technology with this id.
    pub fn technology(&self, id: &str) -> Option<&Technology> {
        self.technologies.iter().find(|technology| technology.id == id)
    }
}

/// Something that can be known of a situation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// Its name in conditions.
    pub id: String,
    /// What values it takes.
    pub kind: FactKind,
    /// The fixed unit of a number.
    pub unit: Option<String>,
    /// Smallest and largest plausible number.
    pub range: Option<(f64, f64)>,
    /// The heading it is listed under.
    pub group: String,
    /// What it is.
    pub means: String,
    /// The question that asks for it.
    pub ask: String,
    /// Words people use for it; for a flag, words that say it is true.
    pub phrases: Vec<String>,
    /// For a flag, words that say it is false.
    pub against: Vec<String>,
    /// How a repository shows it.
    pub shown_by: Option<String>,
    /// How that is measured; the first that says something counts. Empty when nothing measures it.
    pub seen: Vec<Sight>,
    /// The values of a choice, from least to most where they have an order.
    pub choices: Vec<FactChoice>,
    /// For a number that says what a team can carry: from which number on how much complexity, over
    /// all patterns recommended, lowest number first. Empty for others.
    pub carries: Vec<(f64, u32)>,
    /// What other facts say of it when a text does not; the first that holds counts. Empty when nothing
    /// does.
    pub implied: Vec<Implied>,
}

/// A value that a fact has while a condition over other facts holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Implied {
    /// The condition.
    #[serde(rename = "if")]
    pub condition: Condition,
    /// The value.
    pub value: Value,
}

impl Fact {
    /// The choice with this id.
    pub fn choice(&self, id: &str) -> Option<&FactChoice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// Its unit as it stands behind `number`, which is written as it is shown: `1 team`, `6 teams`; empty where
    /// there is none.
    pub fn unit_of(&self, number: &str) -> Cow<'_, str> {
        let unit = self.unit.as_deref().unwrap_or_default();
        let end = [" per ", " of "].iter().filter_map(|word| unit.find(word)).min().unwrap_or(unit.len());
        match unit[..end].strip_suffix('s') {
            _ if number != "1" => unit.into(),
            None if unit == "people" => "person".into(),
            Some(one) if unit.len() > SYMBOL => format!("{one}{}", &unit[end..]).into(),
            _ => unit.into(),
        }
    }

    /// The smallest and the largest number that it may be.
    pub fn plausible(&self) -> (f64, f64) {
        self.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY))
    }
}

/// Letters of a unit that is a symbol, at most: `ms`.
const SYMBOL: usize = 2;

/// One value of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FactChoice {
    /// Its name in conditions.
    pub id: String,
    /// What it is.
    pub means: String,
    /// Words people use for it.
    pub phrases: Vec<String>,
    /// How much complexity, over all patterns recommended, a team can carry that is so; `null` when
    /// it says nothing about that.
    pub carries: Option<u32>,
    /// Ids of the other choices that together say this one: who says all of them, of different things, has
    /// said this; empty when nothing does.
    pub joins: Vec<String>,
}

word_enum! {
    /// What can be measured in a repository.
    Measure {
        /// Distinct authors of the last 90 days before the newest commit.
        Authors = "authors",
        /// Distinct groups of people that own code, as `CODEOWNERS` says.
        Owners = "owners",
        /// Months between the oldest commit and the newest.
        Months = "months",
        /// Tagged commits a month, over the last 90 days before the newest commit.
        TagsPerMonth = "tags-per-month",
        /// Services that are built from the repository's own sources and started together.
        Services = "services",
        /// Distinct technologies that the system runs with.
        Technologies = "technologies",
    }
}

/// How a repository shows a fact. What it does not show is unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sight {
    /// What is measured.
    pub measure: Measure,
    /// For technologies: those of these kinds count.
    pub kinds: Vec<TechnologyKind>,
    /// For technologies: those with these ids count, too.
    pub technologies: Vec<String>,
    /// From which measure on it says something; `null` when every measure above zero does.
    pub at_least: Option<f64>,
    /// The choice that is so then; `null` for a flag, which is true, and a number, which is the measure.
    pub value: Option<String>,
}

impl Sight {
    /// Whether a technology is one of those that count.
    pub fn counts(&self, technology: &Technology) -> bool {
        self.kinds.contains(&technology.kind) || self.technologies.contains(&technology.id)
    }
}

/// Something trade-offs are about. The part of the id before the dot is the quality it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quality {
    /// `reliability` or `reliability.fault-tolerance`.
    pub id: String,
    /// Its name as people say it.
    pub name: String,
    /// What it is.
    pub means: String,
    /// Where it is defined: `iso-25010` or `layra`.
    pub source: Option<String>,
}

/// A question that patterns answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Concern {
    /// Its name in entries.
    pub id: String,
    /// Its name as people say it.
    pub name: String,
    /// The question.
    pub question: String,
    /// Whether its patterns are rivals.
    pub choose: Choose,
}

word_enum! {
    /// What sort of thing a technology is.
    TechnologyKind {
        /// A programming language or runtime.
        Language = "language",
        /// A frame that calls your code.
        Framework = "framework",
        /// Code you call.
        Library = "library",
        /// Keeps and queries data.
        Database = "database",
        /// Carries messages.
        Broker = "broker",
        /// Runs other software.
        Platform = "platform",
        /// Rented by the request, hour or seat.
        Service = "service",
        /// Run beside the system, by people or pipelines.
        Tool = "tool",
        /// An agreed way to talk.
        Protocol = "protocol",
        /// Weights.
        Model = "model",
        /// An agreed way to write data down.
        Format = "format",
    }
}

/// Something patterns are built with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Technology {
    /// Its name in entries.
    pub id: String,
    /// Its name as people say it.
    pub name: String,
    /// What sort of thing it is.
    pub kind: TechnologyKind,
    /// Other names for it.
    pub aka: Vec<String>,
    /// Names of its packages.
    pub packages: Packages,
    /// Names of its container images.
    pub images: Vec<String>,
    /// Names of files that show it.
    pub files: Vec<String>,
}

/// Package names by ecosystem.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Packages {
    /// npm package names.
    pub npm: Vec<String>,
    /// PyPI project names.
    pub pypi: Vec<String>,
    /// crates.io crate names.
    pub crates: Vec<String>,
    /// Maven coordinates, `group:artifact`.
    pub maven: Vec<String>,
    /// Go module paths.
    pub go: Vec<String>,
    /// NuGet package ids.
    pub nuget: Vec<String>,
}

impl Packages {
    /// The ecosystems that have a package, with its names.
    pub fn by_ecosystem(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        [
            ("npm", &self.npm),
            ("PyPI", &self.pypi),
            ("crates.io", &self.crates),
            ("Maven", &self.maven),
            ("Go", &self.go),
            ("NuGet", &self.nuget),
        ]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(ecosystem, names)| (ecosystem, names.as_slice()))
    }
}
