//! Styled text that is safe to print, and its wrapping by display width.

use std::borrow::Cow;
use std::fmt;

use anstream::adapter::strip_str;
use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::style::{CODE, PLAIN};

/// A run of text made of styled pieces; free of control characters, line breaks included.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Text {
    pieces: Vec<(Style, String)>,
}

impl Text {
    /// Text in `style`.
    pub(crate) fn styled(style: Style, text: impl AsRef<str>) -> Self {
        Self::default().push(style, text)
    }

    /// The same text with `text` in `style` behind it.
    pub(crate) fn push(mut self, style: Style, text: impl AsRef<str>) -> Self {
        self.append(style, &single_line(text.as_ref()));
        self
    }

    /// Adds text that is known to be clean.
    fn append(&mut self, style: Style, text: &str) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some((last, piece)) if *last == style => piece.push_str(text),
            _ => self.pieces.push((style, text.to_owned())),
        }
    }

    /// The same text with plain `text` behind it.
    pub(crate) fn plain(self, text: impl AsRef<str>) -> Self {
        self.push(PLAIN, text)
    }

    /// The same text with a sentence of an entry behind it, what stands in backticks as code.
    pub(crate) fn prose(mut self, sentence: impl AsRef<str>) -> Self {
        let mut rest = sentence.as_ref();
        while let Some((before, code, behind)) = quoted_part(rest) {
            self = self.plain(before).push(CODE, code);
            rest = behind;
        }
        self.plain(rest)
    }

    /// The same text with `other` behind it.
    pub(crate) fn join(mut self, other: Self) -> Self {
        for (style, text) in other.pieces {
            self.append(style, &text);
        }
        self
    }

    /// Columns it takes.
    pub(crate) fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| columns(text)).sum()
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The same text, cut to `width` columns with an ellipsis if it is longer.
    pub(crate) fn cut(self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let mut left = width.saturating_sub(1);
        let mut cut = Self::default();
        for (style, text) in &self.pieces {
            let (fitting, rest) = split_at_width(text, left);
            left = left.saturating_sub(columns(fitting));
            cut = cut.push(*style, if rest.is_empty() { fitting } else { fitting.trim_end() });
            if !rest.is_empty() {
                break;
            }
        }
        cut.plain("…")
    }

    /// The same text, filled up with blanks to `width` columns.
    pub(crate) fn padded(self, width: usize) -> Self {
        let missing = width.saturating_sub(self.width());
        self.plain(" ".repeat(missing))
    }

    /// The text in lines of at most `width` columns, broken between words; words that are longer
    /// are broken too, unless they are addresses. Blanks between words count as one.
    pub(crate) fn wrap(&self, width: usize) -> Vec<Self> {
        let mut lines = Lines { width: width.max(1), done: Vec::new(), line: Self::default(), used: 0 };
        let mut word: Vec<(Style, &str)> = Vec::new();
        let mut gap = PLAIN;
        for (style, text) in &self.pieces {
            for (nth, part) in text.split(' ').enumerate() {
                if nth > 0 {
                    lines.add(gap, &word);
                    word.clear();
                    gap = *style;
                }
                if !part.is_empty() {
                    word.push((*style, part));
                }
            }
        }
        lines.add(gap, &word);
        if !lines.line.is_empty() {
            lines.end_line();
        }
        lines.done
    }
}

/// Lines as they fill up with words.
struct Lines {
    width: usize,
    done: Vec<Text>,
    line: Text,
    /// Columns of `line` that are taken.
    used: usize,
}

impl Lines {
    /// Adds a word, which may change its style within, behind a blank in the style `gap`.
    fn add(&mut self, gap: Style, word: &[(Style, &str)]) {
        if word.is_empty() {
            return;
        }
        let needed: usize = word.iter().map(|(_, part)| columns(part)).sum();
        if !self.line.is_empty() {
            if self.used + 1 + needed > self.width {
                self.end_line();
            } else {
                self.line.append(gap, " ");
                self.used += 1;
            }
        }
        let is_address = word.iter().any(|(_, part)| part.contains("://"));
        for (style, part) in word {
            if needed > self.width && !is_address {
                self.add_broken(*style, part);
            } else {
                self.line.append(*style, part);
            }
        }
        if needed <= self.width || is_address {
            self.used += needed;
        }
    }

