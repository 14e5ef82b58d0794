//! Reads a text that describes a situation: facts, what is disputed, wishes, and what it sounds like.
//!
//! The text is cut into words ([`words`], [`kinds`]) and into clauses that state, wish, ask or suppose
//! ([`clauses`]). Facts come from statements only: numbers ([`quantities`], [`units`], [`scale`]) and
//! phrases of the vocabulary ([`lexicon`]) are brought together in [`facts`], and [`implied`] adds what
//! they say of each other. [`heard`] listens to the whole with a small model that was trained on situations,
//! for more facts and for patterns. [`wishes`] looks at what somebody would have, [`echoes`] asks the search
//! what the statements sound like where that model does not know a pattern. What a text tells its reader to
//! do is a text like any other.

mod clauses;
mod echoes;
mod facts;
mod heard;
mod implied;
mod kinds;
mod lexicon;
pub mod model;
mod quantities;
mod scale;
mod units;
mod wishes;
mod words;

use std::collections::BTreeSet;

use layra_catalog::{Catalog, Slug};
use layra_search::{Index, Query};

use crate::situation::Situation;

/// Bytes of a text that are read.
const MAX_TEXT: usize = 64 * 1024;

/// Words of a text that may be about something else altogether. Longer ones that search finds nothing for were
/// never seen.
const SHORT: usize = 60;
/// Telling words of a sentence that may remain when it is understood.
const LEFT_OVER: usize = 2;
/// How likely somebody must wish for a pattern whose name is not said but that the search finds in the words.
const MEANT: f32 = 0.3;

/// The situation that `text` describes, as far as it can be told; `index` is the one of `catalog`.
///
/// Each fact comes with the words it was read from. What a text says in two ways is disputed and
/// not known. The first 64 KB of a text are read; a note says so where there is more.
pub fn read(catalog: &Catalog, index: &Index<'_>, text: &str) -> Situation {
    let whole = text;
    let text = &text[..text.floor_char_boundary(MAX_TEXT)];
    let kinds = kinds::Kinds::new();
    let words = words::words(text, &kinds);
    let notes = notes(whole, text, &words);
    let clauses = clauses::clauses(text, &words);
    let vocabulary = catalog.vocabulary();
    let quantities = quantities::quantities(&words);
    let facts::Readings { mut known, disputed, mut understood } =
        facts::read_facts(vocabulary, &kinds, text, &words, &clauses, &quantities);
    let open: Vec<&str> = disputed.iter().map(|disputed| disputed.fact.as_str()).collect();
    let wishes::Wishes { mut wishes, refused } =
        wishes::wishes(catalog, index, &kinds, text, &words, &clauses, &mut understood);
    let is_understood = words.len() <= heard::BRIEF && is_understood(&words, &clauses, &understood);
    let is_foreign = !is_understood && words.len() <= SHORT && is_foreign(catalog, index, text);
    let is_heard = !is_understood && !is_foreign;
    let heard = if is_heard {
        heard::Heard::of(catalog, text, &words, &clauses, quantities)
    } else {
        heard::Heard::nothing(text)
    };
    for said in heard.facts(vocabulary) {
        let is_new = !open.contains(&said.fact.as_str()) && known.iter().all(|known| known.fact != said.fact);
        if is_new {
            known.push(said);
        }
    }
    implied::imply(vocabulary, &mut known, &open);
    let is_meant = |slug: &Slug| heard.wished(slug).is_none_or(|likely| likely >= MEANT);
    wishes.retain(|wish| wish.named || (is_heard && is_meant(&wish.slug)));
    for wish in catalog.patterns().iter().filter_map(|pattern| heard.wish(&pattern.slug)) {
        if !refused.contains(&wish.slug) && wishes.iter().all(|known| known.slug != wish.slug) {
            wishes.push(wish);
        }
    }
    known.sort_by_key(|known| vocabulary.facts.iter().position(|fact| fact.id == known.fact));
    let echoes =
        if is_heard { echoes::echoes(catalog, index, &heard, &wishes, text, &words, &clauses) } else { Vec::new() };
    Situation { facts: known, disputed, wishes, echoes, declined: Vec::new(), notes }
}

/// Whether each sentence of a text says what was read from it and nothing else: "Eleven engineers work here."
fn is_understood(words: &[words::Word], clauses: &[clauses::Clause], understood: &BTreeSet<usize>) -> bool {
    let mut sentences = clauses.chunk_by(|one, other| one.sentence == other.sentence);
    !clauses.is_empty()
        && sentences.all(|sentence| {
            let span = sentence[0].words.start..sentence[sentence.len() - 1].words.end;
            let is_left = |at: &usize| words[*at].kind == kinds::Kind::Telling && !understood.contains(at);
            let left = span.clone().filter(is_left).count();
            // "No thanks."
            left <= if understood.range(span).next().is_some() { LEFT_OVER } else { 1 }
        })
}

/// What the reader of an answer should know of how a text was read.
fn notes(whole: &str, read: &str, words: &[words::Word]) -> Vec<String> {
    let mut notes = Vec::new();
    if read.len() < whole.len() {
        notes.push(format!("the text has {} KB; only its first {} KB are read", whole.len() / 1024, MAX_TEXT / 1024));
    }
    if is_foreign_language(read, words) {
        notes.push("the text seems not to be English; Layra reads English alone, so little of it may count".to_owned());
    }
    notes
}

/// Whether hardly a word of a text is one that English cannot do without.
fn is_foreign_language(text: &str, words: &[words::Word]) -> bool {
    const ENOUGH: usize = 6;
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (latin, other) = letters.fold((0, 0), |(latin, other), c| {
        if c.is_ascii() || ('\u{c0}'..='\u{24f}').contains(&c) { (latin + 1, other) } else { (latin, other + 1) }
    });
    if other > latin {
        return true;
    }
    let english = words.iter().filter(|word| ENGLISH.contains(&word.lower.as_str())).count();
    words.len() >= ENOUGH && english * 12 < words.len()
}

/// Short words that a text of any length has, and that other languages do not share.
const ENGLISH: &[&str] = &[
    "the", "and", "of", "to", "is", "are", "we", "our", "it", "that", "for", "with", "on", "by", "be", "this", "have",
    "has", "not", "they", "from", "or", "which", "my", "their", "what", "should", "would", "but", "all", "each", "at",
    "i", "you", "us", "an", "who", "every", "was", "were", "will", "can", "there", "how", "per", "a",
];

/// Whether a text is about something that no entry speaks of. The encoder was trained on situations and hears
/// one in anything; the search was fitted to turn such questions away.
fn is_foreign(catalog: &Catalog, index: &Index<'_>, text: &str) -> bool {
    let query = Query { text, limit: 1, category: None, section: None };
    index.search(catalog, &query).results.is_empty()
}

#[cfg(test)]
mod tests;
