//! The index: built from a catalogue, asked by words and by meaning.
//!
//! Words rank patterns by BM25F: the occurrences of a term are weighted by the place they stand in
//! and normalised by the pattern's length before they saturate, and rare terms count more (source:
//! S. Robertson, H. Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009,
//! section 3.5). Meaning ranks them by the passages nearest to the question ([`crate::meaning`]).
//! [`crate::search`] brings the two together.

use std::collections::{BTreeMap, BTreeSet};

use layra_catalog::{Catalog, Pattern};
use serde::{Deserialize, Serialize};

use crate::dictionary::{Dictionary, Typed};
use crate::flat::Flat;
use crate::meaning::{DIMENSIONS, Vector, nearness};
use crate::passage::{Place, passages_to_read};
use crate::tokens::{is_stop_word, tokens};
use crate::words::words;

/// How quickly further occurrences of a term stop counting. High: an entry that comes back to a
/// term again and again is more about it than one that mentions it.
const SATURATION: f32 = 4.0;
/// How far a long entry is held to be long-winded, 0 to 1.
const LENGTH_PENALTY: f32 = 0.4;
/// Terms of a question that are looked up; the rest of a longer one is left out.
const MAX_TERMS: usize = 64;
/// Bytes of a question that are read.
const MAX_TEXT: usize = 16 * 1024;
/// Passages whose mean nearness is a pattern's. One near passage may be chance, eight are not.
const NEAREST: usize = 8;
/// Passages whose mean says how far the words stand together.
const TOGETHER: usize = 5;
/// Different terms that a passage has, about; longer ones hold words more easily.
const MEAN_SIZE: f32 = 14.0;
/// Bytes of a posting: pattern, passage, place, occurrences.
const POSTING: usize = 8;
/// Bytes of a vector with its head: pattern, passage, place, scale.
const ROW: usize = 12 + DIMENSIONS;
/// Bytes of a pattern's gist: scale and vector.
const GIST: usize = 4 + DIMENSIONS;

/// A searchable form of one catalogue. It holds no text: it belongs to the catalogue it was built
/// from, and is asked together with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    dictionary: Dictionary,
    /// Where the postings of each term end, in bytes.
    ends: Flat,
    postings: Flat,
    /// Weighted number of terms of each pattern.
    lengths: Vec<f32>,
    /// How many different terms each passage has, pattern by pattern.
    sizes: Flat,
    /// Where the sizes of each pattern's passages begin.
    firsts: Flat,
    /// The passages' vectors.
    vectors: Flat,
    /// For each pattern, what its passages mean on the whole and others' do not.
    gists: Flat,
    /// What everybody asks about elsewhere: scales and vectors.
    elsewhere: Flat,
}

/// All that speaks for an answer to one question.
#[derive(Debug, Default)]
pub(crate) struct Findings<'w> {
    /// What speaks for each pattern, by number.
    pub(crate) patterns: Vec<Evidence<'w>>,
    /// Nearness of matters that no pattern is about, -1 to 1.
    pub(crate) elsewhere: f32,
    /// Whether a word is given as it stands in the names or technologies of few patterns.
    pub(crate) named: bool,
}

/// What speaks for a pattern.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence<'w> {
    /// BM25F of the words.
    pub(crate) words: f32,
    /// Nearness of the nearest passages, -1 to 1.
    pub(crate) nearness: f32,
    /// Nearness of the pattern as a whole, compared with the other patterns, -1 to 1.
    pub(crate) gist: f32,
    /// The passages that hold most of the words, by BM25: words that stand together say more than
    /// words that are strewn over an entry.
    pub(crate) together: f32,
    /// The passages concerned, by number.
    pub(crate) passages: BTreeMap<u16, Found<'w>>,
}

/// What was found in a passage.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found<'w> {
    /// Weight of its words, with the weight of its place.
    pub(crate) weight: f32,
    /// The words of the question found in it.
    pub(crate) words: Vec<&'w str>,
    /// BM25 of the passage.
    together: f32,
    /// How near it is in meaning, where that was among the nearest.
    pub(crate) nearness: f32,
}

