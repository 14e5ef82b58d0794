//! The account of an import: where every word of the input went.
//!
//! It lists what was never understood and what was lost on the way alike; [`super::audit`] finds out.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::audit::{self, Fate, Run};
use super::ledger::{Ledger, Place, Role};
use super::locate::Locator;
use super::words::Words;
use crate::catalog::Catalog;
use crate::export::llms_full;
use crate::export::part::Part;

/// Most places listed; the number of words is exact all the same.
const MAX_LISTED: usize = 10_000;
/// Longest excerpt of words that were not understood, in characters.
const MAX_EXCERPT: usize = 120;

/// Where every word of an import's input went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Account {
    /// Words in the input: what stands between white space.
    pub words: usize,
    /// Words kept, by field, in the order of an entry.
    pub fields: Vec<FieldCount>,
    /// Words that are structure: headings, bullets, labels. They are written again from the model.
    pub markup: usize,
    /// Words that are neither: not understood, or not kept as they were.
    pub unaccounted_words: usize,
    /// Where those stand, adjoining ones together.
    pub unaccounted: Vec<Unaccounted>,
    /// Places of such words beyond those listed.
    pub unlisted: usize,
    /// Whether an export of what was imported has exactly the words of the input, in their order.
    pub reproduced: bool,
}

/// How many words one field took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldCount {
    /// The field.
    pub field: String,
    /// Words in it, over all entries.
    pub words: usize,
}

/// Words that no field has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unaccounted {
    /// Line of the first word, counted from 1.
    pub line: usize,
    /// Its column in characters, counted from 1.
    pub column: usize,
    /// Its number among all words, counted from 1.
    pub word: usize,
    /// How many words there are.
    pub words: usize,
    /// The words, shortened when there are many.
    pub text: String,
    /// Why nothing came of them.
    pub reason: String,
}

impl Account {
    /// Whether every word is accounted for.
    pub fn is_complete(&self) -> bool {
        self.unaccounted_words == 0
    }

    /// Words kept in fields.
    pub fn kept(&self) -> usize {
        self.fields.iter().map(|field| field.words).sum()
    }

    /// Settles the claims of `ledger` against the finished catalogue. `numbers[n]` says which of
    /// its patterns the entry `n` became.
    pub(super) fn settle(
        words: &Words<'_>,
        ledger: &Ledger,
        catalog: &Catalog,
        numbers: &BTreeMap<u32, usize>,
    ) -> Self {
        let mut counts: BTreeMap<Field, usize> = BTreeMap::new();
        let (mut markup, mut unaccounted_words) = (0, 0);
        let fates = audit::fates(words, ledger, catalog, numbers);
        for (at, fate) in fates.iter().enumerate() {
            let claim = ledger.get(at);
            match (fate, claim.role, claim.place) {
                (Fate::Lost | Fate::Left, ..) => unaccounted_words += 1,
                (Fate::Kept, Role::Content, Place::Title) => *counts.entry(Field::Title).or_default() += 1,
                (Fate::Kept, Role::Content, Place::Generated) => *counts.entry(Field::Generated).or_default() += 1,
                (Fate::Kept, Role::Content, Place::Entry(_, part)) => {
                    *counts.entry(Field::Part(part)).or_default() += 1;
                }
                (Fate::Kept, ..) => markup += 1,
            }
        }
        let fields = [Field::Title, Field::Generated].into_iter().chain(Part::ALL.iter().copied().map(Field::Part));
        let fields = fields
            .map(|field| FieldCount { field: field.to_string(), words: counts.get(&field).copied().unwrap_or(0) })
            .collect();
        let runs = audit::runs(&fates, ledger);
        let mut locator = Locator::new(words);
        let unaccounted = runs.iter().take(MAX_LISTED).map(|run| list(run, words, &mut locator)).collect();
        let unlisted = runs.len().saturating_sub(MAX_LISTED);
        let reproduced = llms_full(catalog).split_whitespace().eq(words.all());
        Self { words: words.len(), fields, markup, unaccounted_words, unaccounted, unlisted, reproduced }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Title,
    Generated,
    Part(Part),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => f.write_str("title"),
            Self::Generated => f.write_str("generated"),
            Self::Part(part) => part.fmt(f),
        }
    }
}

/// The run as it is shown.
fn list(run: &Run, words: &Words<'_>, locator: &mut Locator<'_>) -> Unaccounted {
    let (line, column) = locator.place(run.words.start);
    let mut text = String::new();
    let mut room = MAX_EXCERPT;
    for at in run.words.clone() {
        if !text.is_empty() {
            text.push(' ');
        }
        let word = words.get(at);
        // Control characters would reach the terminal of whoever reads the account.
        let visible = word.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
        text.extend(visible.take(room));
        if word.chars().nth(room).is_some() {
            text.push('…');
            break;
        }
        room = room.saturating_sub(word.chars().count() + 1);
    }
    let reason = run.reason.to_owned();
    Unaccounted { line, column, word: run.words.start + 1, words: run.words.len(), text, reason }
}

impl fmt::Display for Account {
    /// A table of fields and words, then every place that is not accounted for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |name: &str, words: usize| writeln!(f, "{name:<14}{words:>9}");
        for field in &self.fields {
            row(&field.field, field.words)?;
        }
        row("markup", self.markup)?;
        row("unaccounted", self.unaccounted_words)?;
        row("all words", self.words)?;
        for place in &self.unaccounted {
            let Unaccounted { line, column, word, words, text, reason } = place;
            let noun = if *words == 1 { "word" } else { "words" };
            writeln!(f, "{line}:{column} (word {word}): {words} {noun}: {reason}: `{text}`")?;
        }
        if self.unlisted > 0 {
            writeln!(f, "and {} more places", self.unlisted)?;
        }
        Ok(())
    }
}
