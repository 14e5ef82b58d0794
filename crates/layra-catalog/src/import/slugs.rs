//! Chooses the slug of every imported entry.
//!
//! An export names its entries but does not say their slugs. They are taken, in this order, from
//! what the caller gives; from a catalogue that knows the name or an alias; from a link target whose
//! words are all in the name or an alias; from the name itself. Every slug that was not given is a
//! guess and is reported as one. A slug goes to one entry only.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::Draft;
use crate::catalog::Catalog;
use crate::pattern::word_enum;
use crate::problem::{Problem, Severity, SourceText};
use crate::slug::{self, MAX_LENGTH, Slug};

word_enum! {
    /// Where a slug comes from.
    SlugSource {
        /// The caller gave it.
        Given = "given",
        /// A known catalogue has the name, or an alias.
        Catalogue = "catalogue",
        /// An entry links to it, and its words are all in the name or an alias.
        Link = "link",
        /// It was made from the name.
        Name = "name",
    }
}
/// The slug chosen for one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SlugChoice {
    /// The entry's name.
    pub name: String,
    /// Its slug.
    pub slug: Slug,
    /// Where the slug comes from; all but `given` are guesses.
    pub source: SlugSource,
    /// The slug it would have had, where another entry has that one.
    pub instead_of: Option<Slug>,
}

/// Most comparisons made in search of link targets; names left over get their slug from themselves.
/// The complete original takes a few hundred.
const MAX_COMPARISONS: usize = 10_000_000;

/// Reads a file of slugs: TOML, one line `"Name" = "slug"` per entry.
///
/// # Errors
/// When it is not TOML, or a value is not a slug. All faults are given, each with its place.
pub fn parse_slugs(source: &SourceText) -> Result<BTreeMap<String, Slug>, Vec<Problem>> {
    let table: BTreeMap<String, toml::Spanned<toml::Value>> = toml::from_str(&source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().trim_end_matches('.').to_owned();
        vec![
            Problem::at(Severity::Error, source, span, message)
                .with_hint("write a line `\"Name\" = \"slug\"` per entry"),
        ]
    })?;
    let mut slugs = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, value) in table {
        let span = value.span();
        let parsed = match value.get_ref() {
            toml::Value::String(text) => Slug::parse(text).map_err(|error| error.to_string()),
            other => Err(format!("the slug of `{name}` is of type {}, not a string", other.type_str())),
        };
        match parsed {
            Ok(slug) => {
                slugs.insert(name, slug);
            }
            Err(message) => problems.push(
                Problem::at(Severity::Error, source, span, message).with_hint("write it as `\"Name\" = \"some-slug\"`"),
            ),
        }
    }
    problems.sort_by(Problem::order);
    if problems.is_empty() { Ok(slugs) } else { Err(problems) }
}

/// Chooses a slug for each of `drafts`, in their order.
pub(super) fn choose(drafts: &[Draft], given: &BTreeMap<String, Slug>, known: Option<&Catalog>) -> Vec<SlugChoice> {
    let mut chooser =
        Chooser { chosen: vec![None; drafts.len()], taken: BTreeSet::new(), instead_of: vec![None; drafts.len()] };
    chooser.each(drafts, SlugSource::Given, |draft| given.get(&draft.pattern.name).cloned());
    if let Some(known) = known {
        let find = |name: &str| known.find(name).map(|pattern| pattern.slug.clone());
        // What goes by a name has a better claim than what goes by an alias.
        chooser.each(drafts, SlugSource::Catalogue, |draft| find(&draft.pattern.name));
        chooser.each_without_clash(drafts, SlugSource::Catalogue, |draft| {
            draft.pattern.aliases.iter().find_map(|alias| find(alias))
        });
    }
    for (index, slug) in by_link(drafts, &chooser) {
        chooser.take(index, SlugSource::Link, slug);
    }
    chooser.each(drafts, SlugSource::Name, |draft| Some(draft.pattern.slug.clone()));
    let Chooser { chosen, mut taken, instead_of } = chooser;
    let mut counters: BTreeMap<Slug, usize> = BTreeMap::new();
    drafts
        .iter()
        .zip(chosen)
        .zip(instead_of)
        .map(|((draft, chosen), wanted)| {
            let name = draft.pattern.name.clone();
            if let Some((source, slug)) = chosen {
                return SlugChoice { name, slug, source, instead_of: wanted.map(|(_, slug)| slug) };
            }
            let (source, wanted) = wanted.unwrap_or_else(|| (SlugSource::Name, draft.pattern.slug.clone()));
            let slug = numbered(&wanted, &mut counters, &mut taken);
            SlugChoice { name, slug, source, instead_of: Some(wanted) }
        })
        .collect()
}

