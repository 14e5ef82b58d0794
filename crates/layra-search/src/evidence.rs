//! All that speaks for the patterns of an index as answers to one question.
//!
//! Words rank patterns by BM25F: the occurrences of a term are weighted by the place they stand in
//! and normalised by the pattern's length before they saturate, and rare terms count more (source:
//! S. Robertson, H. Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009,
//! section 3.5). Meaning ranks them by the passages nearest to the question ([`crate::meaning`]). Both
//! are done apart for the entry and for the questions that people ask for it ([`Place::Asked`]).
//! [`crate::search`] brings them together.
//!
//! A large catalogue is looked through in two steps: words choose candidates from all, and meaning
//! ranks these anew; only their passages are looked at.

use layra_catalog::section::Section;

use crate::index::{Index, Row, Spread};
use crate::meaning::{self, Packed, Vector};
use crate::passage::Place;
use crate::tokens::{Token, is_stop_word, stem, tokens};
use crate::words::words;

/// How quickly further occurrences of a term stop counting. High in an entry: one that comes back to
/// a term again and again is more about it than one that mentions it.
const SATURATION: f32 = 4.0;
/// The same in questions.
const ASKED_SATURATION: f32 = 2.0;
/// How far a long entry is held to be long-winded, 0 to 1.
const LENGTH_PENALTY: f32 = 0.4;
/// What a term counts that was not written but probably meant, shared among the candidates.
const MEANT: f32 = 0.8;
/// Words of a question that may be a name and hardly more.
const NAME_ALONE: usize = 2;
/// Terms of a question that are looked up; the rest of a longer one is left out.
const MAX_TERMS: usize = 64;
/// Bytes of a question that are read.
const MAX_TEXT: usize = 16 * 1024;
/// Passages or questions whose mean nearness is a pattern's. One near one may be chance, three are not.
const NEAREST: usize = 3;
/// Passages whose mean says how far the words stand together.
const TOGETHER: usize = 5;
/// The same for questions.
const ASKED_TOGETHER: usize = 3;
/// Different terms that a passage has, about; longer ones hold words more easily.
const MEAN_SIZE: f32 = 14.0;
/// The same for questions.
const ASKED_MEAN_SIZE: f32 = 10.0;
/// What a passage's size counts.
const SIZE_PENALTY: f32 = 0.4;
/// Patterns whose passages are looked at, up to this many all of them.
const CANDIDATES: usize = 512;
/// Rows of terms that are read for a question, about.
const ROWS: usize = 100_000;
/// Patterns for which the rows of further terms are looked up.
const SCORED: usize = 2_048;

/// All that speaks for an answer to one question.
#[derive(Debug, Default)]
pub(crate) struct Findings<'w> {
    /// The words of the question, as they were written; [`Found::words`] are numbers of these.
    pub(crate) asked: Vec<&'w str>,
    /// What speaks for each candidate, by number of the pattern.
    pub(crate) candidates: Vec<(usize, Evidence)>,
    /// The question's vector, where it has one.
    pub(crate) vector: Option<Packed>,
    /// Whether the question gives a name.
    pub(crate) named: bool,
}

/// What speaks for a pattern.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// What its entry says. The nearness of passages is looked at only where no questions are known.
    pub(crate) entry: Signals,
    /// What people's questions say; where none are known, what the entry says.
    pub(crate) asked: Signals,
    /// Nearness of the entry as a whole, compared with the other patterns, -1 to 1.
    pub(crate) gist: f32,
    /// The passages, by number.
    pub(crate) passages: Vec<Found>,
}

/// Ways in which a text may speak for an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Signals {
    /// BM25F of the words.
    pub(crate) words: f32,
    /// The passages that hold most of the words, by BM25: words that stand together say more than
    /// words that are strewn over an entry.
    pub(crate) together: f32,
    /// Nearness in meaning of the nearest passages, -1 to 1.
    pub(crate) nearness: f32,
}

/// What was found in a passage.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Found {
    /// Weight of its words, with the weight of its place.
    pub(crate) weight: f32,
    /// The words of the question found in it, a bit for each.
    pub(crate) words: u64,
    /// BM25 of the passage, before its size is looked at.
    together: f32,
    /// Whether it is a question of people, not a part of the entry.
    pub(crate) is_asked: bool,
}

