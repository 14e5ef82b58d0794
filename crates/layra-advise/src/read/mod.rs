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

use layra_catalog::Catalog;
use layra_search::{Index, Query};

use crate::situation::Situation;

/// Bytes of a text that are read.
const MAX_TEXT: usize = 64 * 1024;

/// Words of a text that may be about something else altogether. Longer ones that search finds nothing for were
/// never seen.
const SHORT: usize = 60;

/// The situation that `text` describes, as far as it can be told; `index` is the one of `catalog`.
///
/// Each fact comes with the words it was read from. What a text says in two ways is disputed and
/// not known. The first 64 KB of a text are read.
pub fn read(catalog: &Catalog, index: &Index<'_>, text: &str) -> Situation {
    let text = &text[..text.floor_char_boundary(MAX_TEXT)];
    let kinds = kinds::Kinds::new();
    let words = words::words(text, &kinds);
    let clauses = clauses::clauses(text, &words);
    let vocabulary = catalog.vocabulary();
    let quantities = quantities::quantities(&words);
    let facts::Readings { mut known, disputed } =
        facts::read_facts(vocabulary, &kinds, text, &words, &clauses, &quantities);
    let open: Vec<&str> = disputed.iter().map(|disputed| disputed.fact.as_str()).collect();
    let is_foreign = words.len() <= SHORT && is_foreign(catalog, index, text);
    let heard = if is_foreign {
        heard::Heard::nothing(text)
    } else {
        heard::Heard::of(catalog, text, &words, &clauses, quantities)
    };
    for said in heard.facts(vocabulary) {
        let is_new = !open.contains(&said.fact.as_str()) && known.iter().all(|known| known.fact != said.fact);
        if is_new {
            known.push(said);
        }
    }
    implied::imply(vocabulary, &mut known, &open);
    let mut wishes = wishes::wishes(catalog, index, &kinds, text, &words, &clauses);
    for wish in catalog.patterns().iter().filter_map(|pattern| heard.wish(&pattern.slug)) {
        if wishes.iter().all(|known| known.slug != wish.slug) {
            wishes.push(wish);
        }
    }
    known.sort_by_key(|known| vocabulary.facts.iter().position(|fact| fact.id == known.fact));
    let echoes =
        if is_foreign { Vec::new() } else { echoes::echoes(catalog, index, &heard, &wishes, text, &words, &clauses) };
    Situation { facts: known, disputed, wishes, echoes, declined: Vec::new() }
}

/// Whether a text is about something that no entry speaks of. The encoder was trained on situations and hears
/// one in anything; the search was fitted to turn such questions away.
fn is_foreign(catalog: &Catalog, index: &Index<'_>, text: &str) -> bool {
    let query = Query { text, limit: 1, category: None, section: None };
    index.search(catalog, &query).results.is_empty()
}

#[cfg(test)]
mod tests;