struct Chooser {
    chosen: Vec<Option<(SlugSource, Slug)>>,
    taken: BTreeSet<Slug>,
    /// What an entry wanted first but another one had.
    instead_of: Vec<Option<(SlugSource, Slug)>>,
}

impl Chooser {
    fn each(&mut self, drafts: &[Draft], source: SlugSource, wanted: impl Fn(&Draft) -> Option<Slug>) {
        for (index, draft) in drafts.iter().enumerate() {
            // An entry whose slug is taken does not try the weaker ways: it gets a number.
            if self.chosen[index].is_none()
                && self.instead_of[index].is_none()
                && let Some(slug) = wanted(draft)
                && !self.take(index, source, slug.clone())
            {
                self.instead_of[index] = Some((source, slug));
            }
        }
    }

    fn each_without_clash(&mut self, drafts: &[Draft], source: SlugSource, wanted: impl Fn(&Draft) -> Option<Slug>) {
        for (index, draft) in drafts.iter().enumerate() {
            if self.is_open(index)
                && let Some(slug) = wanted(draft)
            {
                self.take(index, source, slug);
            }
        }
    }

    fn is_open(&self, index: usize) -> bool {
        self.chosen[index].is_none() && self.instead_of[index].is_none()
    }

    fn take(&mut self, index: usize, source: SlugSource, slug: Slug) -> bool {
        let free = self.taken.insert(slug.clone());
        if free {
            self.chosen[index] = Some((source, slug));
        }
        free
    }
}

/// Link targets for the entries that have no slug yet: each goes to the entry whose name or alias it
/// covers best, and nothing else has.
fn by_link(drafts: &[Draft], chooser: &Chooser) -> Vec<(usize, Slug)> {
    let targets: BTreeSet<&Slug> =
        drafts.iter().flat_map(|draft| draft.pattern.relations.iter().map(|relation| &relation.to)).collect();
    let mut by_first_word: BTreeMap<String, Vec<(Vec<String>, &Slug)>> = BTreeMap::new();
    for target in targets.into_iter().filter(|target| !chooser.taken.contains(*target)) {
        let words = slug::words(target.as_str());
        if let Some(first) = words.first() {
            by_first_word.entry(first.clone()).or_default().push((words, target));
        }
    }
    let mut comparisons = 0;
    // Words of the name left out, whether by alias, entry: the smallest are the best.
    let mut fits: Vec<(usize, bool, usize, &Slug)> = Vec::new();
    for (index, draft) in drafts.iter().enumerate().filter(|(index, _)| chooser.is_open(*index)) {
        let names = std::iter::once(&draft.pattern.name).chain(&draft.pattern.aliases);
        for (nth, name) in names.enumerate() {
            let words: BTreeSet<String> = slug::words(name).into_iter().collect();
            for word in &words {
                for (target_words, target) in by_first_word.get(word).map_or(&[][..], Vec::as_slice) {
                    comparisons += 1;
                    if comparisons > MAX_COMPARISONS {
                        break;
                    }
                    if target_words.iter().all(|word| words.contains(word)) {
                        fits.push((words.len().saturating_sub(target_words.len()), nth > 0, index, target));
                    }
                }
            }
        }
    }
    fits.sort();
    let mut found: BTreeMap<usize, Slug> = BTreeMap::new();
    let mut used: BTreeSet<&Slug> = BTreeSet::new();
    for (_, _, index, target) in fits {
        if !found.contains_key(&index) && used.insert(target) {
            found.insert(index, target.clone());
        }
    }
    found.into_iter().collect()
}

/// `wanted` with the first number behind it that is free.
fn numbered(wanted: &Slug, counters: &mut BTreeMap<Slug, usize>, taken: &mut BTreeSet<Slug>) -> Slug {
    let counter = counters.entry(wanted.clone()).or_insert(1);
    loop {
        *counter += 1;
        let suffix = format!("-{counter}");
        let mut base = wanted.as_str().to_owned();
        base.truncate(MAX_LENGTH - suffix.len());
        let text = format!("{}{suffix}", base.trim_end_matches('-'));
        if let Ok(slug) = Slug::parse(&text)
            && taken.insert(slug.clone())
        {
            return slug;
        }
    }
}
