//! The terms of an index in alphabetical order, and the ones somebody may have meant.

use serde::{Deserialize, Serialize};

use crate::flat::Flat;

/// Terms shorter than this are not corrected: too many others are near.
const SHORTEST: usize = 4;
/// Terms at least this long may have two slips.
const LONG: usize = 8;
/// Terms taken for one that is unknown, at most.
const MOST: usize = 3;
/// What a term counts that was not written but probably meant, shared among the candidates.
const MEANT: f32 = 0.8;

/// Terms, each with the way it is mostly spelt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dictionary {
    terms: String,
    term_ends: Flat,
    spelt: String,
    spelt_ends: Flat,
}

/// Whether a word may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    Whole,
    /// The last word of a question that is being typed.
    Begun,
}

impl Dictionary {
    /// Adds a term, which comes after all others in the alphabet.
    pub(crate) fn push(&mut self, term: &str, spelt: &str) {
        self.terms += term;
        self.term_ends.push(self.terms.len() as u32);
        self.spelt += spelt;
        self.spelt_ends.push(self.spelt.len() as u32);
    }

    pub(crate) fn term(&self, number: usize) -> &str {
        cut(&self.terms, &self.term_ends, number)
    }

    /// The term as it is mostly written: `replicas` for `replica`.
    pub(crate) fn spelling(&self, number: usize) -> &str {
        cut(&self.spelt, &self.spelt_ends, number)
    }

    pub(crate) fn find(&self, term: &str) -> Option<usize> {
        let place = self.place(term);
        (place < self.term_ends.len() && self.term(place) == term).then_some(place)
    }

    /// The known terms for `term`, each with what it counts: itself, or what was probably meant,
    /// heaviest first.
    pub(crate) fn meant(&self, term: &str, typed: Typed, weight: impl Fn(usize) -> u32) -> Vec<(usize, f32)> {
        if let Some(number) = self.find(term) {
            return vec![(number, 1.0)];
        }
        let length = term.chars().count();
        if length < SHORTEST - 1 || term.chars().all(|c| c.is_ascii_digit()) {
            return Vec::new();
        }
        let mut near: Vec<usize> = Vec::new();
        if typed == Typed::Begun {
            near = (self.place(term)..self.term_ends.len()).take_while(|&n| self.term(n).starts_with(term)).collect();
        }
        if near.is_empty() && length >= SHORTEST {
            near = self.misspelt(term, length);
        }
        near.sort_by_key(|&number| (std::cmp::Reverse(weight(number)), number));
        near.truncate(MOST);
        let share = MEANT / near.len().max(1) as f32;
        near.into_iter().map(|number| (number, share)).collect()
    }

    /// The terms with the same first letter that are nearest by edits, if near enough.
    fn misspelt(&self, term: &str, length: usize) -> Vec<usize> {
        let Some(first) = term.chars().next() else { return Vec::new() };
        let mut allowed = if length < LONG { 1 } else { 2 };
        let mut near = Vec::new();
        let letters: Vec<char> = term.chars().collect();
        for number in self.place(&term[..first.len_utf8()])..self.term_ends.len() {
            let known = self.term(number);
            if !known.starts_with(first) {
                break;
            }
            if known.len() < SHORTEST || known.chars().count().abs_diff(length) > allowed {
                continue;
            }
            let distance = edits(&letters, known);
            if distance < allowed {
                near.clear();
                allowed = distance;
            }
            if distance == allowed {
                near.push(number);
            }
        }
        near
    }

    /// Where `term` stands or would stand.
    fn place(&self, term: &str) -> usize {
        let (mut low, mut high) = (0, self.term_ends.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.term(middle) < term { low = middle + 1 } else { high = middle }
        }
        low
    }
}

fn cut<'a>(text: &'a str, ends: &Flat, number: usize) -> &'a str {
    let start = if number == 0 { 0 } else { ends.number(number - 1) as usize };
    text.get(start..ends.number(number) as usize).unwrap_or_default()
}

/// Edits between two words: letters added, dropped, changed, or swapped with the next.
fn edits(one: &[char], other: &str) -> usize {
    let width = one.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    let mut previous = '\0';
    for (at, c) in other.chars().enumerate() {
        row[0] = at + 1;
        for i in 1..width {
            let cost = usize::from(one[i - 1] != c);
            row[i] = (last[i] + 1).min(row[i - 1] + 1).min(last[i - 1] + cost);
            if i > 1 && at > 0 && one[i - 1] == previous && one[i - 2] == c {
                row[i] = row[i].min(before[i - 2] + 1);
            }
        }
        previous = c;
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[width - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(term: &str, typed: Typed) -> Vec<String> {
        let mut dictionary = Dictionary::default();
        for term in ["boiler", "bottle", "kettle", "pot", "samovar", "whistle", "whistling"] {
            dictionary.push(term, term);
        }
        dictionary.meant(term, typed, |_| 1).into_iter().map(|(n, _)| dictionary.term(n).to_owned()).collect()
    }

    #[test]
    fn slips_of_the_finger_are_understood() {
        assert_eq!(meant("kettle", Typed::Whole), ["kettle"]);
        assert_eq!(meant("ketlte", Typed::Whole), ["kettle"]);
        assert_eq!(meant("smaovarr", Typed::Whole), ["samovar"]);
        assert!(meant("cattle", Typed::Whole).is_empty());
        assert!(meant("pit", Typed::Whole).is_empty());
        assert!(meant("", Typed::Begun).is_empty());
    }

    #[test]
    fn a_word_that_is_being_typed_is_completed() {
        assert_eq!(meant("whi", Typed::Begun), ["whistle", "whistling"]);
        assert!(meant("whi", Typed::Whole).is_empty());
    }
}
