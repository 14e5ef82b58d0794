//! The map: patterns and how they stand to one another, in one picture.
//!
//! [`Map::of`] picks what is shown, [`Map::svg`] draws it. Names stand in two columns, by category, and
//! relations are curves between them, bundled by category. What does not fit is gathered: a large catalogue
//! shows the patterns of each category that have most relations and one name for the rest, which leads to
//! the map of that category. So there are never more names or curves than somebody can look at.
//!
//! Its looks are [`STYLE`]: with these rules in the page, or within the file ([`Map::file`]), the relations of
//! a name light up while it is pointed at, has the focus, or is the target of the address. No script is needed.

mod columns;
mod draw;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::pattern::{Category, Pattern};
use crate::relation::RelationKind;
use crate::slug::Slug;

/// How the picture looks, as a style sheet.
pub const STYLE: &str = include_str!("map.css");

/// Most patterns that are all named.
const MOST_NAMED: usize = 96;
/// Patterns named of each category where there are more.
const NAMED_OF_EACH: usize = 14;
/// Most curves.
const MOST_LINKS: usize = 800;

/// What part of a catalogue is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// All categories alike.
    All,
    /// One category; each of the others is a single name.
    Category(Category),
}

/// Where names lead; an empty address is none.
pub struct Addresses<'a> {
    /// To the entry of a pattern.
    pub pattern: &'a dyn Fn(&Slug) -> String,
    /// To the map of a category.
    pub category: &'a dyn Fn(Category) -> String,
}

/// What is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Map<'a> {
    /// What the catalogue is called.
    title: &'a str,
    /// The names, those of a category together.
    spots: Vec<Spot<'a>>,
    /// The curves, by kind.
    links: Vec<Link>,
    /// Kinds of relations that are shown, with how many relations there are of each.
    kinds: Vec<(RelationKind, usize)>,
    /// Relations that are shown by no curve.
    left_out: usize,
}

/// A name on the map.
#[derive(Debug, Clone, PartialEq)]
struct Spot<'a> {
    category: Category,
    what: What<'a>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq)]
enum What<'a> {
    /// One pattern.
    Pattern(&'a Pattern),
    /// The patterns of the category that are not named, and how many they are.
    Rest(usize),
    /// All patterns of the category.
    All(usize),
}

/// Relations of one kind between two names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    kind: RelationKind,
    /// Index of the spot that states it.
    from: usize,
    to: usize,
    /// How many relations it stands for.
    count: usize,
}

impl<'a> Map<'a> {
    /// The map of `catalog`, or of what `focus` says of it.
    pub fn of(catalog: &'a Catalog, focus: Focus) -> Self {
        let (spots, spot_of) = spots(catalog, focus);
        let (links, kinds, left_out) = links(catalog, &spot_of);
        Self { title: &catalog.masthead().title, spots, links, kinds, left_out }
    }

    /// Whether the map of all of `catalog` names every pattern.
    pub fn names_all(catalog: &Catalog) -> bool {
        catalog.patterns().len() <= MOST_NAMED
    }

    /// The kinds of relations that are shown, in the order of [`RelationKind::ALL`], each with how many
    /// relations there are of it.
    pub fn kinds(&self) -> &[(RelationKind, usize)] {
        &self.kinds
    }

    /// Whether no pattern is on it.
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// How many relations are shown by no curve, because there are too many.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The picture as an `<svg>` element for a page that has the rules of [`STYLE`]. The id of a pattern is
    /// `map-<slug>`, others begin with `map_`. The same map gives the same bytes.
    pub fn svg(&self, addresses: &Addresses<'_>) -> String {
        draw::svg(self, addresses, "")
    }

    /// The picture as a file of its own.
    pub fn file(&self, addresses: &Addresses<'_>) -> String {
        draw::svg(self, addresses, STYLE)
    }
}

