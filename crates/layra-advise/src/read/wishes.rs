//! Finds the patterns that somebody in a text wishes for.
//!
//! A wish may name a pattern, name a technology that few patterns are built with, or describe one.
//! Only what is named with certainty or stands out in the search is taken.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use layra_catalog::{Catalog, Slug};
use layra_search::{Index, Query};

use super::clauses::{Clause, Mood};
use super::kinds::{Kind, Kinds};
use super::words::{Word, root, words};
use crate::situation::Wish;

/// How likely a pattern must answer the words of a wish.
const STANDS_OUT: f32 = 0.4;
/// Patterns taken for one described wish, at most.
const MEANT: usize = 2;
/// A technology that more patterns are built with names none of them.
const OWNERS: usize = 2;
/// Wishes looked at, at most.
const MAX_WISHES: usize = 40;
/// Words that ask for something, whoever says them.
const ASKING: &[&str] =
    &["want", "like", "love", "need", "consider", "considering", "should", "plan", "thinking", "heard"];

/// What is wished for, and what is not.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// In the order in which they are said.
    pub(super) wishes: Vec<Wish>,
    /// Patterns that are named, and each time only to say that nobody will have them.
    pub(super) refused: BTreeSet<Slug>,
}

/// The wishes of a text. Adds to `understood` the words that name patterns, by number.
pub(super) fn wishes(
    catalog: &Catalog,
    index: &Index<'_>,
    kinds: &Kinds,
    text: &str,
    words: &[Word],
    clauses: &[Clause],
    understood: &mut BTreeSet<usize>,
) -> Wishes {
    let names = Names::of(catalog, kinds);
    let named = names.found(words, clauses);
    for found in &named {
        understood.extend(if found.is_refused { clause_of(clauses, found.words.start) } else { found.words.clone() });
    }
    let kept: BTreeSet<&Slug> = named.iter().filter(|found| !found.is_refused).map(|found| &found.slug).collect();
    let refused = named.iter().map(|found| &found.slug).filter(|slug| !kept.contains(slug)).cloned().collect();
    let mut wishes: Vec<Wish> = Vec::new();
    for passage in passages(words, clauses) {
        let said = passage.text(text, words);
        let here: Vec<&Named> = named.iter().filter(|found| passage.words.contains(&found.words.start)).collect();
        // Who names a pattern has said what is meant.
        let describes = passage.is_wish && here.is_empty();
        let described = if describes { described(catalog, index, &said) } else { Vec::new() };
        let named = here.into_iter().filter(|found| !found.is_refused).map(|found| (found.slug.clone(), true));
        for (slug, named) in named.chain(described.into_iter().map(|slug| (slug, false))) {
            if wishes.iter().all(|wish| wish.slug != slug) {
                if named {
                    understood.extend(passage.words.clone());
                }
                wishes.push(Wish { slug, words: shortened(&said), named });
            }
        }
    }
    Wishes { wishes, refused }
}

fn clause_of(clauses: &[Clause], at: usize) -> Range<usize> {
    clauses.iter().find(|clause| clause.words.contains(&at)).map_or(at..at + 1, |clause| clause.words.clone())
}

/// Words before a name that push it away.
const REFUSING: &[&str] = &[
    "against",
    "avoid",
    "avoids",
    "avoiding",
    "drop",
    "dropped",
    "dropping",
    "abandon",
    "abandoned",
    "reject",
    "rejected",
    "without",
    "instead",
    "rather",
    "away",
    "rid",
    "undo",
    "leave",
    "left",
    "leaving",
    "ban",
    "banned",
];
/// What somebody does not do who does not wish for something.
const WISHING: &[&str] = &[
    "want",
    "wants",
    "wanted",
    "like",
    "need",
    "needs",
    "use",
    "using",
    "go",
    "consider",
    "considering",
    "suggest",
    "recommend",
    "choose",
    "pick",
    "adopt",
    "introduce",
    "build",
    "do",
    "prefer",
    "propose",
    "love",
    "believe",
    "touch",
    "accept",
    "wish",
    "asked",
    "asks",
];
/// What is said of something that will not be had.
const REFUSED: &[&str] = &["overkill", "forbidden", "banned", "nonsense", "rejected", "unnecessary"];
/// After "not", what something is that will not be had.
const NOT: &[&str] =
    &["option", "needed", "wanted", "allowed", "possible", "worth", "question", "candidate", "necessary", "here", "us"];
/// Words that push a name away stand this near before it, and those that deny a wish, and what follows, this near.
const PUSH: usize = 3;
const REACH: usize = 6;

/// Whether a name stands where it is refused: "nobody wants …", "we decided against …", "… would be overkill".
fn is_refused(words: &[Word], clauses: &[Clause], name: &Range<usize>) -> bool {
    let Some(clause) = clauses.iter().find(|clause| clause.words.contains(&name.start)) else { return false };
    let before = &words[clause.words.start..name.start];
    let near = |most: usize| &before[before.len().saturating_sub(most)..];
    if near(PUSH).iter().any(|word| word.is_one_of(REFUSING)) {
        return true;
    }
    let asks = clause.mood == Mood::Question;
    let denial = near(REACH).iter().rposition(|word| word.kind == Kind::Denial);
    if let Some(at) = denial.filter(|_| !asks) {
        let after = &near(REACH)[at + 1..];
        let only = after.first().is_some_and(|word| word.is_one_of(&["only", "just", "least"]));
        if !only && after.iter().any(|word| word.is_one_of(WISHING)) {
            return true;
        }
    }
    let sentence = clauses.iter().filter(|other| other.sentence == clause.sentence).map(|other| other.words.end).max();
    let after = &words[name.end.min(words.len())..sentence.unwrap_or(name.end).min(name.end + REACH).max(name.end)];
    let denied = after.iter().position(|word| word.kind == Kind::Denial);
    // "Microservices? No thanks."
    let answered = asks && words.get(sentence.unwrap_or(name.end)).is_some_and(|word| word.lower == "no");
    after.iter().any(|word| word.is_one_of(REFUSED))
        || denied.is_some_and(|at| after[at..].iter().any(|word| word.is_one_of(NOT)))
        || answered
}