impl Index {
    /// Reads all of `catalog`.
    pub fn build(catalog: &Catalog) -> Self {
        let mut index = Self::default();
        let mut terms: BTreeMap<String, (Vec<u8>, BTreeMap<String, u32>)> = BTreeMap::new();
        let mut means = Vec::new();
        for (number, pattern) in (0_u32..).zip(catalog.patterns()) {
            let mut mean = Mean::default();
            let length = index.read(number, pattern, catalog, &mut terms, &mut mean);
            index.lengths.push(length);
            means.push(mean.vector());
        }
        index.gists = gists(&means);
        for line in include_str!("elsewhere.txt").lines() {
            let (scale, bytes) = Vector::of(line).packed();
            index.elsewhere.0.extend(scale.to_le_bytes());
            index.elsewhere.0.extend(bytes);
        }
        for (term, (postings, spellings)) in terms {
            let spelt = spellings.iter().max_by_key(|(_, count)| **count).map_or("", |(spelt, _)| spelt);
            index.dictionary.push(&term, spelt);
            index.postings.0.extend(postings);
            index.ends.push(index.postings.0.len() as u32);
        }
        index
    }

    fn read(
        &mut self,
        number: u32,
        pattern: &Pattern,
        catalog: &Catalog,
        terms: &mut BTreeMap<String, (Vec<u8>, BTreeMap<String, u32>)>,
        mean: &mut Mean,
    ) -> f32 {
        let mut length = 0.0;
        self.firsts.push(self.sizes.len() as u32);
        // Passages beyond the last number are not indexed.
        for (nth, passage) in (0..=u16::MAX).zip(passages_to_read(pattern, catalog.vocabulary())) {
            let place = passage.place as u8;
            let mut counts: BTreeMap<String, u8> = BTreeMap::new();
            for token in tokens(&passage.text).chain(tokens(&passage.also)) {
                let (_, spellings) = terms.entry(token.term.clone()).or_default();
                *spellings.entry(token.folded).or_default() += 1;
                let count = counts.entry(token.term).or_default();
                *count = count.saturating_add(1);
            }
            self.sizes.push(counts.len() as u32);
            for (term, occurrences) in counts {
                length += passage.place.boost() * f32::from(occurrences);
                let (postings, _) = terms.entry(term).or_default();
                postings.extend(number.to_le_bytes());
                postings.extend(nth.to_le_bytes());
                postings.extend([place, occurrences]);
            }
            if passage.place.has_meaning() {
                for text in [&passage.text, &passage.also].into_iter().filter(|text| !text.is_empty()) {
                    let vector = Vector::of(text);
                    mean.add(&vector);
                    let (scale, bytes) = vector.packed();
                    self.vectors.push(number);
                    self.vectors.0.extend(nth.to_le_bytes());
                    self.vectors.0.extend([place, 0]);
                    self.vectors.0.extend(scale.to_le_bytes());
                    self.vectors.0.extend(bytes);
                }
            }
        }
        length
    }

