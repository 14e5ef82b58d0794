//! How easy a Markdown text is to read, computed.
//!
//! Reading ease after R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32(3),
//! 1948, <https://doi.org/10.1037/h0057532>:
//!
//! ```text
//! 206.835 - 1.015 * words / sentences - 84.6 * syllables / words
//! ```
//!
//! A sentence ends at a full stop, a question or exclamation mark, a colon or a semicolon, as he
//! counts them. 60 to 70 is plain English, 30 to 50 a university text. The figure compares entries
//! with one another, no more: syllables are counted by a rule of thumb, and long words of the trade
//! weigh as much as long words that need not be.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What was counted in a text. Code blocks and tables are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) words: usize,
    pub(crate) sentences: usize,
    pub(crate) syllables: usize,
}

impl Counts {
    /// Counts the prose of a Markdown text.
    pub(crate) fn of_markdown(markdown: &str) -> Self {
        blocks(markdown).iter().map(|block| Self::of_block(block)).fold(Self::default(), |sum, block| Self {
            words: sum.words + block.words,
            sentences: sum.sentences + block.sentences,
            syllables: sum.syllables + block.syllables,
        })
    }

    /// Counts one paragraph, heading or list item; its end ends a sentence.
    fn of_block(text: &str) -> Self {
        let mut counts = Self::default();
        let mut is_open = false;
        for word in text.split_whitespace() {
            let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
            if !letters.is_empty() {
                counts.words += 1;
                counts.syllables += syllables(&letters.to_lowercase());
                is_open = true;
            }
            if is_open && word.trim_end_matches(['"', ')', '\'', '*']).ends_with(['.', '!', '?', ':', ';']) {
                counts.sentences += 1;
                is_open = false;
            }
        }
        counts.sentences += usize::from(is_open);
        counts
    }

    /// Flesch's reading ease; 0 for a text without words.
    pub(crate) fn reading_ease(self) -> f64 {
        if self.words == 0 {
            return 0.0;
        }
        let (words, sentences, syllables) = (self.words as f64, self.sentences as f64, self.syllables as f64);
        206.835 - 1.015 * words / sentences - 84.6 * syllables / words
    }
}

/// The text of each paragraph, heading and list item.
fn blocks(markdown: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    let mut skipped = 0usize;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_)) => skipped += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Table) => skipped = skipped.saturating_sub(1),
            Event::Start(Tag::Item) | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                blocks.push(String::new());
            }
            Event::Text(text) | Event::Code(text) if skipped == 0 => {
                blocks.last_mut().expect("there is always one").push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => blocks.last_mut().expect("there is always one").push(' '),
            _ => {}
        }
    }
    blocks
}

/// Syllables of a lower-case word: its runs of vowels, without a silent final e, at least one.
fn syllables(word: &str) -> usize {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut runs = 0;
    let mut after_vowel = false;
    for c in word.chars() {
        runs += usize::from(is_vowel(c) && !after_vowel);
        after_vowel = is_vowel(c);
    }
    let ends_silent = word.ends_with('e') && !word.ends_with("le") && !word.ends_with("ee");
    let ends_in_past = word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded");
    (runs - usize::from(runs > 1 && (ends_silent || ends_in_past))).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_by_ear_mostly() {
        for (word, count) in
            [("cat", 1), ("table", 2), ("late", 1), ("called", 1), ("waited", 2), ("database", 3), ("tree", 1)]
        {
            // The rule hears the e within "database" too: a rule of thumb, one off at most.
            assert!(syllables(word).abs_diff(count) <= 1, "{word}: {}", syllables(word));
        }
        assert_eq!(syllables("b"), 1);
    }

    #[test]
    fn code_and_tables_are_no_prose() {
        let counts =
            Counts::of_markdown("# Cats\n\nThe cat sat. It sat\non a mat.\n\n```\nlet a = 1;\n```\n\n- one\n- two\n");
        assert_eq!(counts, Counts { words: 11, sentences: 5, syllables: 11 });
        // 206.835 - 1.015 * 11 / 5 - 84.6 * 11 / 11
        assert!((counts.reading_ease() - 120.002).abs() < 0.001);
    }
}
