//! Reads a complete export, `llms-full.txt`, into a pack.
//!
//! Two shapes occur: ordinary Markdown, and the same with all white space folded to single blanks.
//! Both are read as words; where a block can begin is the only difference (`words`, `outline`).
//! Nothing is dropped silently: [`Import::account`] says of every word where it went, and
//! [`crate::export::llms_full()`] of the result gives the words of the input again. What the import
//! writes to disk is [`pack_files`]; writing it is for the caller.
//!
//! ```
//! use layra_catalog::import::{Options, import};
//!
//! let export = "# Tide Pool **Category:** data | **Complexity:** 1/5 | **Team Size:** Any (1+ engineers) > Waits. ---";
//! let import = import(export, &Options::default()).expect("it is small");
//! assert_eq!(import.patterns[0].slug.as_str(), "tide-pool");
//! assert!(import.account.is_complete());
//! ```

mod account;
mod audit;
mod entry;
mod folded;
mod head;
mod header;
mod ids;
mod ledger;
mod link;
mod list;
mod locate;
mod outline;
mod reference;
mod slugs;
mod statements;
mod style;
mod words;
mod write;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

pub use account::{Account, FieldCount, Unaccounted};
pub use slugs::{SlugChoice, SlugSource, parse_slugs};
pub use write::pack_files;

use crate::catalog::{Catalog, Contents, Masthead};
use crate::pattern::Pattern;
use crate::problem::{Problem, Severity};
use crate::slug::Slug;

use entry::Draft;
use header::Header;
use ledger::Ledger;
use locate::Locator;
use outline::Outline;
use style::Style;
use words::Words;

/// Largest text that is read, in bytes: twenty times the complete original. A hostile text takes up
/// to a hundred times its size in memory.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// What an import may be told.
#[derive(Debug, Clone, Default)]
pub struct Options<'a> {
    /// What problems call the text; usually its path.
    pub path: String,
    /// The slug of each name, as [`parse_slugs`] gives them.
    pub slugs: BTreeMap<String, Slug>,
    /// A catalogue whose names and aliases tell slugs.
    pub known: Option<&'a Catalog>,
}

/// Why a text is not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is larger than [`MAX_BYTES`].
    #[error("the text has {bytes} bytes; an export has at most {MAX_BYTES}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It is not UTF-8.
    #[error("the text is not UTF-8: byte {at} begins no character")]
    NotText {
        /// First byte that is not.
        at: usize,
    },
}

impl ImportError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "import the file `llms-full.txt` of a Layra catalogue, in parts if need be",
            Self::NotText { .. } => "import the file `llms-full.txt` of a Layra catalogue, saved as UTF-8",
        }
    }
}

/// What was read from an export.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Import {
    /// What the catalogue is called, where it is published and when it was made.
    pub masthead: Masthead,
    /// Its patterns, in the order of the text.
    pub patterns: Vec<Pattern>,
    /// Slugs that entries link to without there being an entry.
    pub announced: Vec<Slug>,
    /// The slug of each pattern and where it comes from, in the order of the patterns.
    pub slugs: Vec<SlugChoice>,
    /// What is wrong with the text, and what deserves a look. Words that were not understood are in
    /// the account.
    pub problems: Vec<Problem>,
    /// Where every word went.
    pub account: Account,
}

impl Import {
    /// The slugs that were not given: each deserves a look.
    pub fn guesses(&self) -> impl Iterator<Item = &SlugChoice> {
        self.slugs.iter().filter(|choice| choice.source != SlugSource::Given)
    }

    /// Whether all of the text was understood.
    pub fn is_complete(&self) -> bool {
        self.account.is_complete() && !crate::problem::has_errors(&self.problems)
    }

    /// The catalogue that was read.
    pub fn catalog(&self) -> Catalog {
        catalog(self.masthead.clone(), self.patterns.clone(), self.announced.clone())
    }
}

/// The text of a file, where it can be read at all.
///
/// # Errors
/// When it is larger than [`MAX_BYTES`] or not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { bytes: bytes.len() });
    }
    std::str::from_utf8(bytes).map_err(|error| ImportError::NotText { at: error.valid_up_to() })
}