/// The names, and which of them each pattern of the catalogue is part of.
fn spots(catalog: &Catalog, focus: Focus) -> (Vec<Spot<'_>>, BTreeMap<&str, usize>) {
    let mut spots = Vec::new();
    let mut spot_of = BTreeMap::new();
    let relations = related(catalog);
    for category in catalog.categories() {
        let mut patterns: Vec<&Pattern> = catalog.in_category(category).collect();
        let most = match focus {
            Focus::All if Map::names_all(catalog) => patterns.len(),
            Focus::All => NAMED_OF_EACH,
            Focus::Category(one) if one == category => MOST_NAMED,
            Focus::Category(_) => 0,
        };
        let is_cut = patterns.len() > most;
        if is_cut {
            // The sort is stable: of patterns with equally many relations the first ones are named.
            patterns.sort_by_key(|pattern| std::cmp::Reverse(relations.get(pattern.slug.as_str()).copied()));
        }
        let rest = patterns.split_off(most.min(patterns.len()));
        // Patterns that answer the same question stand together, as far as the vocabulary knows it.
        let concern = |pattern: &Pattern| {
            let concerns = &catalog.vocabulary().concerns;
            concerns.iter().position(|concern| Some(&concern.id) == pattern.concern.as_ref()).unwrap_or(concerns.len())
        };
        patterns.sort_by_cached_key(|pattern| concern(pattern));
        for pattern in patterns {
            spot_of.insert(pattern.slug.as_str(), spots.len());
            spots.push(Spot { category, what: What::Pattern(pattern) });
        }
        if !rest.is_empty() {
            spot_of.extend(rest.iter().map(|pattern| (pattern.slug.as_str(), spots.len())));
            let what = if most == 0 { What::All(rest.len()) } else { What::Rest(rest.len()) };
            spots.push(Spot { category, what });
        }
    }
    (spots, spot_of)
}

/// How many relations touch each pattern.
fn related(catalog: &Catalog) -> BTreeMap<&str, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for pattern in catalog.patterns() {
        for relation in &pattern.relations {
            *counts.entry(pattern.slug.as_str()).or_default() += 1;
            *counts.entry(relation.to.as_str()).or_default() += 1;
        }
    }
    counts
}

/// The curves between names, how many relations there are of each kind, and how many found no curve.
fn links(catalog: &Catalog, spot_of: &BTreeMap<&str, usize>) -> (Vec<Link>, Vec<(RelationKind, usize)>, usize) {
    // A relation that both entries state, in whatever words, is one.
    let mut pairs: BTreeMap<(RelationKind, &str, &str), ()> = BTreeMap::new();
    for pattern in catalog.patterns() {
        for relation in &pattern.relations {
            let (from, to) = (pattern.slug.as_str(), relation.to.as_str());
            let (kind, from, to) = match relation.kind.inverse() {
                Some(inverse) if inverse == relation.kind => (relation.kind, from.min(to), from.max(to)),
                Some(inverse) if inverse < relation.kind => (inverse, to, from),
                _ => (relation.kind, from, to),
            };
            if from != to && catalog.get(to).is_some() && catalog.get(from).is_some() {
                pairs.insert((kind, from, to), ());
            }
        }
    }
    let mut counts: BTreeMap<(RelationKind, usize, usize), usize> = BTreeMap::new();
    let mut kinds: BTreeMap<RelationKind, usize> = BTreeMap::new();
    for &(kind, from, to) in pairs.keys() {
        if let (Some(&from), Some(&to)) = (spot_of.get(from), spot_of.get(to))
            && from != to
        {
            *counts.entry((kind, from, to)).or_default() += 1;
            *kinds.entry(kind).or_default() += 1;
        }
    }
    let mut links: Vec<Link> =
        counts.into_iter().map(|((kind, from, to), count)| Link { kind, from, to, count }).collect();
    let mut left_out = 0;
    if links.len() > MOST_LINKS {
        // Curves that stand for many relations say most, and so do relations of a rare kind.
        links.sort_by_key(|link| (std::cmp::Reverse(link.count), kinds[&link.kind]));
        left_out = links.split_off(MOST_LINKS).iter().map(|link| link.count).sum();
        links.sort_by_key(|link| (link.kind, link.from, link.to));
    }
    (links, kinds.into_iter().collect(), left_out)
}
