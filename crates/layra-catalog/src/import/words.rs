//! The words of the text that is imported, each with its place.
//!
//! A word is what stands between white space. The account of an import counts them, and both shapes
//! of an export have the same ones; only in one of them line breaks mean something.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::export::layout::{fence_run, is_bare_fence, opens_fence, with_fences_closed};

/// Whether line breaks carry structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Ordinary Markdown.
    Lines,
    /// All white space was folded; where a block begins is for the words to tell.
    Folded,
}

/// What a word is to fenced code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fence {
    Outside,
    Opens,
    Inside,
}

/// What begins the facts of an entry; its heading is the one before.
pub(super) const CATEGORY_LABEL: &str = "**Category:**";

/// The text as words.
pub(super) struct Words<'a> {
    text: &'a str,
    spans: Vec<(u32, u32)>,
    line_starts: Vec<bool>,
    fences: Vec<Fence>,
    unclosed: Vec<usize>,
    shape: Shape,
}

impl<'a> Words<'a> {
    /// Splits `text`, which is shorter than 4 GiB and has only `\n` as line breaks.
    pub(super) fn split(text: &'a str) -> Self {
        let mut words = Self {
            text,
            spans: Vec::new(),
            line_starts: Vec::new(),
            fences: Vec::new(),
            unclosed: Vec::new(),
            shape: Shape::Lines,
        };
        let mut end_of_last = 0;
        let base = text.as_ptr() as usize;
        for word in text.split_whitespace() {
            let start = word.as_ptr() as usize - base;
            let first = words.spans.is_empty() || text[end_of_last..start].contains('\n');
            end_of_last = start + word.len();
            words.spans.push((start as u32, end_of_last as u32));
            words.line_starts.push(first);
        }
        words.shape = words.detect_shape();
        words.fences = vec![Fence::Outside; words.len()];
        words.mark_fences();
        words
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    /// The word at `at`; empty past the end.
    pub(super) fn get(&self, at: usize) -> &'a str {
        self.spans.get(at).map_or("", |&(start, end)| &self.text[start as usize..end as usize])
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'a str> {
        self.text.split_whitespace()
    }

    /// First byte of the word at `at`.
    pub(super) fn start(&self, at: usize) -> usize {
        self.spans.get(at).map_or(self.text.len(), |span| span.0 as usize)
    }

    /// Whether the word stands outside fenced code.
    pub(super) fn is_plain(&self, at: usize) -> bool {
        self.fences.get(at).is_none_or(|fence| *fence == Fence::Outside)
    }

    /// Whether the word stands within fenced code that an earlier one opened.
    pub(super) fn is_inside_fence(&self, at: usize) -> bool {
        self.fences.get(at) == Some(&Fence::Inside)
    }

    /// Where code begins that never ends.
    pub(super) fn unclosed_fences(&self) -> &[usize] {
        &self.unclosed
    }

    /// Whether the word is the first of its line.
    pub(super) fn starts_line(&self, at: usize) -> bool {
        self.line_starts.get(at).copied().unwrap_or(true)
    }

    /// Whether a block can begin here: at the start of a line, or anywhere when lines are folded;
    /// never within fenced code.
    pub(super) fn may_start_block(&self, at: usize) -> bool {
        self.is_plain(at) && (self.shape == Shape::Folded || self.starts_line(at))
    }

    /// The first word after the line that `at` stands in, at most `end`.
    pub(super) fn line_end(&self, at: usize, end: usize) -> usize {
        (at + 1..end).find(|&next| self.starts_line(next)).unwrap_or(end)
    }

    /// Blanks before the word, counted from the start of its line.
    pub(super) fn indent(&self, at: usize) -> usize {
        let start = self.start(at);
        let line = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        self.text[line..start].chars().count()
    }

    /// Whether an empty line stands before the word.
    pub(super) fn follows_blank_line(&self, at: usize) -> bool {
        let from = if at == 0 { 0 } else { self.spans[at - 1].1 as usize };
        self.text[from..self.start(at)].matches('\n').count() > 1
    }

    /// The words of `range` on one line.
    pub(super) fn joined(&self, range: Range<usize>) -> String {
        let mut line = String::new();
        for at in range {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(self.get(at));
        }
        line
    }

    /// The text of a list item: on one line, unless fenced code in it keeps its lines, which lose
    /// up to `indent` blanks.
    pub(super) fn item_text(&self, range: Range<usize>, indent: usize) -> String {
        if self.shape == Shape::Folded || range.clone().all(|at| self.is_plain(at)) {
            return self.joined(range);
        }
        let mut text = String::new();
        for (nth, line) in self.verbatim(range).lines().enumerate() {
            let blanks = line.bytes().take_while(|byte| *byte == b' ').count();
            if nth > 0 {
                text.push('\n');
            }
            text.push_str(line[if nth == 0 { 0 } else { blanks.min(indent) }..].trim_end());
        }
        with_fences_closed(&text)
    }

