//! Cuts a text into the pieces that the encoder knows.
//!
//! Words are runs of letters and digits in lower case and without accents; every other character that is
//! no space is a word of its own. A word is cut from the left, the longest known piece each time; one that
//! cannot be cut is one unknown piece. Source: Wu et al., *Google's Neural Machine Translation System*, 2016,
//! section 4.1, as BERT does it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The number of a piece.
pub(crate) type Piece = u32;

/// Longest word that is cut, in characters.
const MAX_WORD: usize = 100;
/// What begins a piece that goes on with a word.
const GOES_ON: &str = "##";

/// All pieces, in alphabetical order.
#[derive(Debug)]
pub(crate) struct Pieces {
    /// Where each text ends, as numbers of four bytes, and the texts one after the other.
    pub(crate) ends: &'static [u8],
    pub(crate) texts: &'static [u8],
    pub(crate) unknown: Piece,
}

impl Pieces {
    fn len(&self) -> usize {
        self.ends.len() / 4
    }

    fn text(&self, number: usize) -> &'static [u8] {
        let end = |number: usize| {
            let at = 4 * number;
            u32::from_le_bytes([self.ends[at], self.ends[at + 1], self.ends[at + 2], self.ends[at + 3]]) as usize
        };
        let start = number.checked_sub(1).map_or(0, end);
        &self.texts[start..end(number)]
    }

    /// The piece of that text after `mark`.
    pub(crate) fn find(&self, mark: &str, text: &str) -> Option<Piece> {
        let wanted = || mark.bytes().chain(text.bytes());
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.text(middle).iter().copied().cmp(wanted()) {
                std::cmp::Ordering::Equal => return Some(middle as Piece),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn cut(&self, word: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = word;
        if word.chars().count() > MAX_WORD {
            return vec![self.unknown];
        }
        while !rest.is_empty() {
            let mark = if pieces.is_empty() { "" } else { GOES_ON };
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
            let found = ends.rev().find_map(|end| Some((end, self.find(mark, &rest[..end])?)));
            let Some((end, piece)) = found else { return vec![self.unknown] };
            pieces.push(piece);
            rest = &rest[end..];
        }
        pieces
    }
}

/// The pieces of `text`, in order.
pub(crate) fn pieces<'p>(known: &'p Pieces, text: &'p str) -> impl Iterator<Item = Piece> + 'p {
    let folded: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    words(&folded).into_iter().flat_map(|word| known.cut(&word)).collect::<Vec<_>>().into_iter()
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut goes_on = false;
    for c in text.chars() {
        let is_part = c.is_alphanumeric();
        match words.last_mut() {
            Some(word) if is_part && goes_on => word.push(c),
            _ if c.is_whitespace() || c.is_control() => {}
            _ => words.push(c.to_string()),
        }
        goes_on = is_part;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_words_and_signs() {
        assert_eq!(words("we're 3,5 ms"), ["we", "'", "re", "3", ",", "5", "ms"]);
        assert_eq!(words(" \u{0}\n"), [""; 0]);
    }
}
