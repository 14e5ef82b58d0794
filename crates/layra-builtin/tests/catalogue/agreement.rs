//! No decision row contradicts itself, its mirror in the other entry, or a veto.
//!
//! Where entry A has a row about B and B one about A, the two tell the same choice from either
//! side: no situation may make both say "prefer me", or both "take the other".

use layra_catalog::condition::Condition;
use layra_catalog::pattern::{DecisionRow, Pattern};
use layra_catalog::{Catalog, Vocabulary};

use crate::assignments::{find, show};
use crate::offence::expect_none;

/// A situation in which both conditions hold, in words; `None` when there is none, or one of the
/// two is not put over facts.
fn both(vocabulary: &Vocabulary, one: Option<&Condition>, other: Option<&Condition>) -> Option<String> {
    find(vocabulary, &[one?, other?], &[]).map(|facts| show(&facts))
}

fn rows(catalog: &Catalog) -> impl Iterator<Item = (&Pattern, &DecisionRow)> {
    catalog.patterns().iter().flat_map(|pattern| pattern.versus.iter().map(move |row| (pattern, row)))
}

/// Rows under whose conditions both choices win.
pub(crate) fn undecided_rows(catalog: &Catalog) -> Vec<String> {
    let offences = rows(catalog).filter_map(|(pattern, row)| {
        let facts = both(catalog.vocabulary(), row.prefer_if.as_ref(), row.other_if.as_ref())?;
        Some(format!("{}#{}: both hold for: {facts}", pattern.slug, row.id))
    });
    offences.collect()
}

#[test]
fn a_row_never_prefers_both() {
    expect_none("add to `prefer_if` or `other_if` what tells the two apart", undecided_rows(&layra_builtin::catalog()));
}

/// Rows that the other entry contradicts.
pub(crate) fn contradicted_rows(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for (pattern, row) in rows(catalog) {
        for (other, mirror) in rows(catalog) {
            // Each pair once, from the entry that comes first.
            let mirrored = row.pattern.as_ref() == Some(&other.slug) && mirror.pattern.as_ref() == Some(&pattern.slug);
            if !mirrored || pattern.slug > other.slug {
                continue;
            }
            for (key, own, theirs) in
                [("prefer_if", &row.prefer_if, &mirror.prefer_if), ("other_if", &row.other_if, &mirror.other_if)]
            {
                if let Some(facts) = both(catalog.vocabulary(), own.as_ref(), theirs.as_ref()) {
                    offences.push(format!(
                        "{}#{} and {}#{}: `{key}` of both hold for: {facts}\n      {}\n      {}",
                        pattern.slug,
                        row.id,
                        other.slug,
                        mirror.id,
                        own.as_ref().map_or("", Condition::text),
                        theirs.as_ref().map_or("", Condition::text),
                    ));
                }
            }
        }
    }
    offences
}

#[test]
fn a_row_never_contradicts_its_mirror() {
    expect_none(
        "one entry's `prefer_if` must exclude the other's; best give both the same limits",
        contradicted_rows(&layra_builtin::catalog()),
    );
}

/// Rows that prefer a pattern only where it is ruled out.
pub(crate) fn vetoed_rows(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for (pattern, row) in rows(catalog) {
        let other = row.pattern.as_ref().and_then(|slug| catalog.get(slug.as_str()));
        for (key, preferred, condition) in
            [("prefer_if", Some(pattern), &row.prefer_if), ("other_if", other, &row.other_if)]
        {
            let (Some(preferred), Some(condition)) = (preferred, condition) else { continue };
            let vetoes = vetoes(preferred);
            if find(catalog.vocabulary(), &[condition], &vetoes).is_none() {
                let slug = &preferred.slug;
                offences.push(format!(
                    "{}#{}: `{key}` ({condition}) holds only where {slug} is vetoed",
                    pattern.slug, row.id
                ));
            }
        }
    }
    offences
}

#[test]
fn no_row_prefers_what_a_veto_rules_out() {
    expect_none(
        "a pattern cannot be preferred and ruled out at once: change the row or the veto",
        vetoed_rows(&layra_builtin::catalog()),
    );
}

/// The conditions that rule a pattern out.
pub(crate) fn vetoes(pattern: &Pattern) -> Vec<&Condition> {
    pattern.avoid_when.iter().filter(|statement| statement.veto).filter_map(|veto| veto.condition.as_ref()).collect()
}
