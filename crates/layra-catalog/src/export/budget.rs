//! One pattern within a number of tokens: the most useful first, nothing cut, and what is left out said.
//!
//! An entry is a row of pieces, each of which is given whole or not at all, and the row is the same for
//! every budget: a larger one gives all that a smaller one gives, and more.

use schemars::JsonSchema;
use serde::Serialize;

use super::layout::{blocks, headed};
use super::markdown::{Piece, head, pieces, together};
use crate::catalog::Catalog;
use crate::pattern::{Pattern, Statement, TradeOff, Weight};
use crate::section::Section;
use crate::tokens::Tokens;

/// Tokens that a budget should have at least: a name and the note on what is left out take up to half of
/// them.
pub const LEAST_BUDGET: usize = 150;

/// What is wanted of a pattern.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The sections it may be taken from, below the name; none given means the whole entry.
    pub sections: &'a [Section],
    /// Most tokens of the text.
    pub budget: usize,
    /// Who reads it.
    pub reader: Reader,
}

/// Who reads a text, and so how to get what is left out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// An agent that calls tools.
    Agent,
    /// Whoever asks over HTTP.
    Web,
    /// Whoever types commands.
    Terminal,
}

impl Reader {
    const ALL: [Self; 3] = [Self::Agent, Self::Web, Self::Terminal];

    const fn more(self) -> &'static str {
        match self {
            Self::Agent => "Ask again with `sections` or a larger `budget`.",
            Self::Web => "Ask with `section=` or a larger `budget=`, or with neither for all.",
            Self::Terminal => "Add `--section` or a larger `--budget`, or leave both out for all.",
        }
    }
}

/// Every note on what is left out, so that its tokens can be counted beforehand.
pub fn notes() -> String {
    let left_out: Vec<LeftOut> =
        Section::ALL.iter().flat_map(|&section| [1, 2].map(|of| LeftOut { section, pieces: 1, of })).collect();
    let titles = Section::ALL.iter().map(|section| format!("\n## {}", section.title()));
    let notes = Reader::ALL.iter().map(|reader| note(&left_out, HeadIs::Cut, 0, *reader));
    blocks(notes.chain(titles).map(|block| line(&block)))
}

/// A pattern, or the part of it that fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fitted {
    /// It, as Markdown.
    pub text: String,
    /// Tokens of the text.
    pub tokens: usize,
    /// What is left out of the sections wanted, in their order; empty when all of it is there.
    pub left_out: Vec<LeftOut>,
}

/// A section that is not there as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// The section.
    pub section: Section,
    /// How many of its statements, rows or paragraphs are left out.
    pub pieces: usize,
    /// How many it has.
    pub of: usize,
}

/// Which pieces come when: up to so many of a section, the most useful of it first. What decides whether
/// a pattern is for somebody comes before what it takes to live with it.
const COURSES: &[(Section, usize)] = &[
    (Section::UseWhen, 3),
    (Section::AvoidWhen, 3),
    (Section::TradeOffs, 4),
    (Section::Versus, 2),
    (Section::Components, usize::MAX),
    (Section::Failures, 2),
    (Section::UseWhen, usize::MAX),
    (Section::AvoidWhen, usize::MAX),
    (Section::TradeOffs, usize::MAX),
    (Section::Versus, usize::MAX),
    (Section::Adopt, usize::MAX),
    (Section::Exits, usize::MAX),
    (Section::Failures, usize::MAX),
    (Section::Smells, usize::MAX),
    (Section::Measures, usize::MAX),
    (Section::Related, usize::MAX),
    (Section::Stacks, usize::MAX),
    (Section::Overview, usize::MAX),
    (Section::Terms, usize::MAX),
    (Section::Examples, usize::MAX),
    (Section::References, usize::MAX),
];

