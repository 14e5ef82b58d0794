//! `/facts`: what can be known of a situation, and what each fact speaks for and against.

use askama::Template;
use layra_catalog::pattern::Statement;
use layra_catalog::vocabulary::{Fact, FactKind};
use layra_catalog::{Catalog, Pattern};

use super::layout::{Here, Layout};
use super::{filters, html};
use crate::anchor::Anchors;
use crate::page::Page;
use crate::site::Site;

#[derive(Debug, Template)]
#[template(path = "facts.html", whitespace = "minimize")]
struct Facts<'a> {
    layout: Layout<'a>,
    groups: Vec<(&'a str, Vec<Known<'a>>)>,
    facts: usize,
}

/// A fact, and the statements whose conditions ask for it.
#[derive(Debug)]
struct Known<'a> {
    anchor: String,
    fact: &'a Fact,
    speaks_for: Vec<Spoken<'a>>,
    against: Vec<Spoken<'a>>,
    /// Rows that decide between two patterns by it, with whose they are.
    decides: Vec<(&'a Pattern, &'a str)>,
}

/// A statement of an entry.
#[derive(Debug)]
struct Spoken<'a> {
    pattern: &'a Pattern,
    statement: &'a Statement,
}

/// The facts of `site`.
pub(super) fn page(site: &Site) -> Page {
    let catalog = site.catalog();
    let facts = &catalog.vocabulary().facts;
    let mut anchors = Anchors::default();
    let mut groups: Vec<(&str, Vec<Known<'_>>)> = Vec::new();
    for fact in facts {
        let known = Known {
            anchor: anchors.claim(&format!("fact-{}", fact.id)),
            fact,
            speaks_for: spoken(catalog, &fact.id, |pattern| &pattern.use_when),
            against: spoken(catalog, &fact.id, |pattern| &pattern.avoid_when),
            decides: deciding(catalog, &fact.id),
        };
        match groups.iter_mut().find(|(group, _)| *group == fact.group) {
            Some((_, facts)) => facts.push(known),
            None => groups.push((&fact.group, vec![known])),
        }
    }
    html(&Facts {
        layout: Layout::new(site, "Facts", Here::Elsewhere)
            .described("What can be known of a situation: each fact with the statements it speaks for and against."),
        groups,
        facts: facts.len(),
    })
}

/// The statements of all entries that ask for a fact.
fn spoken<'a>(catalog: &'a Catalog, fact: &str, of: fn(&Pattern) -> &Vec<Statement>) -> Vec<Spoken<'a>> {
    let asks = |statement: &&'a Statement| statement.condition.as_ref().is_some_and(|it| it.facts().contains(fact));
    let patterns = catalog.patterns().iter();
    patterns
        .flat_map(|pattern| of(pattern).iter().filter(asks).map(move |statement| Spoken { pattern, statement }))
        .collect()
}

/// The rows of all decision matrices that ask for a fact: whose, and by what id.
fn deciding<'a>(catalog: &'a Catalog, fact: &str) -> Vec<(&'a Pattern, &'a str)> {
    let mut rows = Vec::new();
    for pattern in catalog.patterns() {
        for row in &pattern.versus {
            let conditions = [&row.prefer_if, &row.other_if];
            if conditions.into_iter().flatten().any(|condition| condition.facts().contains(fact)) {
                rows.push((pattern, row.id.as_str()));
            }
        }
    }
    rows
}