    /// What speaks for an answer to `text`.
    pub(crate) fn findings<'w>(&self, text: &'w str, place: Option<Place>) -> Findings<'w> {
        let text = text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or(text);
        let patterns = vec![Evidence::default(); self.lengths.len()];
        let mut findings = Findings { patterns, elsewhere: 0.0, named: false };
        let typed = if text.ends_with(char::is_alphanumeric) { Typed::Begun } else { Typed::Whole };
        let mut seen = BTreeSet::new();
        let mut asked: Vec<_> = tokens(text).filter(|token| seen.insert(token.term.clone())).take(MAX_TERMS).collect();
        let last = asked.len().saturating_sub(1);
        let mean = self.lengths.iter().sum::<f32>() / self.lengths.len().max(1) as f32;
        let mut corrected: BTreeMap<String, String> = BTreeMap::new();
        for (nth, token) in asked.iter_mut().enumerate() {
            let typed = if nth == last { typed } else { Typed::Whole };
            for (number, share) in self.dictionary.meant(&token.term, typed, |number| self.rows(number).len() as u32) {
                if share < 1.0 {
                    let spelling = self.dictionary.spelling(number).to_owned();
                    corrected.entry(token.folded.clone()).or_insert(spelling);
                }
                findings.named |= share == 1.0 && self.is_name(number);
                self.add_term(number, share, token.word, place, mean, &mut findings.patterns);
            }
        }
        for evidence in &mut findings.patterns {
            let mut best: Vec<f32> = evidence.passages.values().map(|found| found.together).collect();
            best.sort_by(|one, other| other.total_cmp(one));
            evidence.together = best.iter().take(TOGETHER).sum::<f32>() / TOGETHER as f32;
        }
        self.add_meaning(text, &corrected, place, &mut findings);
        findings
    }

    /// Whether a term names something that few patterns have to do with.
    fn is_name(&self, term: usize) -> bool {
        if self.dictionary.term(term).chars().all(|c| c.is_ascii_digit()) {
            return false;
        }
        let mut patterns = BTreeSet::new();
        let mut name = false;
        for row in self.rows(term).chunks_exact(POSTING) {
            patterns.insert(&row[..4]);
            let place = Place::ALL.get(usize::from(row[6]));
            name |= matches!(place, Some(Place::Name | Place::Alias | Place::Technology));
        }
        name && patterns.len() <= (self.lengths.len() / 10).max(1)
    }

    fn rows(&self, term: usize) -> &[u8] {
        let start = if term == 0 { 0 } else { self.ends.number(term - 1) as usize };
        self.postings.0.get(start..self.ends.number(term) as usize).unwrap_or_default()
    }

    fn add_term<'w>(
        &self,
        term: usize,
        share: f32,
        word: &'w str,
        place: Option<Place>,
        mean: f32,
        evidence: &mut [Evidence<'w>],
    ) {
        let postings = || {
            self.rows(term).chunks_exact(POSTING).filter_map(|row| {
                let pattern = u32::from_le_bytes([row[0], row[1], row[2], row[3]]) as usize;
                let found = *Place::ALL.get(usize::from(row[6]))?;
                let fits = place.is_none_or(|place| place == found);
                fits.then_some((pattern, u16::from_le_bytes([row[4], row[5]]), found, f32::from(row[7])))
            })
        };
        let mut weights = vec![0.0; evidence.len()];
        for (pattern, _, place, occurrences) in postings() {
            if let Some(weight) = weights.get_mut(pattern) {
                *weight += place.boost() * occurrences;
            }
        }
        let (total, with) = (weights.len() as f32, weights.iter().filter(|weight| **weight > 0.0).count() as f32);
        let rarity = share * (1.0 + (total - with + 0.5) / (with + 0.5)).ln();
        for ((evidence, weight), length) in evidence.iter_mut().zip(&weights).zip(&self.lengths) {
            let relative = length / mean.max(f32::MIN_POSITIVE);
            let normalised = weight / (1.0 - LENGTH_PENALTY + LENGTH_PENALTY * relative);
            evidence.words += rarity * normalised / (SATURATION + normalised);
        }
        let passages = self.sizes.len() as f32;
        let telling = rarity + 0.3 * share * (1.0 + passages / (1.0 + postings().count() as f32)).ln();
        for (pattern, passage, place, _) in postings() {
            let Some(evidence) = evidence.get_mut(pattern) else { continue };
            let found = evidence.passages.entry(passage).or_default();
            found.weight += rarity * place.boost().sqrt();
            if place != Place::Reference {
                let size = self.sizes.number(self.firsts.number(pattern) as usize + usize::from(passage)) as f32;
                found.together += telling / (1.6 + 0.4 * size / MEAN_SIZE);
            }
            if !found.words.contains(&word) {
                found.words.push(word);
            }
        }
    }

    fn add_meaning(
        &self,
        text: &str,
        corrected: &BTreeMap<String, String>,
        place: Option<Place>,
        findings: &mut Findings<'_>,
    ) {
        let folded = words(text).map(|word| word.folded);
        // A word that stands in the table whole is left alone: it means something.
        let meant = folded.map(|word| match corrected.get(&word) {
            Some(spelling) if crate::meaning::pieces(&word).len() != 1 && !is_stop_word(&word) => spelling.clone(),
            _ => word,
        });
        let asked = Vector::of_words(meant).packed();
        if asked.1.iter().all(|byte| *byte == 0) {
            return;
        }
        let near = |row: &[u8]| nearness(&asked, f32::from_le_bytes([row[0], row[1], row[2], row[3]]), &row[4..]);
        let mut two = [0.0_f32; 2];
        for near in self.elsewhere.0.chunks_exact(GIST).map(near) {
            two = if near > two[0] { [near, two[0]] } else { [two[0], two[1].max(near)] };
        }
        findings.elsewhere = f32::midpoint(two[0], two[1]);
        let evidence = &mut findings.patterns;
        for (evidence, row) in evidence.iter_mut().zip(self.gists.0.chunks_exact(GIST)) {
            evidence.gist = near(row);
        }
        let mut nearest: Vec<[(f32, u16); NEAREST]> = vec![[(-1.0, 0); NEAREST]; evidence.len()];
        for row in self.vectors.0.chunks_exact(ROW) {
            let pattern = u32::from_le_bytes([row[0], row[1], row[2], row[3]]) as usize;
            let fits = place.is_none_or(|place| Place::ALL.get(usize::from(row[6])) == Some(&place));
            let Some(nearest) = nearest.get_mut(pattern).filter(|_| fits) else { continue };
            let near = nearness(&asked, f32::from_le_bytes([row[8], row[9], row[10], row[11]]), &row[12..]);
            if near > nearest[NEAREST - 1].0 {
                nearest[NEAREST - 1] = (near, u16::from_le_bytes([row[4], row[5]]));
                let mut at = NEAREST - 1;
                while at > 0 && nearest[at].0 > nearest[at - 1].0 {
                    nearest.swap(at, at - 1);
                    at -= 1;
                }
            }
        }
        for (evidence, nearest) in evidence.iter_mut().zip(&nearest) {
            let found: Vec<&(f32, u16)> = nearest.iter().filter(|(near, _)| *near > -1.0).collect();
            let Some(least) = found.last().map(|(near, _)| *near) else { continue };
            let sum: f32 = found.iter().map(|(near, _)| near).sum();
            // A short entry has fewer passages than are looked at: its furthest stands in.
            evidence.nearness = (sum + least * (NEAREST - found.len()) as f32) / NEAREST as f32;
            for &&(near, passage) in found.iter().take(3) {
                let found = evidence.passages.entry(passage).or_default();
                found.nearness = found.nearness.max(near);
            }
        }
    }
}

