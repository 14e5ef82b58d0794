//! A pattern as the rest of Layra sees it: checked, complete, ready to be read.
//!
//! These types are the JSON of a pattern and what the built-in catalogue is packed as. Every field
//! is always present (an empty list, a `null`), so readers need no special cases. How a person
//! writes an entry is [`crate::raw`]; what a catalogue of them can do is [`crate::Catalog`].

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::relation::RelationKind;
use crate::slug::Slug;

/// A closed set of words, each written the same way in files, JSON and on the command line.
macro_rules! word_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word it is written as.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The value written as `word`, if there is one.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use word_enum;

word_enum! {
    /// The part of a system that a pattern shapes.
    Category {
        /// How a system is cut and deployed.
        System = "system",
        /// How the code of one application is organised.
        Application = "application",
        /// How data is stored, moved and kept consistent.
        Data = "data",
        /// How parts talk to one another.
        Integration = "integration",
        /// How language models and learned features are built in.
        Ai = "ai",
    }
}

impl Category {
    /// The category as a heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Application => "Application",
            Self::Data => "Data",
            Self::Integration => "Integration",
            Self::Ai => "AI",
        }
    }
}

word_enum! {
    /// How much a trade-off counts.
    Weight {
        /// Decides on its own.
        High = "high",
        /// Counts among others.
        Medium = "medium",
        /// Good to know.
        Low = "low",
    }
}

impl Weight {
    /// How much it counts where trade-offs are added up, 1 to 3.
    pub const fn points(self) -> u32 {
        match self {
            Self::High => 3,
            Self::Medium => 2,
            Self::Low => 1,
        }
    }
}

word_enum! {
    /// What sort of source a reference is.
    ReferenceKind {
        /// A book or a chapter of one.
        Book = "book",
        /// A peer-reviewed or technical paper.
        Paper = "paper",
        /// A long-lived article.
        Article = "article",
        /// A blog post.
        Blog = "blog",
        /// A product's own documentation.
        Documentation = "documentation",
        /// A recorded talk.
        Talk = "talk",
        /// Software.
        Tool = "tool",
        /// A reference work or specification.
        Reference = "reference",
        /// A how-to guide.
        Guide = "guide",
        /// A report or survey.
        Report = "report",
    }
}

/// One entry of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pattern {
    /// Its key and the name of its folder.
    pub slug: Slug,
    /// Its name as people say it.
    pub name: String,
    /// The part of a system it shapes.
    pub category: Category,
    /// Id of the question it answers, in the vocabulary's concerns.
    pub concern: Option<String>,
    /// How hard it is to build and run, 1 to 5.
    pub complexity: u8,
    /// The size of team it suits.
    pub team: Team,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// What it is, in a sentence or two.
    pub summary: String,
    /// Situations that speak for it.
    pub use_when: Vec<Statement>,
    /// Situations that speak against it.
    pub avoid_when: Vec<Statement>,
    /// What it is made of.
    pub components: Vec<Component>,
    /// What passes between its components; drawn as its diagram.
    pub flows: Vec<Flow>,
    /// What it wins.
    pub pros: Vec<TradeOff>,
    /// What it costs.
    pub cons: Vec<TradeOff>,
    /// Sets of technologies it is built with.
    pub stacks: Vec<Stack>,
    /// Who runs it.
    pub examples: Vec<Example>,
    /// The decision matrix: when this, when the other.
    pub versus: Vec<DecisionRow>,
    /// Where to read on.
    pub references: Vec<Reference>,
    /// Its prose, as Markdown.
    pub overview: String,
    /// How it stands to other patterns, as its own entry says.
    pub relations: Vec<Relation>,
    /// How it goes wrong in production.
    pub failures: Vec<Failure>,
    /// The way in, in order.
    pub adopt: Vec<AdoptStep>,
    /// The ways out.
    pub exits: Vec<Exit>,
    /// What to watch once it runs.
    pub measures: Vec<Measure>,
    /// Signs that it is used where it should not be.
    pub smells: Vec<Smell>,
    /// Words of the trade it uses.
    pub terms: Vec<Term>,
    /// How people ask for it who do not know its name; for the search.
    pub asked: Vec<String>,
}

