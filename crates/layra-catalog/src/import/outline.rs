//! Finds the entries of an export and the sections of each.
//!
//! A heading is only one where a block can begin and outside fenced code. Folded text gives no
//! lines, so there a heading must also be followed by what its section holds. What a section holds
//! in detail is read by [`super::entry`].

use std::collections::BTreeMap;
use std::ops::Range;

use super::folded;
use super::words::{CATEGORY_LABEL, Shape, Words};
use crate::export::part::{CONS_TITLE, PROS_TITLE, Part};
use crate::section::Section;

/// Longest name of an entry in folded text, in words.
pub(super) const MAX_NAME: usize = 40;

/// One entry, from its heading to the rule that sets it off.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EntrySpan {
    /// All its words.
    pub(super) range: Range<usize>,
    /// The heading and what stands below it, before the first section.
    pub(super) head: Range<usize>,
    /// Its sections in order.
    pub(super) sections: Vec<SectionSpan>,
    /// The rule at its end.
    pub(super) rule: Range<usize>,
}

/// One section of an entry.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SectionSpan {
    /// What its heading says.
    pub(super) heading: Heading,
    /// The words of its heading; for a section whose name is not known, the mark only.
    pub(super) title: Range<usize>,
    /// The words below.
    pub(super) body: Range<usize>,
}

/// What a heading says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// A part of an entry.
    Part(Part),
    /// The heading above what an entry wins and costs.
    TradeOffs,
    /// A section that the entry has already had.
    Repeated,
    /// Anything else.
    Unknown,
}

/// The whole text: what stands before the first entry, and the entries.
pub(super) struct Outline {
    /// Title, date and number of patterns.
    pub(super) header: Range<usize>,
    /// The entries in order.
    pub(super) entries: Vec<EntrySpan>,
}

impl Outline {
    pub(super) fn of(words: &Words<'_>) -> Self {
        let starts = entry_starts(words);
        let first = starts.first().copied().unwrap_or(words.len());
        let ends = starts.iter().skip(1).copied().chain([words.len()]);
        let entries = starts.iter().zip(ends).map(|(&start, end)| entry(words, start..end)).collect();
        Self { header: 0..first, entries }
    }
}

/// Where entries begin: at each first-level heading that is followed by an entry's facts, or that
/// follows the rule which ends an entry.
fn entry_starts(words: &Words<'_>) -> Vec<usize> {
    let after_rule = |at: usize| at > 0 && words.get(at - 1) == "---" && words.may_start_block(at - 1);
    let is_mark = |at: usize| words.get(at) == "#" && words.may_start_block(at);
    let mut starts: Vec<usize> = Vec::new();
    match words.shape() {
        Shape::Lines => {
            // The heading that facts would belong to; facts belong to the nearest one above.
            let mut open: Option<usize> = None;
            for at in (0..words.len()).filter(|&at| words.may_start_block(at)) {
                if is_mark(at) {
                    open = Some(at);
                    if after_rule(at) {
                        starts.push(at);
                    }
                } else if words.get(at) == "##" {
                    open = None;
                } else if words.get(at) == CATEGORY_LABEL
                    && let Some(heading) = open.take()
                    && starts.last() != Some(&heading)
                {
                    starts.push(heading);
                }
            }
        }
        Shape::Folded => {
            // Whether the latest entry still lacks its facts.
            let mut waits = false;
            let mut last = 0;
            for at in 0..words.len() {
                if is_mark(at) && after_rule(at) {
                    starts.push(at);
                    (waits, last) = (true, at + 1);
                } else if words.get(at) == CATEGORY_LABEL && words.is_plain(at) {
                    // A name may hold the mark too, so one that follows a rule is preferred.
                    let near = last.max(at.saturating_sub(MAX_NAME))..at;
                    if !(waits && near.start == last)
                        && words.get(at + 2) == "|"
                        && let Some(heading) = near.rev().find(|&at| is_mark(at))
                    {
                        starts.push(heading);
                    }
                    (waits, last) = (false, at + 1);
                }
            }
        }
    }
    starts
}

fn entry(words: &Words<'_>, range: Range<usize>) -> EntrySpan {
    let ends_with_rule = range.len() > 1 && words.get(range.end - 1) == "---" && words.may_start_block(range.end - 1);
    let end = range.end - usize::from(ends_with_rule);
    let rule = end..range.end;
    let mut sections: Vec<SectionSpan> = Vec::new();
    let mut finder = Finder::new(words, range.start + 1..end);
    let mut at = range.start + 1;
    while at < end {
        match finder.heading(at) {
            Some((heading, length)) => {
                if let Some(last) = sections.last_mut() {
                    last.body.end = at;
                }
                sections.push(SectionSpan { heading, title: at..at + length, body: at + length..end });
                finder.current = Some(heading);
                if !matches!(heading, Heading::Unknown | Heading::Repeated) {
                    finder.seen.push(heading);
                }
                at += length;
            }
            None => at += 1,
        }
    }
    let head = range.start..sections.first().map_or(end, |section| section.title.start);
    EntrySpan { range, head, sections, rule }
}

