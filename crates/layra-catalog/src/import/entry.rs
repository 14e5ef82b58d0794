//! Reads one entry of an export into a pattern.
//!
//! Every word that is read is claimed in the [`Ledger`] for the part it went to; what is not claimed
//! at the end was not understood. Nothing is guessed at here: a line that does not have the form the
//! original gives it is left, with the reason.

use std::ops::Range;

use super::head::Head;
use super::ids;
use super::ledger::{Ledger, Place, Role};
use super::link;
use super::list::{self, label_end};
use super::outline::{EntrySpan, Heading, SectionSpan};
use super::reference;
use super::style::Style;
use super::words::Words;
use crate::export::part::Part;
use crate::pattern::{Component, DecisionRow, Example, Pattern, Relation, Stack, Statement, TradeOff, Weight};
use crate::relation::RelationKind;

/// An entry as read, before it has its slug.
pub(super) struct Draft {
    /// The pattern; its slug is that of its name until slugs are chosen.
    pub(super) pattern: Pattern,
    /// Its number among the entries of the export.
    pub(super) number: u32,
    /// Its heading's place.
    pub(super) at: usize,
    /// Each link to a related pattern: base address and words; as many as the pattern has relations.
    pub(super) links: Vec<(String, Range<usize>)>,
}

/// Reads the entry `span`, the `number`th of its export.
///
/// Gives `None`, with all words left, where the entry has no readable name, category, complexity
/// or team.
pub(super) fn read(
    words: &Words<'_>,
    span: &EntrySpan,
    number: u32,
    style: &Style,
    ledger: &mut Ledger,
) -> Option<Draft> {
    let Some(head) = Head::read(words, span.head.clone(), number, ledger) else {
        ledger.leave(span.range.clone(), "an entry without a readable name, category, complexity or team");
        return None;
    };
    ledger.structure(span.rule.clone());
    let mut reader = Reader { words, number, style, ledger, pattern: head.into_pattern(), links: Vec::new() };
    for section in &span.sections {
        reader.section(section);
    }
    let Reader { mut pattern, links, .. } = reader;
    ids::give(&mut pattern);
    Some(Draft { pattern, number, at: span.range.start, links })
}

struct Reader<'a> {
    words: &'a Words<'a>,
    number: u32,
    style: &'a Style,
    ledger: &'a mut Ledger,
    pattern: Pattern,
    links: Vec<(String, Range<usize>)>,
}

impl Reader<'_> {
    fn section(&mut self, section: &SectionSpan) {
        let whole = section.title.start..section.body.end;
        match section.heading {
            Heading::Part(Part::Overview) => {
                self.claim(section.title.clone(), Part::Overview, Role::Markup);
                self.claim(section.body.clone(), Part::Overview, Role::Content);
                self.pattern.overview = self.words.prose(section.body.clone());
            }
            Heading::Part(part) => {
                self.claim(section.title.clone(), part, Role::Markup);
                self.list(part, section.body.clone());
            }
            Heading::TradeOffs => {
                self.ledger.structure(section.title.clone());
                self.ledger.leave(section.body.clone(), "neither below `### Pros` nor below `### Cons`");
            }
            Heading::Repeated => self.ledger.leave(whole, "the entry has had this section already"),
            Heading::Unknown => self.ledger.leave(whole, "a section that entries do not have"),
        }
    }

    fn claim(&mut self, range: Range<usize>, part: Part, role: Role) {
        self.ledger.claim(range, Place::Entry(self.number, part), role);
    }

    fn list(&mut self, part: Part, body: Range<usize>) {
        let items = list::split(self.words, body, part, self.style);
        for stray in items.strays {
            self.ledger.leave(stray, "not an item of the list");
        }
        for (bullet, content) in items.items {
            let read =
                if content.is_empty() { Err("an empty item") } else { self.item(part, content.clone(), items.indent) };
            match read {
                Ok(()) => {
                    self.claim(bullet..bullet + 1, part, Role::Markup);
                    self.claim(content, part, Role::Content);
                }
                Err(reason) => self.ledger.leave(bullet..content.end, reason),
            }
        }
    }

    /// Reads one item into the pattern.
    fn item(&mut self, part: Part, content: Range<usize>, indent: usize) -> Result<(), &'static str> {
        match part {
            Part::UseWhen | Part::AvoidWhen => {
                let say = self.words.item_text(content, indent);
                let statement = Statement { id: String::new(), say, condition: None, weight: 2, veto: false };
                match part {
                    Part::UseWhen => self.pattern.use_when.push(statement),
                    _ => self.pattern.avoid_when.push(statement),
                }
            }
            Part::Pros | Part::Cons => self.trade_off(part, content, indent)?,
            Part::Components => {
                let (name, does) = self.labelled(content, indent)?;
                self.pattern.components.push(Component { id: String::new(), name, does });
            }
            Part::Stacks => {
                let (name, items) = self.labelled(content, indent)?;
                self.pattern.stacks.push(Stack { name, items, uses: Vec::new() });
            }
            Part::Examples => {
                let (org, say) = self.labelled(content, indent)?;
                self.pattern.examples.push(Example { org, say });
            }
            Part::Versus => {
                let (label, say) = self.labelled(content, indent)?;
                let other = label.strip_prefix("vs ").ok_or("no `**vs Something:**` in front")?.to_owned();
                let row = DecisionRow { id: String::new(), other, pattern: None, say, prefer_if: None, other_if: None };
                self.pattern.versus.push(row);
            }
            Part::References => self.pattern.references.push(reference::parse(&self.words.joined(content))),
            Part::Related => self.related(content)?,
            Part::Name
            | Part::Category
            | Part::Complexity
            | Part::Team
            | Part::Summary
            | Part::Aliases
            | Part::Overview => {}
        }
        Ok(())
    }

    fn trade_off(&mut self, part: Part, content: Range<usize>, indent: usize) -> Result<(), &'static str> {
        let mark = self.words.get(content.start);
        let word = mark.strip_prefix('[').and_then(|mark| mark.strip_suffix(']'));
        let weight = word.and_then(Weight::from_word).ok_or("no `[high]`, `[medium]` or `[low]` in front")?;
        if content.len() < 2 {
            return Err("a weight without words");
        }
        let say = self.words.item_text(content.start + 1..content.end, indent);
        let trade_off = TradeOff { id: String::new(), weight, quality: Vec::new(), say };
        match part {
            Part::Pros => self.pattern.pros.push(trade_off),
            _ => self.pattern.cons.push(trade_off),
        }
        Ok(())
    }

    /// The label in front of an item and the text behind it.
    fn labelled(&self, content: Range<usize>, indent: usize) -> Result<(String, String), &'static str> {
        let label_end = label_end(self.words, content.clone()).ok_or("no `**Name:**` in front")?;
        if label_end == content.end {
            return Err("a name without words");
        }
        let label = self.words.joined(content.start..label_end);
        let name = label.strip_prefix("**").and_then(|label| label.strip_suffix(":**")).map(str::trim);
        let name = name.filter(|name| !name.is_empty()).ok_or("no `**Name:**` in front")?;
        Ok((name.to_owned(), self.words.item_text(label_end..content.end, indent)))
    }

    fn related(&mut self, content: Range<usize>) -> Result<(), &'static str> {
        let link = link::parse(&self.words.joined(content.clone()))?;
        self.pattern.relations.push(Relation { to: link.slug, kind: RelationKind::Related, say: String::new() });
        self.links.push((link.base_url, content));
        Ok(())
    }
}