/// Reads `text`, in either shape. It never fails on content: what is not understood is in the
/// account.
///
/// # Errors
/// When `text` is larger than [`MAX_BYTES`].
pub fn import(text: &str, options: &Options<'_>) -> Result<Import, ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { bytes: text.len() });
    }
    let text = with_plain_line_breaks(text.strip_prefix('\u{feff}').unwrap_or(text));
    let words = Words::split(&text);
    let outline = Outline::of(&words);
    let style = Style::of(&words, &outline);
    let mut ledger = Ledger::new(words.len());
    let mut notes = Notes::default();

    let header = Header::read(&words, outline.header.clone(), &mut ledger);
    let mut drafts: Vec<Draft> = Vec::new();
    for (number, span) in (0u32..).zip(&outline.entries) {
        match entry::read(&words, span, number, &style, &mut ledger) {
            Some(draft) => {
                if draft.pattern.summary.is_empty() {
                    let message = format!("`{}` has no summary", draft.pattern.name);
                    notes.add(Severity::Error, draft.at, message, "add a line `> What it is` below its heading");
                }
                drafts.push(draft);
            }
            None => notes.add(
                Severity::Error,
                span.range.start,
                "an entry cannot be read".to_owned(),
                "its heading must be followed by `**Category:** ... | **Complexity:** 3/5 | **Team Size:** ...`",
            ),
        }
    }
    for &at in words.unclosed_fences() {
        let message = "code begins here that never ends".to_owned();
        notes.add(
            Severity::Warning,
            at,
            message,
            "close it with a line of the same marks; it was closed where its text ends",
        );
    }
    if outline.entries.is_empty() {
        let hint = "import the file `llms-full.txt` of a Layra catalogue";
        notes.add(Severity::Error, usize::MAX, "the text holds no entry of a Layra export".to_owned(), hint);
    }
    if let Some((at, count)) = header.count.filter(|(_, count)| *count != drafts.len()) {
        let message = format!("the text says it has {count} patterns, {} were read", drafts.len());
        notes.add(Severity::Warning, at, message, "it may have been cut off, or edited since it was made");
    }

    let slugs = slugs::choose(&drafts, &options.slugs, options.known);
    note_slugs(&slugs, &drafts, &options.slugs, &mut notes);
    for (draft, choice) in drafts.iter_mut().zip(&slugs) {
        draft.pattern.slug = choice.slug.clone();
        drop_odd_links(draft, &mut ledger);
    }
    link_rows(&mut drafts);
    let announced = announced(&drafts, &mut notes);

    let masthead = Masthead { title: header.title, base_url: usual_base_url(&drafts), generated: header.generated };
    let numbers = drafts.iter().enumerate().map(|(index, draft)| (draft.number, index)).collect();
    let patterns = drafts.into_iter().map(|draft| draft.pattern).collect();
    let catalog = catalog(masthead, patterns, announced);
    let account = Account::settle(&words, &ledger, &catalog, &numbers);
    let problems = notes.settle(&words, &options.path);
    let Contents { masthead, patterns, announced, .. } = catalog.into_contents();
    Ok(Import { masthead, patterns, announced, slugs, problems, account })
}

fn catalog(masthead: Masthead, patterns: Vec<Pattern>, announced: Vec<Slug>) -> Catalog {
    Contents { masthead, patterns, announced, ..Contents::default() }.into()
}

