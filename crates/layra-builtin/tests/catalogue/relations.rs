//! What two entries say of each other can be true at once.

use std::collections::BTreeSet;

use layra_catalog::Catalog;
use layra_catalog::relation::RelationKind;

use crate::offence::expect_none;

use RelationKind::{AlternativeTo, Complements, ConflictsWith, Contains, EvolvesTo, PartOf, Refines, Requires};

/// Kinds that cannot both hold between two patterns, whichever of them states which.
const EXCLUSIVE: &[(RelationKind, RelationKind)] = &[
    (AlternativeTo, Complements),
    (AlternativeTo, Contains),
    (AlternativeTo, PartOf),
    (AlternativeTo, Requires),
    (ConflictsWith, Complements),
    (ConflictsWith, Contains),
    (ConflictsWith, PartOf),
    (ConflictsWith, Refines),
    (ConflictsWith, Requires),
];

/// Kinds with a direction: following them never leads back to where one began.
const DIRECTED: &[RelationKind] = &[Requires, Refines, EvolvesTo, PartOf];

/// Relations that only seem to disagree: both entries, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// Every relation as (from, kind, to). What is contained is a part.
fn relations(catalog: &Catalog) -> Vec<(&str, RelationKind, &str)> {
    let stated = catalog.patterns().iter().flat_map(|pattern| {
        pattern.relations.iter().map(|relation| (pattern.slug.as_str(), relation.kind, relation.to.as_str()))
    });
    stated.map(|(from, kind, to)| if kind == Contains { (to, PartOf, from) } else { (from, kind, to) }).collect()
}

fn is_excepted(one: &str, other: &str) -> bool {
    EXCEPTIONS.iter().any(|(a, b, _)| (*a, *b) == (one, other) || (*b, *a) == (one, other))
}

/// Relations that the two entries tell differently.
pub(crate) fn disagreeing_relations(catalog: &Catalog) -> Vec<String> {
    let relations = relations(catalog);
    let mut offences = Vec::new();
    for (from, kind, to) in &relations {
        for (other_from, other_kind, other_to) in &relations {
            let is_same_pair = (from, to) == (other_from, other_to) || (from, to) == (other_to, other_from);
            if is_same_pair && EXCLUSIVE.contains(&(*kind, *other_kind)) && !is_excepted(from, to) {
                offences.push(format!("{from} {kind} {to}, but {other_from} {other_kind} {other_to}"));
            }
        }
    }
    offences.sort();
    offences.dedup();
    offences
}

#[test]
fn both_ends_of_a_relation_agree() {
    expect_none(
        "the two entries must tell the same: change one, or add to EXCEPTIONS why both are right",
        disagreeing_relations(&layra_builtin::catalog()),
    );
}

/// Directed relations that lead back to where they began.
pub(crate) fn circles(catalog: &Catalog) -> Vec<String> {
    let relations = relations(catalog);
    let mut offences = BTreeSet::new();
    for directed in DIRECTED {
        for pattern in catalog.patterns() {
            let start = pattern.slug.as_str();
            let mut ways: Vec<Vec<&str>> = vec![vec![start]];
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            while let Some(way) = ways.pop() {
                let here = way[way.len() - 1];
                for (_, _, to) in relations.iter().filter(|(from, kind, _)| from == &here && kind == directed) {
                    let mut longer = way.clone();
                    longer.push(to);
                    if *to == start {
                        offences.insert(format!("{directed}: {}", longer.join(" -> ")));
                    } else if seen.insert(to) {
                        ways.push(longer);
                    }
                }
            }
        }
    }
    offences.into_iter().collect()
}

#[test]
fn no_directed_relation_goes_round() {
    expect_none("one of the relations on the way round is of another kind", circles(&layra_builtin::catalog()));
}

/// Relations that stand twice or give no reason.
pub(crate) fn careless_relations(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for pattern in catalog.patterns() {
        for (nth, relation) in pattern.relations.iter().enumerate() {
            if pattern.relations[..nth].iter().any(|before| (&before.to, before.kind) == (&relation.to, relation.kind))
            {
                offences.push(format!("{}: {} {} stands twice", pattern.slug, relation.kind, relation.to));
            }
            if relation.say.trim().is_empty() {
                offences.push(format!("{}: {} {} does not say why", pattern.slug, relation.kind, relation.to));
            }
        }
    }
    offences
}

#[test]
fn every_relation_stands_once_and_says_why() {
    expect_none("state a relation once, and say why", careless_relations(&layra_builtin::catalog()));
}

/// Rows about a pattern to which the entry states no relation.
pub(crate) fn unrelated_rows(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for pattern in catalog.patterns() {
        for row in &pattern.versus {
            match &row.pattern {
                Some(slug) if !pattern.relations.iter().any(|relation| relation.to == *slug) => {
                    offences.push(format!("{}#{}: no [[relation]] to {slug}", pattern.slug, row.id));
                }
                None => {
                    // A row that names another pattern by its words alone gives no link.
                    if let Some(other) = catalog.find(&row.other).filter(|other| other.slug != pattern.slug) {
                        let (slug, id) = (&pattern.slug, &row.id);
                        offences.push(format!(
                            "{slug}#{id}: `{}` is {}: add `pattern = \"{}\"`",
                            row.other, other.slug, other.slug
                        ));
                    }
                }
                Some(_) => {}
            }
        }
    }
    offences
}

#[test]
fn every_row_about_a_pattern_is_a_relation() {
    expect_none("what is worth a decision row is worth a relation", unrelated_rows(&layra_builtin::catalog()));
}
