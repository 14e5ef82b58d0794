//! What is known of a situation: facts, each with where it is known from, and what was wished for.

use layra_catalog::Slug;
use layra_catalog::condition::{Facts, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A situation to advise on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Situation {
    /// What is known, each fact once, in the order of the vocabulary.
    pub facts: Vec<Known>,
    /// What two sources or two readings of one text say differently; such a fact is unknown.
    pub disputed: Vec<Disputed>,
    /// Patterns that somebody wishes for, each once. A wish speaks neither for nor against.
    pub wishes: Vec<Wish>,
    /// How a text speaks of patterns, strongest first; empty where none was read.
    pub echoes: Vec<Echo>,
    /// Ids of facts that somebody was asked for and could not tell: they are not asked for again.
    pub declined: Vec<String>,
    /// What whoever told it should know of how it was taken: what was not read, what was overruled.
    pub notes: Vec<String>,
}

impl Situation {
    /// The values alone, as conditions are evaluated over them.
    pub fn values(&self) -> Facts {
        self.facts.iter().map(|known| (known.fact.clone(), known.value.clone())).collect()
    }
}

/// A fact that is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Known {
    /// Id of the fact.
    pub fact: String,
    /// What it is.
    pub value: Value,
    /// Where it is known from.
    pub source: Source,
}

/// Where a fact is known from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Source {
    /// Stated on the command line, in a request or in a file.
    Given {
        /// Where: `--fact`, or `facts.toml:3`.
        place: String,
    },
    /// Read from a text.
    Read {
        /// The words it was read from.
        words: String,
    },
    /// Gathered from a text as a whole, which no single words of it state.
    Heard {
        /// The words that tell most of it.
        words: String,
    },
    /// Seen in a repository.
    Seen {
        /// Path and line: `package.json:14`.
        place: String,
    },
    /// An answer to a question.
    Asked,
}

/// A fact that is not known because what is said of it disagrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Disputed {
    /// Id of the fact.
    pub fact: String,
    /// What is said, in the order in which it was said; at least two.
    pub said: Vec<Said>,
}

/// One of several things said about a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// What it would be.
    pub value: Value,
    /// Where it is said.
    pub source: Source,
}

/// A pattern somebody wishes for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Wish {
    /// The pattern.
    pub slug: Slug,
    /// The words of the wish.
    pub words: String,
    /// Whether its words name the pattern; else they only sound like it.
    pub named: bool,
}

/// How a text speaks of a pattern without naming it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Echo {
    /// The pattern.
    pub slug: Slug,
    /// How likely the text makes it right, 0 to 1.
    pub strength: f32,
    /// The words that tell most of that.
    pub words: String,
    /// How likely the text makes it wrong, 0 to 1; 0 where nothing can tell.
    pub against: f32,
    /// The words that tell most of that.
    pub words_against: String,
}
