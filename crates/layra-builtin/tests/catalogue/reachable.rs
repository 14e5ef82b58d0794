//! Every pattern can be recommended, and every statement can come to speak.

use layra_catalog::Catalog;
use layra_catalog::condition::Condition;
use layra_catalog::pattern::{Pattern, Statement};

use crate::agreement::vetoes;
use crate::assignments::{are_equal, find};
use crate::offence::expect_none;

fn statements(pattern: &Pattern) -> impl Iterator<Item = (&Statement, &Condition)> {
    let all = pattern.use_when.iter().chain(&pattern.avoid_when);
    all.filter_map(|statement| statement.condition.as_ref().map(|condition| (statement, condition)))
}

/// Patterns that no situation speaks for.
pub(crate) fn unreachable_patterns(catalog: &Catalog) -> Vec<String> {
    let offences = catalog.patterns().iter().filter(|pattern| {
        let conditions = || pattern.use_when.iter().filter_map(|statement| statement.condition.as_ref());
        !conditions().any(|condition| find(catalog.vocabulary(), &[condition], &vetoes(pattern)).is_some())
    });
    offences.map(|pattern| format!("{}: never recommended", pattern.slug)).collect()
}

#[test]
fn some_situation_speaks_for_every_pattern() {
    expect_none("a use-when must be able to hold while no veto does", unreachable_patterns(&layra_builtin::catalog()));
}

/// Statements that hold only where the pattern is ruled out.
pub(crate) fn vetoed_statements(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for pattern in catalog.patterns() {
        for statement in &pattern.use_when {
            let Some(condition) = &statement.condition else { continue };
            if find(catalog.vocabulary(), &[condition], &vetoes(pattern)).is_none() {
                offences.push(format!("{}#{}: {condition}", pattern.slug, statement.id));
            }
        }
    }
    offences
}

#[test]
fn every_use_when_can_hold_without_a_veto() {
    expect_none(
        "wherever it holds the pattern is ruled out: change the condition or the veto",
        vetoed_statements(&layra_builtin::catalog()),
    );
}

/// Conditions that hold always or never.
pub(crate) fn settled_conditions(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for pattern in catalog.patterns() {
        let rows = pattern.versus.iter().flat_map(|row| [(&row.id, &row.prefer_if), (&row.id, &row.other_if)]);
        let rows = rows.filter_map(|(id, condition)| condition.as_ref().map(|condition| (id, condition)));
        for (id, condition) in statements(pattern).map(|(statement, condition)| (&statement.id, condition)).chain(rows)
        {
            if find(catalog.vocabulary(), &[condition], &[]).is_none() {
                offences.push(format!("{}#{id}: never holds: {condition}", pattern.slug));
            }
            if find(catalog.vocabulary(), &[], &[condition]).is_none() {
                offences.push(format!("{}#{id}: always holds: {condition}", pattern.slug));
            }
        }
    }
    offences
}

#[test]
fn every_condition_can_hold_and_can_fail() {
    expect_none(
        "check the limits against each other and against the fact's `range`",
        settled_conditions(&layra_builtin::catalog()),
    );
}

/// Statements of one entry that hold under the same values.
pub(crate) fn repeated_conditions(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for pattern in catalog.patterns() {
        for (nth, (one, condition)) in statements(pattern).enumerate() {
            for (other, same) in statements(pattern).skip(nth + 1) {
                if condition.facts() == same.facts() && are_equal(catalog.vocabulary(), condition, same) {
                    offences.push(format!("{}: #{} and #{}: {condition}", pattern.slug, one.id, other.id));
                }
            }
        }
    }
    offences
}

#[test]
fn no_two_statements_of_an_entry_are_the_same_over_facts() {
    expect_none(
        "one situation counts once: join the two, or say over facts what tells them apart",
        repeated_conditions(&layra_builtin::catalog()),
    );
}

/// Vetoes that can never speak.
pub(crate) fn bare_vetoes(catalog: &Catalog) -> Vec<String> {
    let offences = catalog.patterns().iter().flat_map(|pattern| {
        let bare = pattern.avoid_when.iter().filter(|statement| statement.veto && statement.condition.is_none());
        bare.map(move |statement| format!("{}#{}", pattern.slug, statement.id))
    });
    offences.collect()
}

#[test]
fn every_veto_has_a_condition() {
    expect_none(
        "a veto without `if` can never speak: add one, or remove `veto`",
        bare_vetoes(&layra_builtin::catalog()),
    );
}