impl Findings<'_> {
    /// The words of the question that stand in a passage.
    pub(crate) fn words(&self, found: &Found) -> Vec<String> {
        let stands = |nth: &usize| found.words >> nth & 1 == 1;
        (0..self.asked.len()).filter(stands).map(|nth| self.asked[nth].to_owned()).collect()
    }
}

/// A term of the index that the question asks for.
#[derive(Debug, Clone, Copy)]
struct Term {
    number: usize,
    /// Number of the word in the question.
    word: usize,
    /// What it counts, 0 to 1: less than 1 where it is not what was written.
    share: f32,
    /// A word for it, where it is not what was written.
    spelling: Option<&'static str>,
}

impl Index<'_> {
    /// What speaks for an answer to `text`, by what stands in `section` or anywhere.
    pub(crate) fn findings<'w>(&self, text: &'w str, section: Option<Section>) -> Findings<'w> {
        let text = text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or(text);
        let tokens = distinct(text);
        let terms = self.terms(text, &tokens);
        let named = terms.iter().any(|term| self.is_name(term, &tokens));
        let vector = self.vector(text, &tokens, &terms);
        let search = Search::new(self, section, &terms);
        let words = search.words();
        let packed = vector.as_ref().map(Vector::packed);
        let gist = |pattern| packed.as_ref().map_or(0.0, |packed| self.gists.nearness_of(pattern, packed));
        let candidates = search.evidence(&self.candidates(&words, packed.as_ref()), &words, gist, packed.as_ref());
        let asked = tokens.into_iter().map(|token| token.word).collect();
        Findings { asked, candidates, vector: packed, named }
    }

    /// The patterns whose passages are looked at, by number: all of a small catalogue; of a large one
    /// those with most words, or where no word is known those that come nearest on the whole.
    fn candidates(&self, words: &[(f32, f32)], vector: Option<&Packed>) -> Vec<usize> {
        if words.len() <= CANDIDATES {
            return (0..words.len()).collect();
        }
        let mut chosen = largest(CANDIDATES, words.iter().map(|(entry, asked)| entry + asked));
        if chosen.is_empty()
            && let Some(vector) = vector
        {
            chosen = largest(CANDIDATES, self.gists.nearness(vector));
        }
        chosen.sort_unstable();
        chosen
    }

    /// The passages of a pattern's entry that come nearest, best first, each with its nearness.
    pub(crate) fn nearest(&self, pattern: usize, section: Option<Section>, vector: &Packed) -> Vec<(f32, u16)> {
        let fits = |place: Place| section.is_none_or(|one| place.section() == Some(one));
        let mut best = Largest::<NEAREST>::new(-1.0);
        let near = self.nearness(pattern, false, vector).filter(|(head, _)| fits(head.place));
        near.for_each(|(head, near)| best.add(near, head.passage));
        best.iter().collect()
    }

    /// The questions of a pattern that come nearest, best first.
    fn nearest_questions(&self, pattern: usize, vector: &Packed) -> Vec<(f32, u16)> {
        let mut best = Largest::<NEAREST>::new(-1.0);
        self.nearness(pattern, true, vector).for_each(|(head, near)| best.add(near, head.passage));
        best.iter().collect()
    }

    /// The known terms that the words of a question stand for.
    fn terms(&self, text: &str, tokens: &[Token<'_>]) -> Vec<Term> {
        let is_begun = text.ends_with(char::is_alphanumeric);
        let mut terms = Vec::new();
        for (word, token) in tokens.iter().enumerate() {
            if let Some(number) = self.dictionary.find(&token.term) {
                terms.push(Term { number, word, share: 1.0, spelling: None });
            } else if is_begun && word + 1 == tokens.len() {
                terms.extend(self.completed(word, token));
            } else {
                terms.extend(self.corrected(word, token));
            }
        }
        terms
    }

    /// The terms that somebody may be about to type, or the one that was meant.
    fn completed(&self, word: usize, token: &Token<'_>) -> Vec<Term> {
        let completions = self.dictionary.completions(&token.term, |number| self.weight(number));
        if completions.is_empty() {
            return self.corrected(word, token).into_iter().collect();
        }
        let share = MEANT / completions.len() as f32;
        let spelling = |number| meaning::spelling(self.dictionary.term(number), stem);
        completions.into_iter().map(|number| Term { number, word, share, spelling: spelling(number) }).collect()
    }

    /// The term that a word was probably meant to be, when it is a slip: a common word of the
    /// language that has a known term for its stem, else any known term.
    fn corrected(&self, word: usize, token: &Token<'_>) -> Option<Term> {
        if meaning::pieces(&token.folded).len() == 1 {
            return None;
        }
        let known = |word: &str| self.dictionary.find(&stem(word));
        let common = meaning::misspelt(&token.folded, |word| known(word).is_some());
        let common = common.into_iter().filter_map(|word| Some((known(word)?, word)));
        if let Some((number, spelling)) =
            common.max_by_key(|&(number, _)| (self.weight(number), std::cmp::Reverse(number)))
        {
            return Some(Term { number, word, share: MEANT, spelling: Some(spelling) });
        }
        let number = self.dictionary.misspelt(&token.term, |number| self.weight(number))?;
        Some(Term { number, word, share: MEANT, spelling: meaning::spelling(self.dictionary.term(number), stem) })
    }

    /// In how many patterns a term stands.
    fn weight(&self, term: usize) -> usize {
        self.rows(term).len()
    }

    /// What the question means. Words that are not known are taken for what was probably meant.
    fn vector(&self, text: &str, tokens: &[Token<'_>], terms: &[Term]) -> Option<Vector> {
        let meant = words(text).map(|word| {
            let corrected = || {
                let nth = tokens.iter().position(|token| token.folded == word.folded)?;
                terms.iter().find(|term| term.word == nth)?.spelling
            };
            // A word that stands in the table whole is left alone: it means something.
            let known = is_stop_word(&word.folded) || meaning::pieces(&word.folded).len() == 1;
            if known { None } else { corrected() }.map_or(word.folded, str::to_owned)
        });
        let vector = Vector::of_words(meant);
        (vector != Vector::nothing()).then_some(vector)
    }

    /// Whether the question gives a name: a word that stands in the names or technologies of few
    /// patterns and is no word of everyday language. When there is hardly more to the question, the
    /// patterns may be many, and the beginning of a word will do.
    fn is_name(&self, term: &Term, tokens: &[Token<'_>]) -> bool {
        let Token { folded: word, term: written, .. } = &tokens[term.word];
        let everyday = word.chars().all(|c| c.is_ascii_digit()) || meaning::pieces(word).len() == 1;
        let is_begun = term.share < 1.0 && self.dictionary.term(term.number).starts_with(written);
        let is_short = tokens.len() <= NAME_ALONE;
        let given = if is_begun { is_short } else { term.share == 1.0 && !everyday };
        if !given || (!is_short && self.rows(term.number).len() > (self.patterns() / 10).max(1)) {
            return false;
        }
        let names = |place| matches!(place, Place::Name | Place::Alias | Place::Technology);
        self.rows(term.number).flat_map(|row| self.occurrences(row)).any(|occurrence| names(occurrence.place))
    }
}

/// The terms of a question, each once.
fn distinct(text: &str) -> Vec<Token<'_>> {
    let mut seen = std::collections::BTreeSet::new();
    tokens(text).filter(|token| seen.insert(token.term.clone())).take(MAX_TERMS).collect()
}

/// The places of the `count` largest numbers above 0, in no order; of equal ones the first.
fn largest(count: usize, numbers: impl Iterator<Item = f32>) -> Vec<usize> {
    let mut places: Vec<(f32, usize)> = numbers.zip(0..).filter(|(number, _)| *number > 0.0).collect();
    if places.len() > count {
        places.select_nth_unstable_by(count, |(one, place), (other, other_place)| {
            other.total_cmp(one).then_with(|| place.cmp(other_place))
        });
        places.truncate(count);
    }
    places.into_iter().map(|(_, place)| place).collect()
}

/// One question to an index.
struct Search<'i> {
    index: &'i Index<'i>,
    section: Option<Section>,
    terms: &'i [Term],
    /// How much each term tells.
    telling: Vec<Telling>,
}

