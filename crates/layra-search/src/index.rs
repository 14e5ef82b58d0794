//! The index: built from a catalogue, asked by words.
//!
//! Patterns are ranked by BM25F: the occurrences of a term are weighted by the place they stand in
//! and normalised by the pattern's length before they saturate, and rare terms count more.
//! Source: S. Robertson, H. Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*,
//! 2009, section 3.5.

use std::collections::BTreeMap;

use layra_catalog::{Catalog, Category, Slug};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::passage::{Place, passages};
use crate::tokens::tokens;

/// How quickly further occurrences of a term stop counting.
const SATURATION: f32 = 1.2;
/// How far a long entry is held to be long-winded, 0 to 1.
const LENGTH_PENALTY: f32 = 0.4;
/// Passages given as the reasons of one hit, at most.
const MAX_REASONS: usize = 3;
/// Terms of a question that are looked up; the rest of a longer one is left out.
const MAX_TERMS: usize = 64;

/// Where a term occurs: passage by passage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Posting {
    pattern: u32,
    /// Number of the passage within its pattern.
    passage: u16,
    place: Place,
    occurrences: u16,
}

/// A searchable form of one catalogue. It holds no text: it belongs to the catalogue it was built
/// from, and is asked together with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    terms: BTreeMap<String, Vec<Posting>>,
    /// Weighted number of terms of each pattern.
    lengths: Vec<f32>,
}

/// A question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Query<'a> {
    /// The words.
    pub text: &'a str,
    /// Most patterns to give.
    pub limit: usize,
    /// Only patterns of this category.
    pub category: Option<Category>,
    /// Only words found here.
    pub place: Option<Place>,
}

/// The answer to a [`Query`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The patterns that match, best first.
    pub results: Vec<Hit>,
}

/// A pattern that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// Its key.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// How well it matches; comparable within one answer.
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
    /// The words of the question found in it.
    pub words: Vec<String>,
    /// The passage.
    pub text: String,
}

impl Index {
    /// Reads all of `catalog`.
    pub fn build(catalog: &Catalog) -> Self {
        let mut index = Self::default();
        for (number, pattern) in (0_u32..).zip(catalog.patterns()) {
            let mut length = 0.0;
            for (nth, passage) in (0_u16..).zip(passages(pattern, catalog.vocabulary())) {
                let mut counts: BTreeMap<String, u16> = BTreeMap::new();
                for token in tokens(&passage.text) {
                    let count = counts.entry(token.term).or_default();
                    *count = count.saturating_add(1);
                }
                for (term, occurrences) in counts {
                    length += passage.place.boost() * f32::from(occurrences);
                    let posting = Posting { pattern: number, passage: nth, place: passage.place, occurrences };
                    index.terms.entry(term).or_default().push(posting);
                }
            }
            index.lengths.push(length);
        }
        index
    }

    /// The patterns of `catalog` (the one this index was built from) that answer `query`, best first.
    ///
    /// An empty question, or one without a word that any entry knows, has no results.
    pub fn search(&self, catalog: &Catalog, query: &Query<'_>) -> Answer {
        let mut terms: Vec<(String, &str)> = Vec::new();
        for token in tokens(query.text) {
            if terms.len() < MAX_TERMS && !terms.iter().any(|(term, _)| *term == token.term) {
                terms.push((token.term, token.word));
            }
        }
        let mut matches: BTreeMap<u32, Match<'_>> = BTreeMap::new();
        let mean = self.lengths.iter().sum::<f32>() / self.lengths.len().max(1) as f32;
        for (term, word) in &terms {
            self.add_term(term, word, query.place, mean, &mut matches);
        }
        let mut hits: Vec<(f32, u32, Match<'_>)> = matches
            .into_iter()
            .filter(|(number, _)| {
                let pattern = catalog.patterns().get(*number as usize);
                pattern.is_some_and(|pattern| query.category.is_none_or(|category| category == pattern.category))
            })
            .map(|(number, found)| (found.score, number, found))
            .collect();
        hits.sort_by(|(score, number, _), (other_score, other, _)| {
            other_score.total_cmp(score).then_with(|| number.cmp(other))
        });
        hits.truncate(query.limit);
        Answer { results: hits.into_iter().map(|(_, number, found)| found.into_hit(catalog, number)).collect() }
    }

    fn add_term<'w>(
        &self,
        term: &str,
        word: &'w str,
        place: Option<Place>,
        mean: f32,
        matches: &mut BTreeMap<u32, Match<'w>>,
    ) {
        let Some(postings) = self.terms.get(term) else { return };
        let mut weights: BTreeMap<u32, f32> = BTreeMap::new();
        for posting in postings.iter().filter(|posting| place.is_none_or(|place| place == posting.place)) {
            let weight = posting.place.boost() * f32::from(posting.occurrences);
            *weights.entry(posting.pattern).or_default() += weight;
        }
        let (total, with) = (self.lengths.len() as f32, weights.len() as f32);
        let rarity = (1.0 + (total - with + 0.5) / (with + 0.5)).ln();
        for (&pattern, &weight) in &weights {
            let relative = self.lengths.get(pattern as usize).copied().unwrap_or(mean) / mean.max(f32::MIN_POSITIVE);
            let normalised = weight / (1.0 - LENGTH_PENALTY + LENGTH_PENALTY * relative);
            let score = rarity * normalised / (SATURATION + normalised);
            let found = matches.entry(pattern).or_default();
            found.score += score;
        }
        for posting in postings.iter().filter(|posting| place.is_none_or(|place| place == posting.place)) {
            if let Some(found) = matches.get_mut(&posting.pattern) {
                let passage = found.passages.entry(posting.passage).or_default();
                passage.score += rarity * posting.place.boost().sqrt();
                passage.words.push(word);
            }
        }
    }
}

#[derive(Default)]
struct Match<'w> {
    score: f32,
    passages: BTreeMap<u16, MatchedPassage<'w>>,
}

#[derive(Default)]
struct MatchedPassage<'w> {
    score: f32,
    words: Vec<&'w str>,
}

impl Match<'_> {
    fn into_hit(self, catalog: &Catalog, number: u32) -> Hit {
        let pattern = &catalog.patterns()[number as usize];
        let texts = passages(pattern, catalog.vocabulary());
        let mut found: Vec<(u16, MatchedPassage<'_>)> = self.passages.into_iter().collect();
        found.sort_by(|(number, one), (other_number, other)| {
            other.score.total_cmp(&one.score).then_with(|| number.cmp(other_number))
        });
        let reasons = found
            .into_iter()
            .filter_map(|(number, found)| Some((texts.get(usize::from(number))?, found)))
            .take(MAX_REASONS)
            .map(|(passage, found)| Reason {
                place: passage.place,
                cite: passage.id.as_ref().map(|id| format!("{}#{id}", pattern.slug)),
                words: found.words.into_iter().map(str::to_owned).collect(),
                text: passage.text.clone(),
            })
            .collect();
        let score = (self.score * 1000.0).round() / 1000.0;
        Hit { slug: pattern.slug.clone(), name: pattern.name.clone(), score, reasons }
    }
}

#[cfg(test)]
mod tests;