/// The most useful of `pattern` that fits, in the order of the entry, closed by a note on what is left
/// out.
///
/// The name and the note are always there, so a budget smaller than these two is exceeded. Pieces are
/// counted apart, which never gives fewer tokens than the whole has: a tokenizer puts nothing together
/// across the end of a line and what begins the next.
pub fn fitted(catalog: &Catalog, pattern: &Pattern, wanted: &Wanted<'_>, tokens: &Tokens) -> Fitted {
    let entry = Entry::new(catalog, pattern, wanted);
    let row = entry.row(pattern);
    let whole = entry.with(&row, wanted, tokens);
    if whole.tokens <= wanted.budget {
        return whole;
    }
    let (mut spent, mut given, mut fits) = (tokens.count(&line(&entry.head[0])), Given::none(&entry), 0);
    for nth in 0..=row.len() {
        let note = entry.note(&given, wanted);
        let note = if note.is_empty() { 0 } else { tokens.count(&line(&note)) };
        if spent + note <= wanted.budget {
            fits = nth;
        }
        let Some(unit) = row.get(nth) else { break };
        spent += entry.tokens(*unit, &given, tokens);
        given.add(*unit);
        if spent > wanted.budget {
            break;
        }
    }
    entry.with(&row[..fits], wanted, tokens)
}

/// Whether all that stands above the sections is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeadIs {
    Whole,
    Cut,
}

fn note(left_out: &[LeftOut], head: HeadIs, budget: usize, reader: Reader) -> String {
    let head = (head == HeadIs::Cut).then(|| "summary".to_owned());
    let sections = left_out.iter().map(|LeftOut { section, pieces, of }| {
        if pieces == of { section.id().to_owned() } else { format!("{} ({pieces} of {of})", section.id()) }
    });
    let names: Vec<String> = head.into_iter().chain(sections).collect();
    format!("> Left out to fit {budget} tokens: {}. {}", names.join(", "), reader.more())
}

/// A block with the blank line that follows it.
fn line(block: &str) -> String {
    format!("{block}\n\n")
}

/// An entry in pieces.
struct Entry {
    /// The name, then what else stands above the sections.
    head: Vec<String>,
    sections: Vec<(Section, Vec<Piece>)>,
}

/// Something that is given whole.
#[derive(Debug, Clone, Copy)]
enum Unit {
    /// A line of the head.
    Head(usize),
    /// A piece of a section, both by their place.
    Piece(usize, usize),
}

/// What is given.
struct Given {
    head: Vec<bool>,
    sections: Vec<Vec<bool>>,
}

impl Given {
    /// Nothing but the name.
    fn none(entry: &Entry) -> Self {
        let sections = entry.sections.iter().map(|(_, pieces)| vec![false; pieces.len()]).collect();
        Self { head: (0..entry.head.len()).map(|nth| nth == 0).collect(), sections }
    }

    fn add(&mut self, unit: Unit) {
        match unit {
            Unit::Head(nth) => self.head[nth] = true,
            Unit::Piece(section, nth) => self.sections[section][nth] = true,
        }
    }
}

impl Entry {
    fn new(catalog: &Catalog, pattern: &Pattern, wanted: &Wanted<'_>) -> Self {
        let mut head: Vec<String> = head(catalog, pattern).into_iter().filter(|line| !line.is_empty()).collect();
        let chosen = if wanted.sections.is_empty() { Section::ALL } else { wanted.sections };
        if !wanted.sections.is_empty() {
            head.truncate(1);
        }
        let mut sections: Vec<(Section, Vec<Piece>)> = Vec::new();
        for &section in chosen {
            let pieces = pieces(catalog, pattern, section);
            if !pieces.is_empty() && !sections.iter().any(|(other, _)| *other == section) {
                sections.push((section, pieces));
            }
        }
        Self { head, sections }
    }

    /// All but the name, the most useful first.
    fn row(&self, pattern: &Pattern) -> Vec<Unit> {
        let mut row: Vec<Unit> = (1..self.head.len()).map(Unit::Head).collect();
        let orders: Vec<Vec<usize>> =
            self.sections.iter().map(|(section, pieces)| order(pattern, *section, pieces.len())).collect();
        let mut taken = vec![0; orders.len()];
        for (section, most) in COURSES {
            let Some(at) = self.sections.iter().position(|(other, _)| other == section) else { continue };
            let upto = orders[at].len().min(*most);
            row.extend(orders[at].get(taken[at]..upto).unwrap_or_default().iter().map(|nth| Unit::Piece(at, *nth)));
            taken[at] = taken[at].max(upto);
        }
        row
    }