/// How much a term tells by standing in a few places only.
#[derive(Debug, Clone, Copy)]
struct Telling {
    /// Among entries.
    entry: f32,
    /// Among the questions of patterns.
    asked: f32,
    /// Among passages of entries.
    passage: f32,
    /// Among single questions.
    question: f32,
}

impl<'i> Search<'i> {
    fn new(index: &'i Index<'i>, section: Option<Section>, terms: &'i [Term]) -> Self {
        let mut search = Self { index, section, terms, telling: Vec::new() };
        search.telling = terms.iter().map(|term| search.telling(*term)).collect();
        search
    }

    fn telling(&self, term: Term) -> Telling {
        let spread = self.spread(term.number);
        let of_patterns = |with: u32| (self.index.patterns() as f32 - with as f32 + 0.5) / (with as f32 + 0.5);
        let of_passages = |all: usize, with: u32| all as f32 / (1.0 + with as f32);
        let rarity = |odds: f32| term.share * (1.0 + odds).ln();
        let entry = rarity(of_patterns(spread.entries));
        Telling {
            entry,
            asked: rarity(of_patterns(spread.asked)),
            passage: entry + 0.3 * rarity(of_passages(self.index.passages(), spread.passages)),
            question: rarity(of_passages(self.index.questions as usize, spread.questions)),
        }
    }