impl Pattern {
    /// A pattern of which nothing is known but its slug: complexity 1, a team of one or more, all
    /// texts and lists empty.
    pub(crate) fn blank(slug: Slug) -> Self {
        Self {
            slug,
            name: String::new(),
            category: Category::System,
            concern: None,
            complexity: 1,
            team: Team { label: String::new(), min: 1, max: None, note: None },
            aliases: Vec::new(),
            summary: String::new(),
            use_when: Vec::new(),
            avoid_when: Vec::new(),
            components: Vec::new(),
            flows: Vec::new(),
            pros: Vec::new(),
            cons: Vec::new(),
            stacks: Vec::new(),
            examples: Vec::new(),
            versus: Vec::new(),
            references: Vec::new(),
            overview: String::new(),
            relations: Vec::new(),
            failures: Vec::new(),
            adopt: Vec::new(),
            exits: Vec::new(),
            measures: Vec::new(),
            smells: Vec::new(),
            terms: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// Ids of all items that have one, in the order of the sections; each is unique in the entry.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let statements = self.use_when.iter().chain(&self.avoid_when).map(|item| &item.id);
        let structure = self.components.iter().map(|item| &item.id);
        let trade_offs = self.pros.iter().chain(&self.cons).map(|item| &item.id);
        let rows = self.versus.iter().map(|item| &item.id);
        let running = self.failures.iter().map(|item| &item.id).chain(self.measures.iter().map(|item| &item.id));
        let ways = self.adopt.iter().map(|item| &item.id).chain(self.exits.iter().map(|item| &item.id));
        let smells = self.smells.iter().map(|item| &item.id);
        statements
            .chain(structure)
            .chain(trade_offs)
            .chain(rows)
            .chain(running)
            .chain(ways)
            .chain(smells)
            .map(String::as_str)
    }
}

/// The size of team a pattern suits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Team {
    /// In words: `Small to Large`.
    pub label: String,
    /// Fewest engineers it makes sense for.
    pub min: u32,
    /// Most engineers it still suits; `null` when there is no upper end.
    pub max: Option<u32>,
    /// The size in words, where the numbers do not say it all.
    pub note: Option<String>,
}

impl Team {
    /// The size without the label: the note, or `2+ engineers`, or `1-15 engineers`.
    pub fn size(&self) -> String {
        match (&self.note, self.max) {
            (Some(note), _) => note.clone(),
            (None, Some(max)) => format!("{}-{max} engineers", self.min),
            (None, None) => format!("{}+ engineers", self.min),
        }
    }
}

impl fmt::Display for Team {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.size().as_str() {
            "" => f.write_str(&self.label),
            size => write!(f, "{} ({size})", self.label),
        }
    }
}

/// A situation that speaks for or against a pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// Its name within the entry; cited as `slug#id`.
    pub id: String,
    /// The situation in words.
    pub say: String,
    /// The situation over facts, where it can be put so.
    #[serde(rename = "if")]
    pub condition: Option<Condition>,
    /// How much it counts, 1 to 3.
    pub weight: u8,
    /// Whether it alone rules the pattern out.
    pub veto: bool,
}

/// A part that a pattern is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Component {
    /// Its name within the entry.
    pub id: String,
    /// Its name as people say it.
    pub name: String,
    /// What it does.
    pub does: String,
}

/// Something that passes from one component to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Flow {
    /// Id of the component it leaves.
    pub from: String,
    /// Id of the component it reaches.
    pub to: String,
    /// What passes, in a word or three; may be empty.
    pub label: String,
}

/// Something won or paid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TradeOff {
    /// Its name within the entry.
    pub id: String,
    /// How much it counts.
    pub weight: Weight,
    /// Ids of the qualities it touches.
    pub quality: Vec<String>,
    /// The trade-off in words.
    pub say: String,
}

/// A set of technologies a pattern is built with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stack {
    /// What the set is called.
    pub name: String,
    /// The set as people read it.
    pub items: String,
    /// Ids of the technologies in it.
    pub uses: Vec<String>,
}

/// Somebody who runs the pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Example {
    /// Who.
    pub org: String,
    /// What they do with it.
    pub say: String,
}

/// A row of the decision matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionRow {
    /// Its name within the entry.
    pub id: String,
    /// The other choice, as people say it.
    pub other: String,
    /// The other choice, when it is a pattern of the catalogue.
    pub pattern: Option<Slug>,
    /// When which is right.
    pub say: String,
    /// When this pattern wins.
    pub prefer_if: Option<Condition>,
    /// When the other wins.
    pub other_if: Option<Condition>,
}

/// Where to read on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reference {
    /// Title, with chapter where it is one.
    pub title: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Year of publication.
    pub year: Option<u16>,
    /// What sort of source it is.
    pub kind: Option<ReferenceKind>,
    /// ISBN of a book.
    pub isbn: Option<String>,
    /// DOI of a paper.
    pub doi: Option<String>,
    /// Stable address.
    pub url: Option<String>,
}

/// How a pattern stands to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// The other pattern.
    pub to: Slug,
    /// How they stand to each other, read from this entry.
    pub kind: RelationKind,
    /// Why, in words; may be empty.
    pub say: String,
}

/// A way to go wrong in production.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// Its name within the entry.
    pub id: String,
    /// What one sees.
    pub symptom: String,
    /// What is behind it.
    pub cause: String,
    /// How to find out, or to guard against it.
    pub check: String,
}

/// A step of the way in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AdoptStep {
    /// Its name within the entry.
    pub id: String,
    /// What must be there first.
    pub needs: String,
    /// What to do.
    #[serde(rename = "do")]
    pub action: String,
}

/// A way out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Exit {
    /// Its name within the entry.
    pub id: String,
    /// Where it leads: a slug or plain words.
    pub to: String,
    /// What to do.
    #[serde(rename = "do")]
    pub action: String,
}

/// Something to watch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// Its name within the entry.
    pub id: String,
    /// What to measure.
    pub metric: String,
    /// The value that is all right.
    pub healthy: String,
}

/// A sign that the pattern is used where it should not be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Smell {
    /// Its name within the entry.
    pub id: String,
    /// The sign.
    pub say: String,
}

/// A word of the trade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// The word.
    pub name: String,
    /// What it means here.
    pub means: String,
}
