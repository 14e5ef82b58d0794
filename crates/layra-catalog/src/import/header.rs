//! Reads what stands above the first entry: title, date, number of patterns.

use std::ops::Range;

use super::ledger::{Ledger, Place, Role};
use super::words::{Shape, Words};

/// The header of an export; every part may be missing.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Header {
    /// The catalogue's title.
    pub(super) title: String,
    /// The day it was made.
    pub(super) generated: String,
    /// The number of patterns it says it has, and where it says so.
    pub(super) count: Option<(usize, usize)>,
}

impl Header {
    /// Reads `# Title > Generated 2026-03-06. 43 patterns.`
    pub(super) fn read(words: &Words<'_>, range: Range<usize>, ledger: &mut Ledger) -> Self {
        let mut header = Self::default();
        let mut at = range.start;
        if words.get(at) == "#" && at < range.end {
            let end = match words.shape() {
                Shape::Lines => words.line_end(at, range.end),
                Shape::Folded => (at..range.end).find(|&at| begins_quote(words, at)).unwrap_or(range.end),
            };
            ledger.structure(at..at + 1);
            ledger.claim(at + 1..end, Place::Title, Role::Content);
            header.title = words.joined(at + 1..end);
            at = end;
        }
        if at < range.end && begins_quote(words, at) {
            ledger.structure(at..at + 1);
            at += 1;
            at = header.read_quote(words, at..range.end, ledger);
        }
        if at < range.end && words.get(at) == "---" {
            ledger.structure(at..at + 1);
            at += 1;
        }
        ledger.leave(at..range.end, "not part of a header");
        header
    }

    /// Reads `Generated 2026-03-06. 43 patterns.` and gives the first word after it.
    fn read_quote(&mut self, words: &Words<'_>, range: Range<usize>, ledger: &mut Ledger) -> usize {
        let mut at = range.start;
        if words.get(at) == "Generated"
            && at + 1 < range.end
            && let Some(date) = words.get(at + 1).strip_suffix('.').filter(|date| is_date(date))
        {
            ledger.structure(at..at + 1);
            ledger.claim(at + 1..at + 2, Place::Generated, Role::Content);
            date.clone_into(&mut self.generated);
            at += 2;
        }
        if at + 1 < range.end
            && matches!(words.get(at + 1), "patterns." | "pattern.")
            && let Ok(count) = words.get(at).parse()
        {
            // Written again from the number of patterns; a difference is reported.
            ledger.structure(at..at + 2);
            self.count = Some((at, count));
            at += 2;
        }
        at
    }
}

/// Whether the quote with the date or the number of patterns begins here.
fn begins_quote(words: &Words<'_>, at: usize) -> bool {
    let is_count =
        words.get(at + 1).bytes().all(|byte| byte.is_ascii_digit()) && words.get(at + 2).starts_with("pattern");
    words.get(at) == ">" && (words.get(at + 1) == "Generated" || is_count)
}

/// Whether `text` has the form of a day: `2026-03-06`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let within = |part: &str, length: usize, limit: u32| {
        part.len() == length
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse().is_ok_and(|number: u32| (1..=limit).contains(&number))
    };
    within(year, 4, 9999) && within(month, 2, 12) && within(day, 2, 31)
}