    /// In how many texts a term stands; of the entries only those that have it in the section asked for.
    fn spread(&self, term: usize) -> Spread {
        let spread = self.index.spread(term);
        if self.section.is_none() {
            return spread;
        }
        let entries = self.index.rows(term).filter(|row| self.weights(*row).0 > 0.0).count() as u32;
        Spread { entries, asked: 0, ..spread }
    }

    fn fits(&self, place: Place) -> bool {
        self.section.is_none_or(|section| place.section() == Some(section))
    }

    /// A term's weight in the entry and the questions of a pattern.
    fn weights(&self, row: Row) -> (f32, f32) {
        if self.section.is_none() {
            return (row.entry, row.asked);
        }
        let fitting = self.index.occurrences(row).filter(|occurrence| self.fits(occurrence.place));
        (fitting.map(|occurrence| occurrence.place.boost() * f32::from(occurrence.count)).sum(), 0.0)
    }

    /// BM25F of every pattern, by its entry and by its questions.
    ///
    /// Of a large catalogue, the rows of the rarest terms are read whole, and of the others only those
    /// of the patterns that these put first: a common term changes little in who they are (source: A. Moffat,
    /// J. Zobel, *Self-Indexing Inverted Files for Fast Text Retrieval*, 1996, section 4, "continue").
    fn words(&self) -> Vec<(f32, f32)> {
        let mut words = vec![(0.0, 0.0); self.index.patterns()];
        let mut terms: Vec<(usize, &Term, &Telling)> = self
            .terms
            .iter()
            .zip(&self.telling)
            .map(|(term, telling)| (self.index.rows(term.number).len(), term, telling))
            .collect();
        terms.sort_by_key(|(rows, ..)| *rows);
        let mut read = 0;
        let is_read = |(rows, ..): &&(usize, &Term, &Telling)| {
            read += rows;
            read <= ROWS
        };
        let whole = terms.iter().take_while(is_read).count();
        let (whole, part) = terms.split_at(whole.max(1).min(terms.len()));
        for (_, term, telling) in whole {
            self.index.rows(term.number).for_each(|row| self.add_words(row, telling, &mut words));
        }
        if !part.is_empty() {
            let mut first = largest(SCORED, words.iter().map(|(entry, asked)| entry + asked));
            first.sort_unstable();
            for (_, term, telling) in part {
                let patterns = first.iter().map(|&number| number as u32);
                self.index.rows_of(term.number, patterns).for_each(|(_, row)| self.add_words(row, telling, &mut words));
            }
        }
        words
    }

    /// Adds what a term tells of a pattern.
    fn add_words(&self, row: Row, telling: &Telling, words: &mut [(f32, f32)]) {
        let number = row.pattern as usize;
        let (Some((entry, asked)), Some(lengths)) = (words.get_mut(number), self.index.lengths.get(number)) else {
            return;
        };
        let normal = |length: f32, mean: f32| {
            1.0 - LENGTH_PENALTY + LENGTH_PENALTY * (length / mean.max(f32::MIN_POSITIVE)).max(0.1)
        };
        let (in_entry, in_questions) = self.weights(row);
        let normalised = in_entry / normal(lengths.entry, self.index.mean_lengths.entry);
        *entry += telling.entry * normalised / (SATURATION + normalised);
        let normalised = in_questions / normal(lengths.asked, self.index.mean_lengths.asked);
        *asked += telling.asked * normalised / (ASKED_SATURATION + normalised);
    }

