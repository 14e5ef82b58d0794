//! A loaded catalogue: patterns, vocabulary, and how to find one's way in them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::nearest;
use crate::pattern::{Category, Pattern};
use crate::relation::{Direction, RelationView};
use crate::slug::{self, Slug};
use crate::vocabulary::Vocabulary;

/// What a catalogue is called and where it is published: the scalars of `pack.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Masthead {
    /// What the catalogue is called.
    pub title: String,
    /// Where it is published, without a final slash; empty when nobody said.
    pub base_url: String,
    /// Day it was made, as `2026-03-06`; empty when nobody said.
    pub generated: String,
}

/// Patterns and the vocabulary they are written in.
///
/// Patterns stand in the order in which they are shown. A slug that is announced (it stands in a
/// pack's order but has no entry yet) is known by name only.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Contents", into = "Contents")]
pub struct Catalog {
    masthead: Masthead,
    patterns: Vec<Pattern>,
    announced: Vec<Slug>,
    vocabulary: Vocabulary,
    by_slug: BTreeMap<Slug, usize>,
    /// For each pattern named by another's relation: who states it, and which of its relations.
    stated_by: BTreeMap<Slug, Vec<(usize, usize)>>,
    names: Names,
}

/// What a catalogue is made of; the rest of [`Catalog`] is derived from it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contents {
    /// What the catalogue is called.
    pub masthead: Masthead,
    /// Its patterns in the order in which they are shown; slugs differ.
    pub patterns: Vec<Pattern>,
    /// Slugs that are announced but have no entry.
    pub announced: Vec<Slug>,
    /// The words its entries are written in.
    pub vocabulary: Vocabulary,
}

impl From<Contents> for Catalog {
    fn from(contents: Contents) -> Self {
        let Contents { masthead, patterns, announced, vocabulary } = contents;
        let by_slug = patterns.iter().enumerate().map(|(index, pattern)| (pattern.slug.clone(), index)).collect();
        let mut stated_by: BTreeMap<Slug, Vec<(usize, usize)>> = BTreeMap::new();
        for (index, pattern) in patterns.iter().enumerate() {
            for (nth, relation) in pattern.relations.iter().enumerate() {
                stated_by.entry(relation.to.clone()).or_default().push((index, nth));
            }
        }
        Self { masthead, patterns, announced, vocabulary, by_slug, stated_by, names: Names::default() }
    }
}

impl From<Catalog> for Contents {
    fn from(catalog: Catalog) -> Self {
        let Catalog { masthead, patterns, announced, vocabulary, .. } = catalog;
        Self { masthead, patterns, announced, vocabulary }
    }
}

impl Catalog {
    /// What the catalogue is called and where it is published.
    pub fn masthead(&self) -> &Masthead {
        &self.masthead
    }

    /// All patterns in the order in which they are shown.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Slugs that stand in the order but have no entry yet.
    pub fn announced(&self) -> &[Slug] {
        &self.announced
    }

    /// The words its entries are written in.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The pattern with exactly this slug.
    pub fn get(&self, slug: &str) -> Option<&Pattern> {
        self.by_slug.get(slug).map(|&index| &self.patterns[index])
    }

    /// The pattern somebody means by `name`: its slug, its name or one of its aliases, whatever
    /// the case and punctuation, with or without a final "pattern" or "architecture"; else the
    /// initials of its name, where no other pattern has the same.
    pub fn find(&self, name: &str) -> Option<&Pattern> {
        if let Some(pattern) = self.get(name) {
            return Some(pattern);
        }
        self.names.get(&self.patterns, &name_key(name)).map(|index| &self.patterns[index])
    }

    /// Up to `limit` slugs whose slug, name or alias is near to `name`, best first.
    pub fn suggest(&self, name: &str, limit: usize) -> Vec<&Slug> {
        let mut owners: BTreeMap<&str, &Slug> = BTreeMap::new();
        for pattern in &self.patterns {
            for known in self.names_of(pattern) {
                owners.entry(known).or_insert(&pattern.slug);
            }
        }
        let mut slugs: Vec<&Slug> = Vec::new();
        for known in nearest::suggestions(name, owners.keys().copied(), usize::MAX) {
            let slug = owners[known];
            if !slugs.contains(&slug) {
                slugs.push(slug);
            }
        }
        slugs.truncate(limit);
        slugs
    }

