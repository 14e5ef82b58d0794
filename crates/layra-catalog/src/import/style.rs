//! How an export writes its lists, as far as that is certain.
//!
//! Where sections begin and end is known even in folded text, so the beginning of every list's first
//! item and the end of its last are too. From them one sees whether statements are sentences with a
//! full stop, whether they begin in upper case, and whether references name their kind. That tells
//! apart a ` - ` between two items from one within an item.

use std::collections::BTreeSet;

use super::list::{is_parenthesised_word, label_end};
use super::outline::{Heading, Outline, SectionSpan};
use super::words::Words;
use crate::export::part::Part;
use crate::pattern::ReferenceKind;

/// What is common to the lists of one export.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Style {
    /// Statements end like sentences.
    pub(super) statements_are_sentences: bool,
    /// Some statements begin in lower case.
    pub(super) statements_begin_lower: bool,
    /// Words in lower case that begin names.
    pub(super) names: BTreeSet<String>,
    /// References end with their kind.
    pub(super) references_have_kinds: bool,
    kinds: BTreeSet<String>,
}

impl Style {
    pub(super) fn of(words: &Words<'_>, outline: &Outline) -> Self {
        let mut style = Self::default();
        for &kind in ReferenceKind::ALL {
            style.kinds.insert(format!("({kind})"));
        }
        let (mut statements, mut sentences, mut lower) = (0, 0, 0);
        let (mut references, mut with_kind) = (0, 0);
        for entry in &outline.entries {
            style.note_name(words.get(entry.range.start + 1));
            for SectionSpan { heading, body, .. } in &entry.sections {
                if body.len() < 2 {
                    continue;
                }
                let (first, last) = (words.get(body.start + 1), words.get(body.end - 1));
                match heading {
                    Heading::Part(Part::UseWhen | Part::AvoidWhen) => {
                        statements += 1;
                        sentences += usize::from(ends_sentence(last));
                        lower += usize::from(begins_lower(first));
                    }
                    Heading::Part(Part::References) => {
                        references += 1;
                        if is_parenthesised_word(last) {
                            with_kind += 1;
                            style.kinds.insert(last.to_owned());
                        }
                    }
                    Heading::Part(Part::Components | Part::Stacks | Part::Examples) => {
                        for at in body.clone().filter(|&at| words.get(at) == "-") {
                            if label_end(words, at + 1..body.end).is_some() {
                                style.note_name(words.get(at + 1).trim_start_matches('*'));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        // A text that breaks off may cut one item short.
        style.statements_are_sentences = sentences > 0 && sentences + usize::from(statements > 1) >= statements;
        style.statements_begin_lower = lower * 2 > statements;
        style.references_have_kinds = with_kind > 0 && with_kind + usize::from(references > 1) >= references;
        style
    }

    /// Whether a reference can end with `word`: with a kind that is usual, or usual in this export.
    pub(super) fn ends_reference(&self, word: &str) -> bool {
        self.kinds.contains(word)
    }

    fn note_name(&mut self, word: &str) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if begins_lower(word) && word.len() > 2 {
            self.names.insert(word.to_owned());
        }
    }
}

/// Whether a sentence ends with `word`.
pub(super) fn ends_sentence(word: &str) -> bool {
    word.trim_end_matches([')', ']', '"', '\'', '*', '_', '`', '”', '’']).ends_with(['.', '!', '?'])
}

/// Whether the first letter or digit of `word` is a lower-case letter.
pub(super) fn begins_lower(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}
