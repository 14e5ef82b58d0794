//! How a text speaks of each pattern: as the encoder hears it, and where that was not trained on a pattern,
//! as the search finds it.
//!
//! For the search each sentence is asked for itself, and the text as a whole, without its wishes and with them. What
//! stands out again and again is an echo; a single near miss is hardly one.

use std::collections::BTreeMap;

use layra_catalog::{Catalog, Slug};
use layra_search::{Index, Query};

use super::clauses::{Clause, Mood};
use super::heard::Heard;
use super::words::Word;
use crate::situation::{Echo, Wish};

/// Echoes of the search that are given, at most.
const MOST: usize = 12;
/// Patterns looked at for one part of the text.
const LIMIT: usize = 8;
/// Patterns looked at for the whole.
const WHOLE_LIMIT: usize = 24;
/// Sentences asked, at most: those of a very long text are not all read.
const MAX_SENTENCES: usize = 60;
/// Words a sentence must have to say something.
const SHORTEST: usize = 4;
/// What is fainter is none.
const FAINT: f32 = 0.01;
/// What all statements together count, against one sentence.
const TOGETHER: f32 = 2.0;
/// Parts that must agree fully for one half of what they can tell.
const HALF: f32 = 2.0;
/// What the parts tell at most, and the whole for each unit of its log odds above the least looked at.
/// From the regression that the weights of [`crate::judge`] come from.
const PARTS_TELL: f32 = 0.7;
const WHOLE_TELLS: f32 = 0.055;
/// What full strength tells as log odds, and what they are to begin with.
const STRENGTH_TELLS: f32 = 7.0;
const AT_FIRST: f32 = -2.4;
const LEAST_ODDS: f32 = -4.0;
const MOST_ODDS: f32 = 5.0;

/// How a text speaks of patterns, strongest first.
pub(super) fn echoes(
    catalog: &Catalog,
    index: &Index<'_>,
    heard: &Heard<'_>,
    wishes: &[Wish],
    text: &str,
    words: &[Word],
    clauses: &[Clause],
) -> Vec<Echo> {
    let mut echoes: Vec<Echo> = catalog.patterns().iter().filter_map(|pattern| heard.echo(&pattern.slug)).collect();
    if echoes.len() < catalog.patterns().len() {
        let found = found(catalog, index, text, words, clauses);
        // What sounds like a pattern that somebody wishes for may be the wish.
        let is_new = |echo: &Echo| {
            echoes.iter().all(|known| known.slug != echo.slug) && wishes.iter().all(|wish| wish.slug != echo.slug)
        };
        let found: Vec<Echo> = found.into_iter().filter(is_new).take(MOST).collect();
        echoes.extend(found);
    }
    echoes.sort_by(|one, other| other.strength.total_cmp(&one.strength).then_with(|| one.slug.cmp(&other.slug)));
    echoes
}

/// What the search finds for the statements of a text, strongest first.
fn found(catalog: &Catalog, index: &Index<'_>, text: &str, words: &[Word], clauses: &[Clause]) -> Vec<Echo> {
    let sentences = statements(text, words, clauses);
    let mut heard: BTreeMap<Slug, Loudness> = BTreeMap::new();
    let mut ask = |said: &str, weight: f32, quoted: &str| {
        let query = Query { text: said, limit: LIMIT, category: None, section: None };
        for hit in index.search(catalog, &query).results {
            let loud = weight * hit.score.clamp(0.0, 1.0);
            let heard = heard.entry(hit.slug).or_default();
            heard.sum += loud;
            if loud > heard.loudest && !quoted.is_empty() {
                heard.loudest = loud;
                heard.words = quoted.to_owned();
            }
        }
    };
    for sentence in &sentences {
        ask(sentence, 1.0, sentence);
    }
    if sentences.len() > 1 {
        ask(&sentences.join(". "), TOGETHER, "");
    }
    let query = Query { text, limit: WHOLE_LIMIT, category: None, section: None };
    for hit in index.search(catalog, &query).results {
        heard.entry(hit.slug).or_default().whole = hit.score;
    }
    let mut echoes: Vec<Echo> = heard
        .into_iter()
        .filter(|(_, heard)| !heard.words.is_empty() && heard.sum > FAINT)
        .map(|(slug, heard)| Echo {
            slug,
            strength: heard.likely(),
            words: heard.words,
            against: 0.0,
            words_against: String::new(),
        })
        .collect();
    echoes.sort_by(|one, other| other.strength.total_cmp(&one.strength).then_with(|| one.slug.cmp(&other.slug)));
    echoes
}

/// How a pattern was heard.
#[derive(Default)]
struct Loudness {
    /// What the parts say, added up.
    sum: f32,
    loudest: f32,
    words: String,
    /// How likely the whole text asks for it, 0 to 1.
    whole: f32,
}

impl Loudness {
    /// How likely the pattern is right by that alone.
    fn likely(&self) -> f32 {
        rounded(1.0 / (1.0 + (-(AT_FIRST + STRENGTH_TELLS * self.strength())).exp()))
    }

    /// 0 to 1.
    fn strength(&self) -> f32 {
        let odds = (self.whole / (1.0 - self.whole).max(f32::EPSILON)).ln().clamp(LEAST_ODDS, MOST_ODDS);
        let parts = PARTS_TELL * self.sum / (self.sum + HALF);
        (parts + WHOLE_TELLS * (odds - LEAST_ODDS)).min(1.0)
    }
}

/// What each sentence states, without wishes and questions.
fn statements(text: &str, words: &[Word], clauses: &[Clause]) -> Vec<String> {
    let mut sentences: Vec<(usize, String)> = Vec::new();
    for clause in clauses.iter().filter(|clause| matches!(clause.mood, Mood::Fact | Mood::Hypothesis)) {
        let (Some(first), Some(last)) = (words.get(clause.words.start), words.get(clause.words.end - 1)) else {
            continue;
        };
        let said = text.get(first.start..last.end).unwrap_or_default();
        match sentences.last_mut() {
            Some((sentence, known)) if *sentence == clause.sentence => *known = format!("{known}, {said}"),
            _ => sentences.push((clause.sentence, said.to_owned())),
        }
    }
    let says_something = |said: &String| said.split_whitespace().count() >= SHORTEST;
    sentences.into_iter().map(|(_, said)| said).filter(says_something).take(MAX_SENTENCES).collect()
}

fn rounded(strength: f32) -> f32 {
    (strength * 1000.0).round() / 1000.0
}