    /// The entry with nothing but the name and these.
    fn with(&self, units: &[Unit], wanted: &Wanted<'_>, tokens: &Tokens) -> Fitted {
        let mut given = Given::none(self);
        units.iter().for_each(|unit| given.add(*unit));
        let text = self.text(&given, wanted);
        Fitted { tokens: tokens.count(&text), text, left_out: self.left_out(&given) }
    }

    /// Tokens that a unit adds, headings included.
    fn tokens(&self, unit: Unit, given: &Given, tokens: &Tokens) -> usize {
        match unit {
            Unit::Head(nth) => tokens.count(&line(&self.head[nth])),
            Unit::Piece(at, nth) => {
                let (section, pieces) = &self.sections[at];
                let piece = &pieces[nth];
                let shown = |same: &dyn Fn(&Piece) -> bool| {
                    pieces.iter().zip(&given.sections[at]).any(|(other, given)| *given && same(other))
                };
                let mut sum = tokens.count(&format!("{}{}", piece.text, piece.gap));
                if !shown(&|_| true) {
                    sum += tokens.count(&line(&format!("\n## {}", section.title())));
                }
                if let Some(title) = piece.title
                    && !shown(&|other| other.title == piece.title)
                {
                    sum += tokens.count(&line(&format!("\n### {title}")));
                }
                sum
            }
        }
    }

    fn left_out(&self, given: &Given) -> Vec<LeftOut> {
        let left_out = self.sections.iter().zip(&given.sections).map(|((section, pieces), given)| LeftOut {
            section: *section,
            pieces: given.iter().filter(|given| !**given).count(),
            of: pieces.len(),
        });
        left_out.filter(|left_out| left_out.pieces > 0).collect()
    }

    /// What is left out and how to get it; empty when nothing is.
    fn note(&self, given: &Given, wanted: &Wanted<'_>) -> String {
        let head = if given.head.iter().all(|given| *given) { HeadIs::Whole } else { HeadIs::Cut };
        let left_out = self.left_out(given);
        if left_out.is_empty() && head == HeadIs::Whole {
            return String::new();
        }
        note(&left_out, head, wanted.budget, wanted.reader)
    }

    fn text(&self, given: &Given, wanted: &Wanted<'_>) -> String {
        let head = self.head.iter().zip(&given.head).filter(|(_, given)| **given).map(|(line, _)| line.clone());
        let sections = self.sections.iter().zip(&given.sections).map(|((section, pieces), given)| {
            let chosen = pieces.iter().zip(given).filter(|(_, given)| **given).map(|(piece, _)| piece.clone());
            headed(2, section.title(), &together(&chosen.collect::<Vec<_>>()))
        });
        blocks(head.chain(sections).chain([self.note(given, wanted)])) + "\n"
    }
}

/// The places of a section's pieces, the most useful first.
fn order(pattern: &Pattern, section: Section, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    match section {
        Section::UseWhen => order.sort_by_key(|nth| heaviest(&pattern.use_when[*nth])),
        Section::AvoidWhen => order.sort_by_key(|nth| heaviest(&pattern.avoid_when[*nth])),
        Section::TradeOffs => {
            // The heaviest of what it wins, the heaviest of what it costs, and so on.
            let (wins, costs) = (by_weight(&pattern.pros), by_weight(&pattern.cons));
            let turns = wins.len().max(costs.len());
            let costs = |turn: usize| costs.get(turn).map(|nth| pattern.pros.len() + nth);
            order = (0..turns).flat_map(|turn| [wins.get(turn).copied(), costs(turn)]).flatten().collect();
        }
        // In the order in which they are told.
        _ => {}
    }
    order
}

/// Sorts what rules a pattern out before all else, then by weight.
fn heaviest(statement: &Statement) -> (bool, u8) {
    (!statement.veto, u8::MAX - statement.weight)
}

fn by_weight(trade_offs: &[TradeOff]) -> Vec<usize> {
    let rank = |nth: &usize| match trade_offs[*nth].weight {
        Weight::High => 0,
        Weight::Medium => 1,
        Weight::Low => 2,
    };
    let mut order: Vec<usize> = (0..trade_offs.len()).collect();
    order.sort_by_key(rank);
    order
}
