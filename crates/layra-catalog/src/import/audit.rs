//! Finds out what became of every word of an import's input.
//!
//! Reading claims words; that alone proves nothing. Each entry is therefore written out again from
//! the finished pattern, part by part, and every word that was claimed for a part must be found in
//! what that part says.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ledger::{Ledger, Place, Role};
use super::words::Words;
use crate::catalog::Catalog;
use crate::export::part::{self, Part};
use crate::pattern::Pattern;

/// What became of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is in the catalogue, or is structure.
    Kept,
    /// Nobody claimed it.
    Left,
    /// It was claimed, but is not in what was made of it.
    Lost,
}

/// Adjoining words that were left or lost for one reason.
#[derive(Debug, PartialEq)]
pub(super) struct Run {
    pub(super) words: Range<usize>,
    pub(super) reason: &'static str,
}

/// The fate of each word.
pub(super) fn fates(
    words: &Words<'_>,
    ledger: &Ledger,
    catalog: &Catalog,
    numbers: &BTreeMap<u32, usize>,
) -> Vec<Fate> {
    let fate = |at| if ledger.is_left(at) { Fate::Left } else { Fate::Kept };
    let mut fates: Vec<Fate> = (0..words.len()).map(fate).collect();
    let mut claimed: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for at in 0..words.len() {
        let place = ledger.get(at).place;
        if place != Place::Nowhere {
            claimed.entry(place).or_default().push(at);
        }
    }
    let masthead = catalog.masthead();
    for (place, claimed) in claimed {
        let written = match place {
            Place::Nowhere => continue,
            Place::Title => masthead.title.clone(),
            Place::Generated => format!("{}.", masthead.generated),
            Place::Entry(number, part) => {
                let pattern: Option<&Pattern> = numbers.get(&number).map(|&index| &catalog.patterns()[index]);
                pattern.map(|pattern| part::text(pattern, part, &masthead.base_url)).unwrap_or_default()
            }
        };
        if !claimed.iter().map(|&at| words.get(at)).eq(written.split_whitespace()) {
            find_lost(words, ledger, place, &claimed, &written, &mut fates);
        }
    }
    fates
}

/// The runs of words that were not kept. One goes on until the reason changes or another place is
/// noted to begin.
pub(super) fn runs(fates: &[Fate], ledger: &Ledger) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last = Fate::Kept;
    for (at, &fate) in fates.iter().enumerate() {
        let begins = match fate {
            Fate::Kept => None,
            Fate::Lost => (last != fate).then_some("not kept word for word"),
            Fate::Left => ledger.reason(at).or((last != fate).then_some("not understood")),
        };
        match (begins, runs.last_mut()) {
            (Some(reason), _) => runs.push(Run { words: at..at + 1, reason }),
            (None, Some(run)) if fate != Fate::Kept => run.words.end = at + 1,
            (None, _) => {}
        }
        last = fate;
    }
    runs
}

/// Takes each claimed word out of what was written, and marks those that are not there. The mark in
/// front of a line may have been written otherwise: it is not part of what is said.
fn find_lost(words: &Words<'_>, ledger: &Ledger, place: Place, claimed: &[usize], written: &str, fates: &mut [Fate]) {
    // A category is kept whatever its case; a text is kept as it is.
    let ignores_case = matches!(place, Place::Entry(_, Part::Category));
    let key = |word: &str| if ignores_case { word.to_lowercase() } else { word.to_owned() };
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for word in written.split_whitespace() {
        *left.entry(key(word)).or_default() += 1;
    }
    // Markup first, lest it stand in for the same word where it is content.
    for role in [Role::Markup, Role::Content] {
        for &at in claimed.iter().filter(|&&at| ledger.get(at).role == role) {
            match left.get_mut(&key(words.get(at))) {
                Some(count) if *count > 0 => *count -= 1,
                _ if role == Role::Content => fates[at] = Fate::Lost,
                _ => {}
            }
        }
    }
}
