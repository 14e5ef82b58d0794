//! Reads one entry for the index: its terms by passage, and its passages' vectors.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use layra_catalog::{Pattern, Vocabulary};
use xxhash_rust::xxh3::Xxh3;

use crate::meaning::{DIMENSIONS, Packed, Vector, pieces};
use crate::passage::{Passage, passages_to_read};
use crate::tokens::{is_stop_word, stem};
use crate::words::words;

use super::{Occurrence, VectorHead};

/// Passages of a pattern that a term is known to stand in, at most.
const MAX_PASSAGES: usize = u8::MAX as usize;

/// The passages of an entry and what they are known by.
pub(super) struct Texts {
    passages: Vec<Passage>,
    /// The same texts, the same stamp.
    pub(super) stamp: [u8; 16],
}

/// What an index keeps of one entry.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) terms: Vec<(u32, Vec<Occurrence>)>,
    pub(super) sizes: Vec<u16>,
    pub(super) vectors: Vec<(VectorHead, [u8; DIMENSIONS])>,
}

/// Words and terms with what is known of them while an index is built.
#[derive(Default)]
pub(super) struct Terms {
    numbers: HashMap<String, u32>,
    words: HashMap<String, Word>,
}

/// What is known of a word, so that it is stemmed and cut once and not at each place it stands in.
#[derive(Clone)]
struct Word {
    /// The number of its term; none for a stop word.
    term: Option<u32>,
    pieces: Rc<[usize]>,
}

impl Terms {
    /// The number of a term.
    pub(super) fn number(&mut self, term: &str) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        let next = self.numbers.len() as u32;
        self.numbers.insert(term.to_owned(), next);
        next
    }

    /// All terms in alphabetical order, each with its number.
    pub(super) fn sorted(self) -> Vec<(String, u32)> {
        let mut terms: Vec<(String, u32)> = self.numbers.into_iter().collect();
        terms.sort_unstable();
        terms
    }

    /// The words of a text.
    fn words(&mut self, text: &str) -> Vec<Word> {
        words(text).map(|word| self.word(word.folded)).collect()
    }

    fn word(&mut self, folded: String) -> Word {
        if let Some(word) = self.words.get(&folded) {
            return word.clone();
        }
        let term = (!is_stop_word(&folded)).then(|| self.number(&stem(&folded)));
        let word = Word { term, pieces: pieces(&folded).into() };
        self.words.insert(folded, word.clone());
        word
    }
}

impl Texts {
    /// The passages of `pattern`. Those beyond the largest number are left out.
    pub(super) fn of(pattern: &Pattern, vocabulary: &Vocabulary) -> Self {
        let mut passages = passages_to_read(pattern, vocabulary);
        passages.truncate(usize::from(u16::MAX));
        let mut hash = Xxh3::new();
        for Passage { place, text, also, .. } in &passages {
            for part in [text, also] {
                hash.update(&(part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
            hash.update(&[*place as u8]);
        }
        Self { passages, stamp: hash.digest128().to_le_bytes() }
    }

    /// Terms and vectors.
    pub(super) fn read(&self, terms: &mut Terms) -> Entry {
        let mut entry = Entry::default();
        let mut places: BTreeMap<u32, Vec<Occurrence>> = BTreeMap::new();
        for (number, Passage { place, text, also, .. }) in (0..=u16::MAX).zip(&self.passages) {
            let mut counts: BTreeMap<u32, u8> = BTreeMap::new();
            let texts = [terms.words(text), terms.words(also)];
            for term in texts.iter().flatten().filter_map(|word| word.term) {
                let count = counts.entry(term).or_default();
                *count = count.saturating_add(1);
            }
            entry.sizes.push(counts.len().try_into().unwrap_or(u16::MAX));
            for (term, count) in counts {
                let places = places.entry(term).or_default();
                if places.len() < MAX_PASSAGES {
                    places.push(Occurrence { passage: number, place: *place, count });
                }
            }
            if place.has_meaning() {
                for words in texts.iter().filter(|words| !words.is_empty()) {
                    let words = words.iter().map(|word| (word.term.is_none(), &word.pieces[..]));
                    let Packed { scale, bytes } = Vector::of_pieces(words).packed();
                    entry.vectors.push((VectorHead { passage: number, place: *place, scale }, bytes));
                }
            }
        }
        entry.terms = places.into_iter().collect();
        entry
    }
}
