//! What is wrong with a file a person wrote, where, and how to mend it.
//!
//! Loading never fails on content: it returns what it understood and a list of [`Problem`]s. A
//! problem carries the line it speaks of, so it can be shown after the file's text is gone.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Longest excerpt of a source line kept in a problem, in characters.
const MAX_EXCERPT: usize = 160;

/// A file's text under the name that problems show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// Path relative to the pack's folder, with `/` between parts.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// How much a [`Problem`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pack is not usable until this is mended.
    Error,
    /// Probably a mistake.
    Warning,
    /// Worth knowing; nothing to mend yet.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// The marked part of one source line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Excerpt {
    /// The line's text, shortened when it is very long.
    pub text: String,
    /// First marked byte of `text`.
    pub start: usize,
    /// One past the last marked byte of `text`.
    pub end: usize,
}

/// One thing to mend, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// The file, as it was named to the loader.
    pub path: String,
    /// Line, counted from 1; 0 when the problem is the file itself.
    pub line: usize,
    /// Column in characters, counted from 1; 0 when the problem is the file itself.
    pub column: usize,
    /// What is wrong: lower case, no final full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The source line with the place marked.
    pub excerpt: Option<Excerpt>,
}

impl Problem {
    /// A problem of a whole file (or of a folder).
    pub fn of_file(severity: Severity, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity, path: path.into(), line: 0, column: 0, message: message.into(), hint: None, excerpt: None }
    }

    /// A problem at the bytes `span` of `source`; a span past the end is clamped.
    pub fn at(severity: Severity, source: &SourceText, span: Range<usize>, message: impl Into<String>) -> Self {
        let text = &source.text;
        let start = floor_char_boundary(text, span.start.min(text.len()));
        let end = floor_char_boundary(text, span.end.clamp(start, text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[..line_start].matches('\n').count() + 1;
        let column = text[line_start..start].chars().count() + 1;
        Self {
            severity,
            path: source.path.clone(),
            line,
            column,
            message: message.into(),
            hint: None,
            excerpt: Some(excerpt(&text[line_start..line_end], start - line_start, end.min(line_end) - line_start)),
        }
    }

    /// The same problem with advice on how to mend it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Order for showing: by file, line, column, then severity and message.
    pub fn order(&self, other: &Self) -> Ordering {
        (&self.path, self.line, self.column, self.severity, &self.message).cmp(&(
            &other.path,
            other.line,
            other.column,
            other.severity,
            &other.message,
        ))
    }
}

impl fmt::Display for Problem {
    /// One line: `path:line:column: severity: message (hint)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}: {}", self.severity, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Whether any of `problems` makes the pack unusable.
pub fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

fn excerpt(line: &str, start: usize, end: usize) -> Excerpt {
    let line = line.trim_end_matches('\r');
    let (start, end) = (start.min(line.len()), end.min(line.len()));
    // A window around the marked part, so that a very long line stays readable.
    let before = line[..start].char_indices().rev().take(MAX_EXCERPT / 2).last().map_or(start, |(at, _)| at);
    let from = if line.chars().count() <= MAX_EXCERPT { 0 } else { before };
    let to = line[from..].char_indices().nth(MAX_EXCERPT).map_or(line.len(), |(at, _)| from + at);
    Excerpt { text: line[from..to].to_owned(), start: start - from, end: end.clamp(start, to.max(start)) - from }
}

/// The largest character boundary at or below `at`.
fn floor_char_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> SourceText {
        SourceText { path: "a.toml".into(), text: text.into() }
    }

    #[test]
    fn a_place_is_given_as_line_column_and_excerpt() {
        let problem = Problem::at(Severity::Error, &source("one\ntwö three\n"), 9..14, "odd").with_hint("mend it");
        assert_eq!((problem.line, problem.column), (2, 5));
        let excerpt = problem.excerpt.clone().expect("has a place");
        assert_eq!(&excerpt.text[excerpt.start..excerpt.end], "three");
        assert_eq!(problem.to_string(), "a.toml:2:5: error: odd (mend it)");
    }

    #[test]
    fn any_span_of_any_text_has_an_excerpt_within_bounds() {
        let long = format!("{}é{}", "é".repeat(300), "x".repeat(300));
        for text in ["", "\n", "\r\n", "é", long.as_str()] {
            for start in 0..text.len() + 2 {
                for length in [0, 1, 5, 1000] {
                    let problem = Problem::at(Severity::Note, &source(text), start..start + length, "m");
                    let excerpt = problem.excerpt.expect("has a place");
                    assert!(excerpt.text.get(excerpt.start..excerpt.end).is_some());
                    assert!(excerpt.text.chars().count() <= MAX_EXCERPT);
                }
            }
        }
    }
}
