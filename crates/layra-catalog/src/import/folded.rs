//! Tells headings from words in an entry whose lines are folded.
//!
//! `## References` may begin a section or be spoken of in a text. A section begins where what it
//! holds follows; where a heading occurs more than once, the place that fits the order of the other
//! sections is taken, and the others are words.

use std::collections::BTreeMap;
use std::ops::Range;

use super::outline::{Heading, SECTIONS, title};
use super::style::{begins_lower, ends_sentence};
use super::words::Words;
use crate::export::part::Part;

/// Where the sections of the entry in `range` begin.
pub(super) fn sections(words: &Words<'_>, range: Range<usize>) -> BTreeMap<usize, Heading> {
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); SECTIONS.len()];
    for at in range.clone().filter(|&at| words.get(at) == "##" && words.is_plain(at)) {
        for (rank, &heading) in SECTIONS.iter().enumerate() {
            if heading_at(words, at..range.end, title(heading), heading).is_some() {
                places[rank].push(at);
            }
        }
    }
    // Headings that occur once say where the others can be.
    let certain: Vec<(usize, usize)> = places
        .iter()
        .enumerate()
        .filter_map(|(rank, places)| if let [at] = places[..] { Some((rank, at)) } else { None })
        .collect();
    let in_order = |rank: usize, at: usize| {
        certain.iter().filter(|&&(other, place)| other != rank && (other < rank) == (place < at)).count()
    };
    let mut begins = BTreeMap::new();
    for (rank, places) in places.iter().enumerate() {
        let standing =
            |&at: &usize| (in_order(rank, at), stands_alone(words, at, SECTIONS[rank]), std::cmp::Reverse(at));
        let Some(&at) = places.iter().max_by_key(|at| standing(at)) else { continue };
        let others = certain.iter().filter(|(other, _)| *other != rank).count();
        if stands_alone(words, at, SECTIONS[rank]) || in_order(rank, at) == others {
            begins.insert(at, SECTIONS[rank]);
        }
    }
    begins
}

/// The length of the heading `title` in words, where it stands at the start of `range` and what its
/// section holds follows.
pub(super) fn heading_at(words: &Words<'_>, range: Range<usize>, title: &str, heading: Heading) -> Option<usize> {
    let at = range.start;
    let length = 1 + title.split(' ').count();
    let fits = title.split(' ').enumerate().all(|(nth, word)| words.get(at + 1 + nth) == word);
    let next = words.get(at + length);
    let followed = at + length >= range.end
        || next == "##"
        || match heading {
            Heading::Part(Part::Overview) => true,
            Heading::TradeOffs => next == "###",
            _ => matches!(next, "-" | "###"),
        };
    (fits && followed && at + length <= range.end && words.get(at - 1) != "-").then_some(length)
}

/// Whether a section of some other name begins. Its heading is capitalised and, after prose,
/// follows the end of a sentence.
pub(super) fn begins_unknown_section(words: &Words<'_>, at: usize, end: usize, in_prose: bool) -> bool {
    let (before, after) = (words.get(at - 1), words.get(at + 1));
    let capitalised = after.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let set_off = ends_sentence(before) || before.ends_with([':', '`', '>', ')']);
    at + 1 < end && capitalised && before != "-" && (set_off || !in_prose)
}

/// Whether the heading is not part of a sentence: a list follows, or the words around it end and
/// begin one.
fn stands_alone(words: &Words<'_>, at: usize, heading: Heading) -> bool {
    let after = words.get(at + 1 + title(heading).split(' ').count());
    let begins_sentence = after.contains(char::is_alphanumeric) && !begins_lower(after);
    heading != Heading::Part(Part::Overview) || begins_sentence || ends_sentence(words.get(at - 1))
}