fn with_plain_line_breaks(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

/// Problems while their places are still words.
#[derive(Default)]
struct Notes(Vec<(usize, Severity, String, String)>);

impl Notes {
    /// Notes a problem of the word at `at`; of the whole text, past its end.
    fn add(&mut self, severity: Severity, at: usize, message: String, hint: impl Into<String>) {
        self.0.push((at, severity, message, hint.into()));
    }

    fn settle(self, words: &Words<'_>, path: &str) -> Vec<Problem> {
        let mut locator = Locator::new(words);
        let mut notes = self.0;
        notes.sort();
        notes
            .into_iter()
            .map(|(at, severity, message, hint)| locator.problem(path, at, severity, message).with_hint(hint))
            .collect()
    }
}

/// Notes clashes, and given slugs that nothing goes by.
fn note_slugs(slugs: &[SlugChoice], drafts: &[Draft], given: &BTreeMap<String, Slug>, notes: &mut Notes) {
    for (choice, draft) in slugs.iter().zip(drafts) {
        if let Some(wanted) = &choice.instead_of {
            let message = format!("`{}` would be `{wanted}`, which is taken; it is `{}`", choice.name, choice.slug);
            notes.add(Severity::Warning, draft.at, message, "give each name a slug of its own with `--slugs`");
        }
    }
    let names: BTreeSet<&str> = slugs.iter().map(|choice| choice.name.as_str()).collect();
    for name in given.keys().filter(|name| !names.contains(name.as_str())) {
        let message = format!("a slug is given for `{name}`, but no entry has that name");
        let hint = crate::nearest::hint(name, names.iter().copied()).unwrap_or_else(|| "remove the line".to_owned());
        notes.add(Severity::Warning, usize::MAX, message, hint);
    }
}

/// Takes out links that lead to the entry itself or stand twice; their words are left.
fn drop_odd_links(draft: &mut Draft, ledger: &mut Ledger) {
    let own = draft.pattern.slug.clone();
    let mut seen: BTreeSet<Slug> = BTreeSet::new();
    let stated = std::mem::take(&mut draft.pattern.relations).into_iter().zip(std::mem::take(&mut draft.links));
    for (relation, (base_url, words)) in stated {
        // The bullet stands in front of the link.
        if relation.to == own {
            ledger.leave(words.start - 1..words.end, "a link of the entry to itself");
        } else if seen.insert(relation.to.clone()) {
            draft.pattern.relations.push(relation);
            draft.links.push((base_url, words));
        } else {
            ledger.leave(words.start - 1..words.end, "a link that stands twice");
        }
    }
}

/// Points the rows of decision matrices at the patterns they name.
fn link_rows(drafts: &mut [Draft]) {
    let mut owners: BTreeMap<String, Slug> = BTreeMap::new();
    let names = drafts.iter().map(|draft| (&draft.pattern.name, &draft.pattern.slug));
    let aliases =
        drafts.iter().flat_map(|draft| draft.pattern.aliases.iter().map(|alias| (alias, &draft.pattern.slug)));
    for (name, slug) in names.chain(aliases) {
        owners.entry(name.to_lowercase()).or_insert_with(|| slug.clone());
    }
    for draft in drafts {
        for row in &mut draft.pattern.versus {
            row.pattern = owners.get(&row.other.to_lowercase()).filter(|slug| **slug != draft.pattern.slug).cloned();
        }
    }
}

/// Slugs that are linked to but have no entry, in the order of the text.
fn announced(drafts: &[Draft], notes: &mut Notes) -> Vec<Slug> {
    let mut known: BTreeSet<&Slug> = drafts.iter().map(|draft| &draft.pattern.slug).collect();
    let mut announced = Vec::new();
    for draft in drafts {
        for (relation, (_, words)) in draft.pattern.relations.iter().zip(&draft.links) {
            if known.insert(&relation.to) {
                let message = format!("`{}` is linked to but has no entry", relation.to);
                let hint = "if an entry goes by another slug, give it this one with `--slugs`";
                notes.add(Severity::Warning, words.start, message, hint);
                announced.push(relation.to.clone());
            }
        }
    }
    announced
}

/// The base address most links have; the first of several.
fn usual_base_url(drafts: &[Draft]) -> String {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (nth, (base_url, _)) in drafts.iter().flat_map(|draft| &draft.links).enumerate() {
        counts.entry(base_url).or_insert((0, nth)).0 += 1;
    }
    let usual = counts.into_iter().max_by_key(|&(_, (count, first))| (count, std::cmp::Reverse(first)));
    usual.map(|(base_url, _)| base_url.to_owned()).unwrap_or_default()
}
