//! The terms of an index in alphabetical order, and the ones somebody may have meant.

use serde::{Deserialize, Serialize};

use crate::flat::Flat;
use crate::slip;

/// Terms taken for one that is being typed, at most.
const COMPLETIONS: usize = 3;
/// Letters after which a term that is being typed is completed.
const BEGUN: usize = 3;

/// Terms, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dictionary<'b> {
    /// The terms in UTF-8.
    #[serde(borrow)]
    terms: Flat<'b>,
    #[serde(borrow)]
    ends: Flat<'b>,
    /// The [`slip::letters`] of each.
    #[serde(borrow)]
    letters: Flat<'b>,
}

impl Dictionary<'_> {
    /// Adds a term, which comes after all others in the alphabet.
    pub(crate) fn push(&mut self, term: &str) {
        self.terms.extend(term.bytes());
        self.ends.push(self.terms.0.len() as u32);
        self.letters.push(slip::letters(term));
    }

    /// How many terms there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn term(&self, number: usize) -> &str {
        str::from_utf8(self.terms.bytes(&self.ends, number, 1)).unwrap_or_default()
    }

    pub(crate) fn find(&self, term: &str) -> Option<usize> {
        let place = self.place(term);
        (place < self.len() && self.term(place) == term).then_some(place)
    }

    /// The terms that begin with `begun`, heaviest first, when it is long enough to tell.
    pub(crate) fn completions(&self, begun: &str, weight: impl Fn(usize) -> usize) -> Vec<usize> {
        if begun.chars().count() < BEGUN || begun.chars().all(|c| c.is_ascii_digit()) {
            return Vec::new();
        }
        let mut terms: Vec<usize> =
            (self.place(begun)..self.len()).take_while(|&number| self.term(number).starts_with(begun)).collect();
        terms.sort_by_cached_key(|&number| (std::cmp::Reverse(weight(number)), number));
        terms.truncate(COMPLETIONS);
        terms
    }

    /// The term that `term` is probably a slip of: the nearest by edits, of those the heaviest.
    pub(crate) fn misspelt(&self, term: &str, weight: impl Fn(usize) -> usize) -> Option<usize> {
        let first = term.chars().next()?;
        let after =
            char::from_u32(u32::from(first) + 1).map_or(self.len(), |after| self.place(after.encode_utf8(&mut [0; 4])));
        let same_start = self.place(&term[..first.len_utf8()])..after;
        let known = same_start.map(|number| (number, self.letters.number(number)));
        let near = slip::nearest(term, known, |number| self.term(number), |_| true);
        near.into_iter().min_by_key(|&number| (std::cmp::Reverse(weight(number)), number))
    }

    /// The same in memory of its own.
    pub(crate) fn into_owned(self) -> Dictionary<'static> {
        Dictionary { terms: self.terms.into_owned(), ends: self.ends.into_owned(), letters: self.letters.into_owned() }
    }

    /// Where `term` stands or would stand.
    fn place(&self, term: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.term(middle) < term { low = middle + 1 } else { high = middle }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary() -> Dictionary<'static> {
        let mut dictionary = Dictionary::default();
        for term in ["boiler", "bottle", "kettle", "pot", "samovar", "whistle", "whistling"] {
            dictionary.push(term);
        }
        dictionary
    }

    #[test]
    fn slips_of_the_finger_are_understood() {
        let dictionary = dictionary();
        let meant = |term| dictionary.misspelt(term, |_| 1).map(|number| dictionary.term(number));
        assert_eq!(meant("ketlte"), Some("kettle"));
        assert_eq!(meant("smaovarr"), Some("samovar"));
        assert_eq!(meant("cattle"), None);
        assert_eq!(meant("pit"), None);
        assert_eq!(meant(""), None);
    }

    #[test]
    fn a_word_that_is_being_typed_is_completed() {
        let dictionary = dictionary();
        let completed = |begun| {
            let numbers = dictionary.completions(begun, |_| 1).into_iter();
            numbers.map(|number| dictionary.term(number).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(completed("whi"), ["whistle", "whistling"]);
        assert!(completed("wh").is_empty());
        assert!(completed("zep").is_empty());
    }
}