/// Tells which words of an entry are headings.
struct Finder<'a> {
    words: &'a Words<'a>,
    end: usize,
    current: Option<Heading>,
    seen: Vec<Heading>,
    /// In folded text: where each section begins.
    begins: BTreeMap<usize, Heading>,
}

impl<'a> Finder<'a> {
    fn new(words: &'a Words<'a>, range: Range<usize>) -> Self {
        let begins = match words.shape() {
            Shape::Lines => BTreeMap::new(),
            Shape::Folded => folded::sections(words, range.clone()),
        };
        Self { words, end: range.end, current: None, seen: Vec::new(), begins }
    }

    /// The heading at `at` and its length in words, where there is one.
    fn heading(&self, at: usize) -> Option<(Heading, usize)> {
        let level = self.words.get(at).len();
        let is_mark = (1..=6).contains(&level) && self.words.get(at).bytes().all(|byte| byte == b'#');
        if !is_mark || !self.words.may_start_block(at) {
            return None;
        }
        match self.words.shape() {
            Shape::Lines => self.heading_line(at, level),
            Shape::Folded => self.folded_heading(at, level),
        }
    }

    fn heading_line(&self, at: usize, level: usize) -> Option<(Heading, usize)> {
        if self.words.indent(at) > 3 {
            return None;
        }
        let end = self.words.line_end(at, self.end);
        let title = self.words.joined(at + 1..end);
        let known = self.titled(level).into_iter().find(|(known, _)| known.eq_ignore_ascii_case(&title));
        match known {
            Some((_, heading)) if self.seen.contains(&heading) => Some((Heading::Repeated, end - at)),
            Some((_, heading)) => Some((heading, end - at)),
            // Deeper headings are part of the prose they structure.
            None if level >= 3 && self.current == Some(Heading::Part(Part::Overview)) => None,
            None => Some((Heading::Unknown, end - at)),
        }
    }

    fn folded_heading(&self, at: usize, level: usize) -> Option<(Heading, usize)> {
        if let Some(&heading) = self.begins.get(&at) {
            return Some((heading, 1 + title(heading).split(' ').count()));
        }
        for (title, heading) in self.titled(level) {
            let Some(length) = folded::heading_at(self.words, at..self.end, title, heading) else { continue };
            if level == 3 && !self.seen.contains(&heading) {
                return Some((heading, length));
            }
            // Prose follows any words, so these are ones that speak of the section.
            return (heading != Heading::Part(Part::Overview)).then_some((Heading::Repeated, length));
        }
        let in_prose = self.current == Some(Heading::Part(Part::Overview));
        (level == 2 && folded::begins_unknown_section(self.words, at, self.end, in_prose))
            .then_some((Heading::Unknown, 1))
    }

    /// The headings that can stand here at `level`.
    fn titled(&self, level: usize) -> Vec<(&'static str, Heading)> {
        let in_trade_offs =
            matches!(self.current, Some(Heading::TradeOffs | Heading::Part(Part::Pros) | Heading::Part(Part::Cons)));
        let headings: &[Heading] = match level {
            2 => SECTIONS,
            3 if in_trade_offs => &[Heading::Part(Part::Pros), Heading::Part(Part::Cons)],
            _ => &[],
        };
        headings.iter().map(|&heading| (title(heading), heading)).collect()
    }
}

/// The sections of an entry in the original's order.
pub(super) const SECTIONS: &[Heading] = &[
    Heading::Part(Part::UseWhen),
    Heading::Part(Part::AvoidWhen),
    Heading::Part(Part::Components),
    Heading::TradeOffs,
    Heading::Part(Part::Stacks),
    Heading::Part(Part::Examples),
    Heading::Part(Part::Versus),
    Heading::Part(Part::References),
    Heading::Part(Part::Overview),
    Heading::Part(Part::Related),
];

/// The words of a heading; none for one that is not known.
pub(super) fn title(heading: Heading) -> &'static str {
    match heading {
        Heading::Part(Part::Pros) => PROS_TITLE,
        Heading::Part(Part::Cons) => CONS_TITLE,
        Heading::Part(part) => part.section().map_or("", Section::title),
        Heading::TradeOffs => Section::TradeOffs.title(),
        Heading::Repeated | Heading::Unknown => "",
    }
}
