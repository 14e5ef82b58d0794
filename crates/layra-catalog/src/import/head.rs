//! Reads what stands between an entry's heading and its first section: name, facts, summary, aliases.

use std::collections::BTreeSet;
use std::ops::Range;

use super::ledger::{Ledger, Place, Role};
use super::outline::MAX_NAME;
use super::reference::split_outside_brackets;
use super::words::{CATEGORY_LABEL, Shape, Words};
use crate::export::part::Part;
use crate::pattern::{Category, Pattern, Team};
use crate::slug::Slug;

/// The head of an entry.
#[derive(Debug, PartialEq)]
pub(super) struct Head {
    slug: Slug,
    name: String,
    category: Category,
    complexity: u8,
    team: Team,
    summary: String,
    aliases: Vec<String>,
}

/// What begins the line of aliases, in words.
const ALIASES_LABEL: [&str; 3] = ["**Also", "known", "as:**"];

impl Head {
    /// Reads the words of `head` and claims them for entry `number`; `None` where a part that every
    /// entry must have is missing or not readable.
    pub(super) fn read(words: &Words<'_>, head: Range<usize>, number: u32, ledger: &mut Ledger) -> Option<Self> {
        let blocks = Blocks::of(words, head.clone())?;
        let mut reader = Reader { words, number, ledger };
        reader.claim(head.start..head.start + 1, Part::Name, Role::Markup);
        reader.claim(blocks.name.clone(), Part::Name, Role::Content);
        let name = words.joined(blocks.name);
        // A name without a letter or digit of ASCII still needs a folder.
        let slug = Slug::from_name(&name).or_else(|| Slug::from_name("pattern"))?;
        let (category, complexity, team) = reader.facts(blocks.facts)?;
        let summary = blocks.summary.map(|summary| reader.summary(summary)).unwrap_or_default();
        let aliases = blocks.aliases.map(|aliases| reader.aliases(aliases)).unwrap_or_default();
        for rest in blocks.rest {
            reader.ledger.leave(rest, "neither facts nor summary nor other names");
        }
        (!name.is_empty()).then_some(Self { slug, name, category, complexity, team, summary, aliases })
    }

    /// A pattern with this head and nothing else yet.
    pub(super) fn into_pattern(self) -> Pattern {
        let Self { slug, name, category, complexity, team, summary, aliases } = self;
        Pattern { name, category, complexity, team, summary, aliases, ..Pattern::blank(slug) }
    }
}

/// The blocks of a head, each with its mark or label.
struct Blocks {
    name: Range<usize>,
    facts: Range<usize>,
    summary: Option<Range<usize>>,
    aliases: Option<Range<usize>>,
    rest: Vec<Range<usize>>,
}

impl Blocks {
    fn of(words: &Words<'_>, head: Range<usize>) -> Option<Self> {
        match words.shape() {
            Shape::Lines => Self::by_lines(words, head),
            Shape::Folded => Self::by_words(words, head),
        }
    }

    fn by_lines(words: &Words<'_>, head: Range<usize>) -> Option<Self> {
        let name_end = words.line_end(head.start, head.end);
        let starts_block = |at: usize| {
            let quoted = |at: usize| words.get(at) == ">";
            words.starts_line(at)
                && (words.follows_blank_line(at)
                    || quoted(at) && !quoted(line_start(words, at - 1))
                    || words.get(at) == CATEGORY_LABEL
                    || is_aliases(words, at..head.end))
        };
        let mut starts: Vec<usize> = (name_end..head.end).filter(|&at| at == name_end || starts_block(at)).collect();
        starts.push(head.end);
        let (mut facts, mut summary, mut aliases, mut rest) = (None, None, None, Vec::new());
        for block in starts.windows(2).map(|pair| pair[0]..pair[1]).filter(|block| !block.is_empty()) {
            let slot = if words.get(block.start) == CATEGORY_LABEL {
                &mut facts
            } else if words.get(block.start) == ">" {
                &mut summary
            } else if is_aliases(words, block.clone()) {
                &mut aliases
            } else {
                rest.push(block);
                continue;
            };
            match slot {
                None => *slot = Some(block),
                Some(_) => rest.push(block),
            }
        }
        Some(Self { name: head.start + 1..name_end, facts: facts?, summary, aliases, rest })
    }

    fn by_words(words: &Words<'_>, head: Range<usize>) -> Option<Self> {
        let limit = head.end.min(head.start + MAX_NAME + 2);
        let facts = (head.start + 1..limit).find(|&at| words.get(at) == CATEGORY_LABEL)?;
        let aliases = (facts..head.end).find(|&at| is_aliases(words, at..head.end)).unwrap_or(head.end);
        let summary = (facts..aliases).find(|&at| words.get(at) == ">").unwrap_or(aliases);
        // Behind the aliases another label may follow; what it means is not known.
        let other = (aliases + ALIASES_LABEL.len()..head.end).find(|&at| words.get(at).starts_with("**"));
        let aliases_end = other.unwrap_or(head.end);
        let some = |range: Range<usize>| (!range.is_empty()).then_some(range);
        Some(Self {
            name: head.start + 1..facts,
            facts: facts..summary,
            summary: some(summary..aliases),
            aliases: some(aliases..aliases_end),
            rest: some(aliases_end..head.end).into_iter().collect(),
        })
    }
}

/// The first word of the line that `at` stands in.
fn line_start(words: &Words<'_>, at: usize) -> usize {
    (0..=at).rev().find(|&at| words.starts_line(at)).unwrap_or(0)
}