    /// What the passages of the candidates add.
    fn evidence(
        &self,
        candidates: &[usize],
        words: &[(f32, f32)],
        gist: impl Fn(usize) -> f32,
        vector: Option<&Packed>,
    ) -> Vec<(usize, Evidence)> {
        let mut passages: Vec<Vec<Found>> =
            candidates.iter().map(|&number| vec![Found::default(); self.index.sizes(number).len()]).collect();
        for nth in 0..self.terms.len() {
            self.find(nth, candidates, &mut passages);
        }
        let evidence = |(&number, passages): (&usize, Vec<Found>)| {
            let (entry, asked) = words[number];
            let (entry_together, asked_together) = self.together(number, &passages);
            let mut evidence = Evidence {
                entry: Signals { words: entry, together: entry_together, ..Signals::default() },
                asked: Signals { words: asked, together: asked_together, ..Signals::default() },
                gist: gist(number),
                passages,
            };
            if self.index.is_asked_for(number) && self.section.is_none() {
                let nearest = vector.map(|vector| self.index.nearest_questions(number, vector));
                evidence.asked.nearness = mean_nearness(&nearest.unwrap_or_default());
            } else {
                let nearest = vector.map(|vector| self.index.nearest(number, self.section, vector));
                evidence.entry.nearness = mean_nearness(&nearest.unwrap_or_default());
                evidence.asked = evidence.entry;
            }
            (number, evidence)
        };
        candidates.iter().zip(passages).map(evidence).collect()
    }

    /// Notes where a term stands in the passages of the candidates.
    fn find(&self, nth: usize, candidates: &[usize], passages: &mut [Vec<Found>]) {
        let (term, telling) = (&self.terms[nth], &self.telling[nth]);
        let mut note = |candidate: usize, row: Row| {
            for occurrence in self.index.occurrences(row).filter(|occurrence| self.fits(occurrence.place)) {
                let Some(found) = passages[candidate].get_mut(usize::from(occurrence.passage)) else { continue };
                found.words |= 1 << term.word;
                found.is_asked = occurrence.place == Place::Asked;
                found.weight += telling.entry * occurrence.place.boost().sqrt();
                match occurrence.place {
                    Place::Reference => {}
                    Place::Asked => found.together += telling.question,
                    _ => found.together += telling.passage,
                }
            }
        };
        if candidates.len() == self.index.patterns() {
            self.index.rows(term.number).for_each(|row| note(row.pattern as usize, row));
            return;
        }
        let numbers = candidates.iter().map(|&number| number as u32);
        self.index.rows_of(term.number, numbers).for_each(|(candidate, row)| note(candidate, row));
    }

    /// How far the words stand together in a pattern's entry and in its questions.
    fn together(&self, number: usize, passages: &[Found]) -> (f32, f32) {
        let mut best = Largest::<TOGETHER>::new(0.0);
        let mut best_asked = Largest::<ASKED_TOGETHER>::new(0.0);
        for (found, size) in passages.iter().zip(self.index.sizes(number)).filter(|(found, _)| found.words != 0) {
            let mean = if found.is_asked { ASKED_MEAN_SIZE } else { MEAN_SIZE };
            let together = found.together / (2.0 - SIZE_PENALTY + SIZE_PENALTY * f32::from(size) / mean);
            if found.is_asked { best_asked.add(together, 0) } else { best.add(together, 0) }
        }
        (best.mean(), best_asked.mean())
    }
}

fn mean_nearness(nearest: &[(f32, u16)]) -> f32 {
    nearest.iter().map(|(near, _)| near).sum::<f32>() / nearest.len().max(1) as f32
}

/// The largest numbers seen, largest first.
struct Largest<const N: usize> {
    numbers: [(f32, u16); N],
    seen: usize,
}

impl<const N: usize> Largest<N> {
    /// None yet; all are larger than `least`.
    fn new(least: f32) -> Self {
        Self { numbers: [(least, 0); N], seen: 0 }
    }

    fn add(&mut self, number: f32, of: u16) {
        if number <= self.numbers[N - 1].0 {
            return;
        }
        self.seen = N.min(self.seen + 1);
        let at = self.numbers.iter().position(|(known, _)| number > *known).unwrap_or(N - 1);
        self.numbers[at..].rotate_right(1);
        self.numbers[at] = (number, of);
    }

    fn iter(&self) -> impl Iterator<Item = (f32, u16)> {
        self.numbers[..self.seen].iter().copied()
    }

    /// Their mean, where missing ones count 0.
    fn mean(&self) -> f32 {
        self.iter().map(|(number, _)| number).sum::<f32>() / N as f32
    }
}
