//! Finds the items of a list.
//!
//! In lines an item begins with a bullet at the start of a line. In folded text ` - ` may separate
//! two items or stand within one. What an item of the section must begin or end with decides where
//! there is such a thing: a weight, a bold label, a link, a kind of reference. Plain statements have
//! nothing of the sort; see [`super::statements`].

use std::ops::Range;

use super::statements;
use super::style::Style;
use super::words::{Shape, Words};
use crate::export::part::Part;

/// Longest bold label, in words.
const MAX_LABEL: usize = 40;

/// The items of a list and what lies between them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Items {
    /// Bullet and content of each item.
    pub(super) items: Vec<(usize, Range<usize>)>,
    /// Words that belong to no item.
    pub(super) strays: Vec<Range<usize>>,
    /// Blanks that the lines of an item are indented by.
    pub(super) indent: usize,
}

/// Splits the `body` of the section `part` into items.
pub(super) fn split(words: &Words<'_>, body: Range<usize>, part: Part, style: &Style) -> Items {
    match words.shape() {
        Shape::Lines => by_lines(words, body),
        Shape::Folded => by_words(words, body, part, style),
    }
}

fn by_lines(words: &Words<'_>, body: Range<usize>) -> Items {
    let is_bullet = |at: usize| words.may_start_block(at) && matches!(words.get(at), "-" | "*" | "+");
    let Some(first) = body.clone().find(|&at| is_bullet(at)) else { return Items::none(body) };
    let base = words.indent(first);
    let bullets: Vec<usize> =
        (first..body.end).filter(|&at| is_bullet(at) && (at == first || words.indent(at) <= base + 1)).collect();
    let mut items = Items { indent: base + 2, ..Items::default() };
    items.stray(body.start..first);
    let ends = bullets.iter().skip(1).copied().chain([body.end]);
    for (&bullet, end) in bullets.iter().zip(ends) {
        // A paragraph that is set off and not indented is not part of the item above.
        let set_off = (bullet + 1..end).find(|&at| {
            words.starts_line(at)
                && !words.is_inside_fence(at)
                && words.follows_blank_line(at)
                && words.indent(at) < base + 2
        });
        let own = set_off.unwrap_or(end);
        items.items.push((bullet, bullet + 1..own));
        items.stray(own..end);
    }
    items
}

fn by_words(words: &Words<'_>, body: Range<usize>, part: Part, style: &Style) -> Items {
    if words.get(body.start) != "-" || body.is_empty() {
        return Items::none(body);
    }
    let dashes: Vec<usize> =
        body.clone().filter(|&at| words.get(at) == "-" && words.is_plain(at) && at + 1 < body.end).collect();
    let bullets = match part {
        Part::UseWhen | Part::AvoidWhen => statements::bullets(words, body.clone(), &dashes, style),
        _ => dashes.into_iter().filter(|&at| at == body.start || separates(words, at, &body, part, style)).collect(),
    };
    let mut items = Items::default();
    let ends = bullets.iter().skip(1).copied().chain([body.end]);
    for (&bullet, end) in bullets.iter().zip(ends) {
        items.items.push((bullet, bullet + 1..end));
    }
    if items.items.is_empty() {
        items.stray(body);
    }
    items
}

/// Whether the dash at `at` begins an item of `part`.
fn separates(words: &Words<'_>, at: usize, body: &Range<usize>, part: Part, style: &Style) -> bool {
    let next = words.get(at + 1);
    match part {
        Part::Pros | Part::Cons => is_bracketed_word(next),
        Part::Components | Part::Stacks | Part::Examples => label_end(words, at + 1..body.end).is_some(),
        Part::Versus => next.starts_with("**vs") && label_end(words, at + 1..body.end).is_some(),
        Part::Related => next.starts_with('['),
        Part::References => separates_references(words, at, body, style),
        _ => true,
    }
}

/// A reference ends with its kind. Where some do not, one that has authors ends where the next one
/// that has them begins.
fn separates_references(words: &Words<'_>, at: usize, body: &Range<usize>, style: &Style) -> bool {
    let last = words.get(at - 1);
    if style.ends_reference(last) {
        return true;
    }
    let dash = |at: &usize| words.get(*at) == "-";
    let before = (body.start + 1..at).rev().take_while(|at| !dash(at)).any(|at| words.get(at) == "by");
    let after = || (at + 1..body.end).take_while(|at| !dash(at)).any(|at| words.get(at) == "by");
    let unusual_kind = is_parenthesised_word(last);
    before && (unusual_kind || !style.references_have_kinds) && after()
}

/// One past the label that `range` begins with: `**Some name:**`.
pub(super) fn label_end(words: &Words<'_>, range: Range<usize>) -> Option<usize> {
    if !words.get(range.start).starts_with("**") {
        return None;
    }
    let end = range.end.min(range.start + MAX_LABEL);
    for at in range.start..end {
        let word = words.get(at);
        let rest = if at == range.start { &word[2..] } else { word };
        match rest.find("**") {
            Some(0) if at > range.start => return None,
            Some(close) => {
                let closes = close + 2 == rest.len() && rest[..close].ends_with(':') && (close > 1 || at > range.start);
                return closes.then_some(at + 1);
            }
            None => {}
        }
    }
    None
}

/// `[high]`, or whatever word stands there instead.
fn is_bracketed_word(word: &str) -> bool {
    let inner = word.strip_prefix('[').and_then(|word| word.strip_suffix(']'));
    inner.is_some_and(|inner| !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// `(podcast)`: one lower-case word, as a kind is.
pub(super) fn is_parenthesised_word(word: &str) -> bool {
    let inner = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
    inner.is_some_and(|inner| !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_lowercase()))
}

impl Items {
    fn none(body: Range<usize>) -> Self {
        let mut items = Self::default();
        items.stray(body);
        items
    }

    fn stray(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.strays.push(range);
        }
    }
}
