//! Gives words their line and column, and problems their excerpt.

use super::words::Words;
use crate::problem::{Excerpt, Problem, Severity};

/// Most words shown on either side of the place a problem speaks of.
const CONTEXT: usize = 8;
/// Longest excerpt, in characters.
const MAX_EXCERPT: usize = 160;

/// Finds places one after the other: asked in ascending order it reads the text once, however many
/// places there are and however long its lines.
pub(super) struct Locator<'a> {
    words: &'a Words<'a>,
    byte: usize,
    line: usize,
    column: usize,
}

impl<'a> Locator<'a> {
    pub(super) fn new(words: &'a Words<'a>) -> Self {
        Self { words, byte: 0, line: 1, column: 1 }
    }

    /// Line and column of the word at `at`, both from 1.
    pub(super) fn place(&mut self, at: usize) -> (usize, usize) {
        let target = self.words.start(at);
        if target < self.byte {
            (self.byte, self.line, self.column) = (0, 1, 1);
        }
        for c in self.words.text()[self.byte..target].chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.byte = target;
        (self.line, self.column)
    }

    /// A problem of the word at `at` in the file `path`.
    pub(super) fn problem(&mut self, path: &str, at: usize, severity: Severity, message: String) -> Problem {
        let mut problem = Problem::of_file(severity, path, message);
        if at < self.words.len() {
            (problem.line, problem.column) = self.place(at);
            problem.excerpt = Some(self.excerpt(at));
        }
        problem
    }

    /// The word at `at` among its neighbours on the same line.
    fn excerpt(&self, at: usize) -> Excerpt {
        let words = self.words;
        let from = (at.saturating_sub(CONTEXT)..=at).rev().find(|&at| words.starts_line(at));
        let from = from.unwrap_or(at.saturating_sub(CONTEXT));
        let to = (at + 1..words.len().min(at + CONTEXT)).find(|&at| words.starts_line(at));
        let to = to.unwrap_or(words.len().min(at + CONTEXT));
        let mut text = String::new();
        let (mut start, mut end) = (0, 0);
        for word in from..to {
            if !text.is_empty() {
                text.push(' ');
            }
            if word == at {
                start = text.len();
            }
            text.extend(words.get(word).chars().take(MAX_EXCERPT / CONTEXT));
            if word == at {
                end = text.len();
            }
        }
        Excerpt { text, start, end }
    }
}
