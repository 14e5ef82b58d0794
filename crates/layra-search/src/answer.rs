//! Questions and answers, as they are printed.

use layra_catalog::section::Section;
use layra_catalog::{Category, Slug};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::passage::Place;

/// A question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Query<'a> {
    /// The words.
    pub text: &'a str,
    /// Most patterns to give.
    pub limit: usize,
    /// Only patterns of this category.
    pub category: Option<Category>,
    /// Only by what stands in this section; none: by everything.
    pub section: Option<Section>,
}

/// What a ranking goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Words and meaning together.
    Both,
    /// The words of the question alone.
    Words,
    /// Nearness in meaning alone.
    Meaning,
}

/// The answer to a [`Query`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The patterns that match, best first. Empty when nothing answers the question.
    pub results: Vec<Hit>,
    /// When there are no results: the patterns that come nearest, which need not have to do with
    /// the question.
    pub near: Vec<Slug>,
}

/// A pattern that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// Its key.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// How likely it is to answer the question or to be clearly useful for it, 0 to 1.
    pub score: f32,
    /// The passages that matched best; at least one.
    pub reasons: Vec<Reason>,
}

/// A passage that matched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// Where it stands.
    pub place: Place,
    /// What to cite it by, `slug#id`, where it has an id.
    pub cite: Option<String>,
    /// The words of the question found in it, or in the phrases that belong to it; none when it is
    /// near in meaning only.
    pub words: Vec<String>,
    /// The passage.
    pub text: String,
}