    fn names_of<'a>(&self, pattern: &'a Pattern) -> impl Iterator<Item = &'a str> {
        [pattern.slug.as_str(), pattern.name.as_str()].into_iter().chain(pattern.aliases.iter().map(String::as_str))
    }

    /// The patterns of one category, in order.
    pub fn in_category(&self, category: Category) -> impl Iterator<Item = &Pattern> {
        self.patterns.iter().filter(move |pattern| pattern.category == category)
    }

    /// The categories that have a pattern, in their usual order.
    pub fn categories(&self) -> impl Iterator<Item = Category> + '_ {
        Category::ALL.iter().copied().filter(|category| self.in_category(*category).next().is_some())
    }

    /// Every relation of a pattern: those its entry states, in order, then those that other entries
    /// state of it, read from this end. A relation that both entries state is given once, as stated
    /// here; an untyped one has no inverse.
    pub fn relations_of(&self, pattern: &Pattern) -> Vec<RelationView> {
        let mut views: Vec<RelationView> = pattern
            .relations
            .iter()
            .map(|relation| {
                let other = self.get(relation.to.as_str());
                RelationView {
                    slug: relation.to.clone(),
                    name: other.map_or_else(|| relation.to.to_string(), |other| other.name.clone()),
                    exists: other.is_some(),
                    kind: relation.kind,
                    direction: Direction::Stated,
                    label: relation.kind.label().to_owned(),
                    say: relation.say.clone(),
                }
            })
            .collect();
        for &(index, nth) in self.stated_by.get(&pattern.slug).map_or(&[][..], Vec::as_slice) {
            let (other, relation) = (&self.patterns[index], &self.patterns[index].relations[nth]);
            let Some(label) = relation.kind.inverse_label() else { continue };
            let stated_here =
                pattern.relations.iter().any(|own| own.to == other.slug && Some(own.kind) == relation.kind.inverse());
            if !stated_here && other.slug != pattern.slug {
                views.push(RelationView {
                    slug: other.slug.clone(),
                    name: other.name.clone(),
                    exists: true,
                    kind: relation.kind,
                    direction: Direction::Derived,
                    label: label.to_owned(),
                    say: relation.say.clone(),
                });
            }
        }
        views
    }

    /// Takes the catalogue apart.
    pub fn into_contents(self) -> Contents {
        self.into()
    }
}

/// Which pattern is meant by what names have in common, worked out when it is first asked for.
#[derive(Debug, Clone, Default)]
struct Names(OnceLock<BTreeMap<String, usize>>);

/// They follow from the patterns, so they tell no two catalogues apart.
impl PartialEq for Names {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Names {
    fn get(&self, patterns: &[Pattern], key: &str) -> Option<usize> {
        self.0.get_or_init(|| Self::of(patterns)).get(key).copied()
    }

    /// A slug goes before a name, a name before an alias, and initials are last; of two alike, the first.
    fn of(patterns: &[Pattern]) -> BTreeMap<String, usize> {
        let all = || patterns.iter().enumerate();
        let slugs = all().map(|(index, pattern)| (pattern.slug.to_string(), index));
        let names = all().map(|(index, pattern)| (name_key(&pattern.name), index));
        let aliases = all().flat_map(|(index, pattern)| pattern.aliases.iter().map(move |one| (name_key(one), index)));
        let mut known = BTreeMap::new();
        for (key, index) in slugs.chain(names).chain(aliases).filter(|(key, _)| !key.is_empty()) {
            known.entry(key).or_insert(index);
        }
        let mut short: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (index, pattern) in all() {
            if let Some(own) = initials(&pattern.name) {
                short.entry(own).and_modify(|owner| *owner = None).or_insert(Some(index));
            }
        }
        for (key, owner) in short {
            if let Some(index) = owner {
                known.entry(key).or_insert(index);
            }
        }
        known
    }
}

/// What two names have in common when they mean the same: lower-case words joined by hyphens,
/// without a final "pattern" or "architecture".
fn name_key(name: &str) -> String {
    let mut words = slug::words(name);
    while words.len() > 1 && matches!(words.last().map(String::as_str), Some("pattern" | "architecture")) {
        words.pop();
    }
    words.join("-")
}

/// The first letters of a name's words, in lower case; `None` when it is a single word.
fn initials(name: &str) -> Option<String> {
    let words = slug::words(name);
    (words.len() > 1).then(|| words.iter().filter_map(|word| word.chars().next()).collect())
}