    /// The prose of `range`, its lines as they stand.
    pub(super) fn prose(&self, range: Range<usize>) -> String {
        with_fences_closed(self.verbatim(range))
    }

    /// The text of `range` as it stands.
    fn verbatim(&self, range: Range<usize>) -> &'a str {
        if range.is_empty() { "" } else { &self.text[self.start(range.start)..self.spans[range.end - 1].1 as usize] }
    }

    /// Lines, where at least as many entries have their facts at the start of a line as have not;
    /// without any entry, where there is more than one line.
    fn detect_shape(&self) -> Shape {
        let (mut at_start, mut within) = (0usize, 0usize);
        for at in (0..self.len()).filter(|&at| self.get(at) == CATEGORY_LABEL && self.get(at + 2) == "|") {
            if self.starts_line(at) { at_start += 1 } else { within += 1 }
        }
        let has_lines = self.line_starts.iter().skip(1).any(|first| *first);
        if within > at_start || !has_lines { Shape::Folded } else { Shape::Lines }
    }

    /// Finds fenced code. In lines as CommonMark 0.31, section 4.5, has it; in folded text between
    /// a word that opens a fence and the next one that is nothing but a fence.
    ///
    /// A fence that is never closed must not swallow the entries after it: where fences do not pair
    /// up to the end of the text, one ends at the next entry, and in folded text is none.
    fn mark_fences(&mut self) {
        let marks: Vec<usize> = (0..self.len()).filter(|&at| self.opens(at) || self.closes(at).is_some()).collect();
        // Where the next closing fence of a mark and length stands, so that each is looked for once.
        let mut closing: BTreeMap<(u8, usize), Option<usize>> = BTreeMap::new();
        let mut nth = 0;
        while let Some(&open) = marks.get(nth) {
            nth += 1;
            let Some((mark, length)) = fence_run(self.get(open)).filter(|_| self.opens(open)) else { continue };
            let known = closing.get(&(mark, length)).copied().filter(|found| found.is_none_or(|at| at >= nth));
            let found = known.unwrap_or_else(|| {
                let fits = |at: &usize| self.closes(*at).is_some_and(|(other, count)| other == mark && count >= length);
                marks[nth..].iter().position(fits).map(|offset| nth + offset)
            });
            closing.insert((mark, length), found);
            let mut end = found.map_or(self.len(), |found| marks[found] + 1);
            let pairs_up = found.is_some() && (marks.len() - nth) % 2 == 1;
            if !pairs_up && let Some(entry) = (open..end).find(|&at| self.begins_entry(at)) {
                // The rule in front sets the entries apart.
                end = entry - usize::from(entry > open + 1 && self.get(entry - 1) == "---");
            }
            let is_closed = found.is_some_and(|found| marks[found] < end);
            if self.shape == Shape::Folded && !is_closed {
                // A text may speak of a fence.
                continue;
            }
            if !is_closed {
                self.unclosed.push(open);
            }
            self.fences[open] = Fence::Opens;
            self.fences[open + 1..end.max(open + 1)].fill(Fence::Inside);
            while marks.get(nth).is_some_and(|&at| at < end) {
                nth += 1;
            }
        }
    }

    fn opens(&self, at: usize) -> bool {
        let word = self.get(at);
        if fence_run(word).is_none() {
            return false;
        }
        match self.shape {
            Shape::Lines => self.starts_line(at) && opens_fence(self.line_from(at)),
            Shape::Folded => opens_fence(word),
        }
    }

    fn closes(&self, at: usize) -> Option<(u8, usize)> {
        let alone = self.shape == Shape::Folded || (self.starts_line(at) && self.starts_line(at + 1));
        fence_run(self.get(at)).filter(|_| alone && is_bare_fence(self.get(at)))
    }

    fn line_from(&self, at: usize) -> &'a str {
        let rest = &self.text[self.start(at)..];
        rest.split('\n').next().unwrap_or(rest)
    }

    /// Whether an entry's heading with its facts stands here, whatever is fenced.
    fn begins_entry(&self, at: usize) -> bool {
        self.get(at) == "#"
            && match self.shape {
                Shape::Lines => {
                    let facts = self.line_end(at, self.len());
                    self.starts_line(at) && self.get(facts) == CATEGORY_LABEL && self.get(facts + 2) == "|"
                }
                Shape::Folded => {
                    at > 0
                        && self.get(at - 1) == "---"
                        && (at + 1..at + super::outline::MAX_NAME).any(|next| self.get(next) == CATEGORY_LABEL)
                }
            }
    }
}
