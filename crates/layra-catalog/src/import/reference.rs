//! Takes a reference apart: title, authors, year, kind.

use crate::export::part::reference as published;
use crate::pattern::{Reference, ReferenceKind};

/// Reads `Title by Author, Author (2018) (book)`.
///
/// A kind that is not one of [`ReferenceKind`] stays part of the text. The published text of the
/// result is the text that was read, word for word; where no way of taking it apart achieves that,
/// all of it is the title.
pub(super) fn parse(text: &str) -> Reference {
    let mut reference = Reference {
        title: text.to_owned(),
        authors: Vec::new(),
        year: None,
        kind: None,
        isbn: None,
        doi: None,
        url: None,
    };
    let mut rest = text;
    if let Some((before, inner)) = last_group(rest)
        && let Some(kind) = ReferenceKind::from_word(inner)
    {
        reference.kind = Some(kind);
        rest = before;
    }
    if let Some((before, inner)) = last_group(rest)
        && inner.len() == 4
        && inner.bytes().all(|byte| byte.is_ascii_digit())
    {
        reference.year = inner.parse().ok();
        rest = before;
    }
    match last_by(rest) {
        Some(at) => {
            reference.title = rest[..at].to_owned();
            reference.authors = split_outside_brackets(&rest[at + " by ".len()..]);
        }
        None => reference.title = rest.to_owned(),
    }
    if published(&reference).split_whitespace().eq(text.split_whitespace()) {
        return reference;
    }
    Reference { title: text.to_owned(), authors: Vec::new(), year: None, kind: None, ..reference }
}

/// A bracket at the end: what stands before it and in it. There must be something before.
fn last_group(text: &str) -> Option<(&str, &str)> {
    let (before, inner) = text.strip_suffix(')')?.rsplit_once(" (")?;
    (!before.trim().is_empty()).then_some((before, inner))
}

/// Where the last ` by ` outside brackets stands, with something on either side of it.
fn last_by(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut found = None;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && at > 0 && text[at..].starts_with(" by ") && text.len() > at + " by ".len() => {
                found = Some(at);
            }
            _ => {}
        }
    }
    found
}

/// Splits at `, ` outside brackets.
pub(super) fn split_outside_brackets(text: &str) -> Vec<String> {
    let mut depth = 0usize;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 && text[at..].starts_with(", ") => {
                parts.push(text[start..at].to_owned());
                start = at + 2;
            }
            _ => {}
        }
    }
    parts.push(text[start..].to_owned());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: &str, authors: &[&str], year: Option<u16>, kind: Option<&str>) {
        let reference = parse(text);
        assert_eq!(published(&reference), text);
        assert_eq!((reference.title.as_str(), reference.year), (title, year));
        assert_eq!(reference.authors, authors);
        assert_eq!(reference.kind.map(ReferenceKind::as_str), kind);
    }

    #[test]
    fn a_reference_is_taken_apart_and_reads_the_same_put_together() {
        check("Tides by A. Moon (book)", "Tides", &["A. Moon"], None, Some("book"));
        check(
            "Tides by Moon, Sun (Sky, Inc) (2019) (talk)",
            "Tides",
            &["Moon", "Sun (Sky, Inc)"],
            Some(2019),
            Some("talk"),
        );
        check("Side by side by pgfoo (tool)", "Side by side", &["pgfoo"], None, Some("tool"));
        check("Tides (3rd Edition) by Moon (podcast)", "Tides (3rd Edition)", &["Moon (podcast)"], None, None);
        check("Notes (written by hand) (blog)", "Notes (written by hand)", &[], None, Some("blog"));
        check("Tides", "Tides", &[], None, None);
        check("(book)", "(book)", &[], None, None);
        check("A, B by C,D", "A, B", &["C,D"], None, None);
        check("Log (Sky, 2024) (paper)", "Log (Sky, 2024)", &[], None, Some("paper"));
        check("by by by", "by", &["by"], None, None);
    }
}