fn is_aliases(words: &Words<'_>, block: Range<usize>) -> bool {
    let fits = |(nth, word): (usize, &&str)| words.get(block.start + nth) == *word;
    block.len() >= ALIASES_LABEL.len() && ALIASES_LABEL.iter().enumerate().all(fits)
}

struct Reader<'a> {
    words: &'a Words<'a>,
    number: u32,
    ledger: &'a mut Ledger,
}

impl Reader<'_> {
    fn claim(&mut self, range: Range<usize>, part: Part, role: Role) {
        self.ledger.claim(range, Place::Entry(self.number, part), role);
    }

    /// Reads `**Category:** data | **Complexity:** 3/5 | **Team Size:** Small (1+ engineers)`.
    fn facts(&mut self, block: Range<usize>) -> Option<(Category, u8, Team)> {
        let (mut category, mut complexity, mut team) = (None, None, None);
        let bars: Vec<usize> = block.clone().filter(|&at| self.words.get(at) == "|").collect();
        let starts = std::iter::once(block.start).chain(bars.iter().map(|bar| bar + 1));
        let ends = bars.iter().copied().chain([block.end]);
        for (start, end) in starts.zip(ends) {
            let (label, part) = match self.words.get(start) {
                CATEGORY_LABEL => (1, Part::Category),
                "**Complexity:**" => (1, Part::Complexity),
                "**Team" if self.words.get(start + 1) == "Size:**" => (2, Part::Team),
                _ => {
                    self.ledger.leave(start..end, "a fact that entries do not have");
                    continue;
                }
            };
            let value = (start + label).min(end)..end;
            let text = self.words.joined(value.clone());
            match part {
                Part::Category => category = Category::from_word(&text.to_ascii_lowercase()),
                Part::Complexity => complexity = parse_complexity(&text),
                _ => team = parse_team(&text),
            }
            self.claim(start..value.start, part, Role::Markup);
            self.claim(value, part, Role::Content);
        }
        for bar in bars {
            self.ledger.structure(bar..bar + 1);
        }
        Some((category?, complexity?, team?))
    }

    fn summary(&mut self, block: Range<usize>) -> String {
        let words = self.words;
        // In lines every line of the quote has its mark.
        let is_mark = |at: usize| {
            at == block.start || (words.shape() == Shape::Lines && words.starts_line(at) && words.get(at) == ">")
        };
        let mut summary = String::new();
        for at in block.clone() {
            let role = if is_mark(at) { Role::Markup } else { Role::Content };
            self.claim(at..at + 1, Part::Summary, role);
            if role == Role::Content {
                if !summary.is_empty() {
                    summary.push(' ');
                }
                summary.push_str(words.get(at));
            }
        }
        summary
    }

    fn aliases(&mut self, block: Range<usize>) -> Vec<String> {
        let content = block.start + ALIASES_LABEL.len()..block.end;
        self.claim(block.start..content.start, Part::Aliases, Role::Markup);
        self.claim(content.clone(), Part::Aliases, Role::Content);
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let aliases = split_outside_brackets(&self.words.joined(content));
        let mut aliases: Vec<String> = aliases.iter().map(|alias| alias.trim().to_owned()).collect();
        aliases.retain(|alias| !alias.is_empty() && seen.insert(alias.clone()));
        aliases
    }
}

fn parse_complexity(text: &str) -> Option<u8> {
    let complexity: u8 = text.strip_suffix("/5")?.parse().ok()?;
    (1..=5).contains(&complexity).then_some(complexity)
}

/// Reads `Small to Large (2+ engineers)`. The note keeps the words in brackets where the numbers
/// alone would not give them back.
fn parse_team(text: &str) -> Option<Team> {
    let (label, size) = match text.strip_suffix(')').and_then(|text| text.split_once(" (")) {
        Some((label, size)) => (label, size),
        None => (text, ""),
    };
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (min, rest) = size.split_at(digits(size));
    let min = min.parse().unwrap_or(1).max(1);
    let upper = rest.strip_prefix('-').or_else(|| rest.strip_prefix('–')).unwrap_or_default();
    let (max, rest) = upper.split_at(digits(upper));
    // "1-50+" has no upper end.
    let max = max.parse().ok().filter(|max| *max >= min && !rest.starts_with('+'));
    let team = Team { label: label.to_owned(), min, max, note: None };
    let note = (team.size() != size).then(|| size.to_owned());
    (!team.label.is_empty()).then_some(Team { note, ..team })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_keeps_its_words_where_numbers_do_not_say_them() {
        for (text, min, max, note) in [
            ("Small to Large (2+ engineers)", 2, None, None),
            ("Small (1-15 engineers)", 1, Some(15), None),
            ("Any (1-50+ engineers)", 1, None, Some("1-50+ engineers")),
            ("Large (10+ engineers or platform teams)", 10, None, Some("10+ engineers or platform teams")),
            ("Large (many (really) people)", 1, None, Some("many (really) people")),
            ("Any", 1, None, Some("")),
            ("Odd (99999999999999999999+ engineers)", 1, None, Some("99999999999999999999+ engineers")),
            ("Odd (9-3 engineers)", 9, None, Some("9-3 engineers")),
        ] {
            let team = parse_team(text).expect(text);
            assert_eq!((team.min, team.max, team.note.as_deref()), (min, max, note), "{text}");
        }
    }
}
