//! Finds the patterns that somebody in a text wishes for.
//!
//! A wish may name a pattern, name a technology that few patterns are built with, or describe one.
//! Only what is named with certainty or stands out in the search is taken.

use std::collections::BTreeMap;

use layra_catalog::{Catalog, Slug};
use layra_search::{Index, Query};

use super::clauses::{Clause, Mood};
use super::kinds::Kinds;
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

/// The wishes of a text, in the order in which they are said.
pub(super) fn wishes(
    catalog: &Catalog,
    index: &Index<'_>,
    kinds: &Kinds,
    text: &str,
    words: &[Word],
    clauses: &[Clause],
) -> Vec<Wish> {
    let passages = passages(words, clauses);
    if passages.is_empty() {
        return Vec::new();
    }
    let names = Names::of(catalog, kinds);
    let mut wishes: Vec<Wish> = Vec::new();
    for passage in passages {
        let said = passage.text(text, words);
        let named = names.found(&words[passage.words.clone()]);
        // Who names a pattern has said what is meant.
        let describes = passage.is_wish && named.is_empty();
        let described = if describes { described(catalog, index, &said) } else { Vec::new() };
        for slug in named.into_iter().chain(described) {
            if wishes.iter().all(|wish| wish.slug != slug) {
                wishes.push(Wish { slug, words: shortened(&said) });
            }
        }
    }
    wishes
}

/// Clauses of one sentence that belong together.
struct Passage {
    words: std::ops::Range<usize>,
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

    /// The patterns that are named, in order.
    fn found(&self, words: &[Word]) -> Vec<Slug> {
        let mut found = Vec::new();
        for at in 0..words.len() {
            for (roots, slug) in self.by_first.get(&words[at].root).into_iter().flatten() {
                let here = words[at..].iter().map(|word| &word.root).take(roots.len());
                if here.eq(roots) && !found.contains(slug) {
                    found.push(slug.clone());
                }
            }
        }
        found
    }
}

/// The first words of a passage.
pub(super) fn shortened(said: &str) -> String {
    const SHOWN: usize = 14;
    let words: Vec<&str> = said.split_whitespace().collect();
    let more = if words.len() > SHOWN { " …" } else { "" };
    words[..words.len().min(SHOWN)].join(" ") + more
}
