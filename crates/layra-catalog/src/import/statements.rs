//! Tells the ` - ` between two statements of a folded list from the ` - ` within one.
//!
//! A dash is taken as part of a statement when it stands in brackets, quotes or code, between
//! numbers, after a word that cannot end a statement, or before one that cannot begin one. What can
//! begin and end a statement follows from the export's own [`Style`]: where every statement is
//! known to end with a full stop, only a full stop ends one; where they begin in upper case, lower
//! case continues one, unless it begins a name.

use std::ops::Range;

use super::style::{Style, begins_lower, ends_sentence};
use super::words::Words;

/// Words that leave a statement open.
const OPEN_ENDS: &[&str] = &["a", "an", "and", "because", "but", "namely", "nor", "of", "or", "than", "the"];

/// Most words between two dashes that set off a remark within a statement.
const MAX_REMARK: usize = 4;

/// The dashes that begin a statement; the first always does.
pub(super) fn bullets(words: &Words<'_>, body: Range<usize>, dashes: &[usize], style: &Style) -> Vec<usize> {
    let inside = enclosed(words, &body, dashes);
    let free: Vec<usize> = dashes
        .iter()
        .zip(inside)
        .filter(|&(&at, inside)| at == body.start || (!inside && !joins(words.get(at - 1), words.get(at + 1))))
        .map(|(&at, _)| at)
        .collect();
    let begins = |nth: usize| {
        let (at, next) = (free[nth], free.get(nth + 1).copied());
        nth == 0 || begins_statement(words, at, style) && !begins_remark(words, at, next, body.end, style)
    };
    (0..free.len()).filter(|&nth| begins(nth)).map(|nth| free[nth]).collect()
}

/// Whether a dash between these words can only join them: numbers, or something without a letter.
fn joins(before: &str, after: &str) -> bool {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    !after.contains(char::is_alphanumeric) || (is_number(before) && is_number(after))
}

fn begins_statement(words: &Words<'_>, at: usize, style: &Style) -> bool {
    let (before, after) = (words.get(at - 1), words.get(at + 1));
    if style.statements_are_sentences {
        return ends_sentence(before);
    }
    if before == "-" || before.ends_with([',', ';', ':']) || OPEN_ENDS.contains(&before) {
        return false;
    }
    !begins_lower(after) || style.statements_begin_lower || is_name(after, style)
}

/// Whether the dash opens a short remark: it goes on in lower case behind a second dash, or it is a
/// single word.
fn begins_remark(words: &Words<'_>, at: usize, next: Option<usize>, end: usize, style: &Style) -> bool {
    if style.statements_are_sentences || style.statements_begin_lower {
        return false;
    }
    let length = next.unwrap_or(end) - at - 1;
    let goes_on = next.is_some_and(|next| begins_lower(words.get(next + 1)) && !is_name(words.get(next + 1), style));
    length == 1 || (goes_on && length <= MAX_REMARK)
}

/// Whether a word that begins in lower case is a name: one of this export's, or one written like
/// `iOS`, `gRPC` or `k8s`.
fn is_name(word: &str, style: &Style) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let mixed = bare.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit());
    mixed || word.starts_with('`') || style.names.contains(bare)
}

/// For each dash, whether it stands in brackets, quotes or code: the nearest mark before it opens
/// one and the nearest after it closes one of the same sort. A stray mark thus does little harm.
fn enclosed(words: &Words<'_>, body: &Range<usize>, dashes: &[usize]) -> Vec<bool> {
    let mut before: Vec<[bool; SORTS]> = Vec::with_capacity(dashes.len());
    let mut open = [false; SORTS];
    let mut waiting = dashes.iter().peekable();
    for at in body.clone() {
        if waiting.next_if(|dash| **dash == at).is_some() {
            before.push(open);
        }
        each_mark(words.get(at), |sort, mark| open[sort] = mark == Mark::Opens);
    }
    let mut inside = vec![false; dashes.len()];
    let mut closes = [false; SORTS];
    let mut waiting = dashes.iter().enumerate().rev().peekable();
    for at in body.clone().rev() {
        if let Some((nth, _)) = waiting.next_if(|(_, dash)| **dash == at) {
            inside[nth] = (0..SORTS).any(|sort| before[nth][sort] && closes[sort]);
        }
        let mut first: [Option<Mark>; SORTS] = [None; SORTS];
        each_mark(words.get(at), |sort, mark| {
            first[sort].get_or_insert(mark);
        });
        for (sort, mark) in first.into_iter().enumerate() {
            if let Some(mark) = mark {
                closes[sort] = mark == Mark::Closes;
            }
        }
    }
    inside
}

/// Brackets, quotes, code.
const SORTS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Opens,
    Closes,
}

/// Tells `found` of each mark in `word`. A straight quote or backtick opens before the first letter
/// of a word and closes after it.
fn each_mark(word: &str, mut found: impl FnMut(usize, Mark)) {
    let mut lettered = false;
    for c in word.chars() {
        let either = if lettered { Mark::Closes } else { Mark::Opens };
        match c {
            '(' | '[' => found(0, Mark::Opens),
            ')' | ']' => found(0, Mark::Closes),
            '“' => found(1, Mark::Opens),
            '”' => found(1, Mark::Closes),
            '"' => found(1, either),
            '`' => found(2, either),
            _ => lettered |= c.is_alphanumeric(),
        }
    }
}
