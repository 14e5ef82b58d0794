//! Cuts text into words, the same for terms and for vectors.
//!
//! A word is a run of letters, digits and their accents, folded: lower case and without accents, so
//! that `Café` and `cafe` are the same. What separates words is dropped.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest run of letters and digits taken as a word, in bytes; longer ones are not words.
const MAX_WORD: usize = 64;

/// A word as it was written, and folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    pub(crate) written: &'a str,
    pub(crate) folded: String,
}

/// The words of `text`, in order.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
        .filter(|word| !word.is_empty() && word.len() <= MAX_WORD)
        .map(|written| Word { written, folded: fold(written) })
        .filter(|word| !word.folded.is_empty())
}

fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        let folded = |text: &str| words(text).map(|word| word.folded).collect::<Vec<_>>();
        assert_eq!(folded("Ça déjà-vu, e\u{301}clair!"), ["ca", "deja", "vu", "eclair"]);
        assert_eq!(folded("snake_case 3.14 ключа"), ["snake", "case", "3", "14", "ключа"]);
        assert!(folded(&"x".repeat(100)).is_empty());
        assert!(folded("🙂 \u{301} --").is_empty());
    }
}