    /// Adds a part of a word that is longer than a line, ending lines where they are full.
    fn add_broken(&mut self, style: Style, mut rest: &str) {
        loop {
            let (fitting, _) = split_at_width(rest, self.width.saturating_sub(self.used));
            // A character wider than a whole line still has to go somewhere.
            let at = match (fitting, rest.chars().next()) {
                ("", Some(first)) if self.line.is_empty() => first.len_utf8(),
                _ => fitting.len(),
            };
            self.line.append(style, &rest[..at]);
            self.used += columns(&rest[..at]);
            rest = &rest[at..];
            if rest.is_empty() {
                return;
            }
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        self.done.push(std::mem::take(&mut self.line));
        self.used = 0;
    }
}

impl<T: AsRef<str>> From<T> for Text {
    fn from(text: T) -> Self {
        Self::styled(PLAIN, text)
    }
}

impl fmt::Display for Text {
    /// The text with its styles as ANSI escape sequences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (style, text) in &self.pieces {
            write!(f, "{style}{text}{style:#}")?;
        }
        Ok(())
    }
}

/// `text` without escape sequences, control characters and marks that reverse the direction of
/// writing; line breaks and tabs stay.
pub(crate) fn clean(text: &str) -> String {
    strip_str(text).to_string().chars().filter(|&c| c == '\n' || c == '\t' || is_harmless(c)).collect()
}

/// `text` made clean, with a blank for every line break and tab.
fn single_line(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let blank = |c: char| if c.is_whitespace() && c != '\u{a0}' { ' ' } else { c };
    Cow::Owned(clean(text).chars().map(blank).collect())
}

/// Columns that clean text takes.
fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Bidirectional overrides and isolates can make a line read as something it is not.
fn is_harmless(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// `text` before, within (with its backticks) and behind its first pair of backticks.
fn quoted_part(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find('`')?;
    let end = start + 1 + text[start + 1..].find('`')? + 1;
    Some((&text[..start], &text[start..end], &text[end..]))
}

/// `text` in two, the first part as long as fits in `width` columns.
fn split_at_width(text: &str, width: usize) -> (&str, &str) {
    // A running sum: measuring each beginning anew takes for ever on text of no width.
    let mut columns = 0;
    let too_far = text.char_indices().find(|(_, c)| {
        columns += c.width().unwrap_or(0);
        columns > width
    });
    text.split_at(too_far.map_or(text.len(), |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::style::STRONG;

    fn check(text: &Text, width: usize, lines: &[&str]) {
        let wrapped: Vec<String> =
            text.wrap(width).iter().map(|line| strip_str(&line.to_string()).to_string()).collect();
        assert_eq!(wrapped, lines);
    }

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        check(&"one  two three ".into(), 8, &["one two", "three"]);
        check(&"abcdefghij".into(), 4, &["abcd", "efgh", "ij"]);
        check(&"see https://example.org/a".into(), 6, &["see", "https://example.org/a"]);
        check(&"".into(), 4, &[]);
    }

    #[test]
    fn width_is_what_a_terminal_shows() {
        check(&"漢字漢字 é".into(), 4, &["漢字", "漢字", "é"]);
        check(&"漢".into(), 1, &["漢"]);
        assert_eq!(Text::from("漢字漢字").cut(4).to_string(), "漢…");
        assert_eq!(Text::from("one two").cut(5).to_string(), "one…");
    }

    #[test]
    fn a_word_may_change_its_style() {
        let text = Text::from("the ").push(STRONG, "bold").plain("er ").push(CODE, "a b");
        check(&text, 10, &["the bolder", "a b"]);
    }

    #[test]
    fn backticks_make_code_and_stay() {
        let text = Text::default().prose("set `a` and `b, unclosed");
        assert_eq!(text, Text::from("set ").push(CODE, "`a`").plain(" and `b, unclosed"));
    }

    #[test]
    fn nothing_from_a_pack_controls_the_terminal() {
        let text = Text::from("a\u{1b}[31mb\u{1b}]0;title\u{7}c\rd\u{9b}2Je\u{202e}f\n\tg\u{8}");
        let shown = text.to_string();
        assert!(!shown.chars().any(|c| c.is_control() || c == '\u{202e}'), "{shown:?}");
        assert_eq!(clean("a\n\u{1b}[2Jb"), "a\nb");
    }
}