/// The mean of vectors.
#[derive(Debug, Default)]
struct Mean {
    sum: Option<[f32; DIMENSIONS]>,
    count: f32,
}

impl Mean {
    fn add(&mut self, vector: &Vector) {
        let sum = self.sum.get_or_insert([0.0; DIMENSIONS]);
        sum.iter_mut().zip(&vector.0).for_each(|(sum, number)| *sum += number);
        self.count += 1.0;
    }

    fn vector(&self) -> [f32; DIMENSIONS] {
        self.sum.unwrap_or([0.0; DIMENSIONS]).map(|number| number / self.count.max(1.0))
    }
}

/// What sets each mean apart from the mean of all: all entries are about software, and that they
/// are tells nothing.
fn gists(means: &[[f32; DIMENSIONS]]) -> Flat {
    let mut all = Mean::default();
    means.iter().for_each(|mean| all.add(&Vector(*mean)));
    let all = all.vector();
    let mut gists = Flat::default();
    for mean in means {
        let mut apart = *mean;
        apart.iter_mut().zip(&all).for_each(|(number, all)| *number -= all);
        let length = apart.iter().map(|number| number * number).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        let (scale, bytes) = Vector(apart.map(|number| number / length)).packed();
        gists.0.extend(scale.to_le_bytes());
        gists.0.extend(bytes);
    }
    gists
}
