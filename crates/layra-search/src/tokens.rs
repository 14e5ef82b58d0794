//! Cuts text into the terms that are indexed and looked up.

use rust_stemmers::{Algorithm, Stemmer};

/// Words too common to tell one pattern from another. Short and closed: everything else is told
/// apart by how rare it is.
const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "but", "by",
    "can", "could", "did", "do", "does", "each", "for", "from", "had", "has", "have", "he", "her", "here", "his",
    "how", "i", "if", "in", "into", "is", "it", "its", "just", "me", "my", "no", "nor", "not", "of", "on", "or", "our",
    "should", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "to", "too", "us", "was", "we", "were", "what", "when", "where", "which", "while", "who", "why", "will",
    "with", "would", "you", "your",
];

/// Longest run of letters and digits taken as a word, in bytes; longer ones are not words.
const MAX_WORD: usize = 64;

/// One word of a text: as it was written, and the term it is looked up by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) word: &'a str,
    pub(crate) term: String,
}

/// The terms of `text` in order, stop words left out: lower-cased and stemmed (Porter2, English).
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let stemmer = Stemmer::create(Algorithm::English);
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.len() <= MAX_WORD)
        .filter_map(|word| {
            let lower = word.to_lowercase();
            if STOP_WORDS.binary_search(&lower.as_str()).is_ok() {
                return None;
            }
            Some(Token { word, term: stemmer.stem(&lower).into_owned() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn words_are_lower_cased_and_stemmed() {
        let terms = |text| tokens(text).into_iter().map(|token| token.term).collect::<Vec<_>>();
        assert_eq!(terms("The Breakers were tripping"), ["breaker", "trip"]);
        assert_eq!(terms("CQRS/ES, N-Tier: 3 ключа"), ["cqrs", "es", "n", "tier", "3", "ключа"]);
        assert!(terms(&"x".repeat(100)).is_empty());
    }
}