/// Clauses of one sentence that belong together.
struct Passage {
    words: Range<usize>,
    /// Whether it is a wish; else somebody asks.
    is_wish: bool,
}

impl Passage {
    fn text(&self, text: &str, words: &[Word]) -> String {
        let span = &words[self.words.clone()];
        let (Some(first), Some(last)) = (span.first(), span.last()) else { return String::new() };
        text.get(first.start..last.end).unwrap_or_default().to_owned()
    }
}

fn passages(words: &[Word], clauses: &[Clause]) -> Vec<Passage> {
    let mut passages: Vec<(usize, Passage)> = Vec::new();
    for clause in clauses {
        let asks =
            clause.mood == Mood::Question || words[clause.words.clone()].iter().any(|word| word.is_one_of(ASKING));
        let is_wish = clause.mood == Mood::Wish;
        if !is_wish && !asks {
            continue;
        }
        match passages.last_mut() {
            Some((sentence, last))
                if *sentence == clause.sentence && last.words.end == clause.words.start && last.is_wish == is_wish =>
            {
                last.words.end = clause.words.end;
            }
            _ => passages.push((clause.sentence, Passage { words: clause.words.clone(), is_wish })),
        }
    }
    passages.truncate(MAX_WISHES);
    passages.into_iter().map(|(_, passage)| passage).collect()
}

/// The patterns that the words of a wish describe.
fn described(catalog: &Catalog, index: &Index<'_>, said: &str) -> Vec<Slug> {
    let query = Query { text: said, limit: MEANT, category: None, section: None };
    let answer = index.search(catalog, &query);
    answer.results.into_iter().filter(|hit| hit.score >= STANDS_OUT).map(|hit| hit.slug).collect()
}

/// Names, other names and technologies of the patterns, as roots of words.
struct Names {
    /// By the first root.
    by_first: BTreeMap<String, Vec<(Vec<String>, Slug)>>,
}

impl Names {
    fn of(catalog: &Catalog, kinds: &Kinds) -> Self {
        let mut names = Self { by_first: BTreeMap::new() };
        let mut owners: BTreeMap<&str, Vec<&Slug>> = BTreeMap::new();
        for pattern in catalog.patterns() {
            for name in std::iter::once(&pattern.name).chain(&pattern.aliases) {
                names.add(name, &pattern.slug, kinds);
            }
            for id in pattern.stacks.iter().flat_map(|stack| &stack.uses) {
                let owners = owners.entry(id).or_default();
                if !owners.contains(&&pattern.slug) {
                    owners.push(&pattern.slug);
                }
            }
        }
        for (id, owners) in owners.into_iter().filter(|(_, owners)| owners.len() <= OWNERS) {
            let Some(technology) = catalog.vocabulary().technology(id) else { continue };
            for name in std::iter::once(&technology.name).chain(&technology.aka) {
                owners.iter().for_each(|slug| names.add(name, slug, kinds));
            }
        }
        names
    }

    fn add(&mut self, name: &str, slug: &Slug, kinds: &Kinds) {
        let roots: Vec<String> = words(name, kinds).into_iter().map(|word| word.root).collect();
        let roots: Vec<String> = match &roots[..] {
            [own @ .., last] if !own.is_empty() && (last == root("pattern") || last == root("architecture")) => {
                own.to_vec()
            }
            all => all.to_vec(),
        };
        if let Some(first) = roots.first() {
            self.by_first.entry(first.clone()).or_default().push((roots, slug.clone()));
        }
    }

    /// Where patterns are named, in order.
    fn found(&self, words: &[Word], clauses: &[Clause]) -> Vec<Named> {
        let mut found = Vec::new();
        for at in 0..words.len() {
            for (roots, slug) in self.by_first.get(&words[at].root).into_iter().flatten() {
                let here = words[at..].iter().map(|word| &word.root).take(roots.len());
                if here.eq(roots) {
                    let name = at..at + roots.len();
                    let is_refused = is_refused(words, clauses, &name);
                    found.push(Named { slug: slug.clone(), words: name, is_refused });
                }
            }
        }
        found
    }
}

/// A pattern that is named.
#[derive(Debug)]
struct Named {
    slug: Slug,
    /// The words of the name, by number.
    words: Range<usize>,
    /// Whether it is named to say that nobody will have it.
    is_refused: bool,
}

/// The first words of a passage.
pub(super) fn shortened(said: &str) -> String {
    const SHOWN: usize = 14;
    let words: Vec<&str> = said.split_whitespace().collect();
    let more = if words.len() > SHOWN { " …" } else { "" };
    words[..words.len().min(SHOWN)].join(" ") + more
}
