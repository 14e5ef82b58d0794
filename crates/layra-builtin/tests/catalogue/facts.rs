//! Every fact earns its place: at least two statements or decision rows turn on it.

use std::collections::BTreeMap;

use layra_catalog::Catalog;

use crate::offence::expect_none;

/// Statements and rows that must test a fact.
const LEAST: usize = 2;

/// Facts on which too little turns.
pub(crate) fn idle_facts(catalog: &Catalog) -> Vec<String> {
    let mut users: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for pattern in catalog.patterns() {
        let statements = pattern.use_when.iter().chain(&pattern.avoid_when).map(|statement| {
            let facts = statement.condition.iter().flat_map(|condition| condition.facts()).collect::<Vec<_>>();
            (&statement.id, facts)
        });
        let rows = pattern.versus.iter().map(|row| {
            let conditions = row.prefer_if.iter().chain(&row.other_if);
            let mut facts: Vec<&str> = conditions.flat_map(|condition| condition.facts()).collect();
            facts.sort_unstable();
            facts.dedup();
            (&row.id, facts)
        });
        for (id, facts) in statements.chain(rows) {
            for fact in facts {
                users.entry(fact).or_default().push(format!("{}#{id}", pattern.slug));
            }
        }
    }
    let offences = catalog.vocabulary().facts.iter().filter_map(|fact| {
        let users = users.get(fact.id.as_str()).map_or(&[][..], Vec::as_slice);
        (users.len() < LEAST).then(|| format!("{}: tested by {} ({})", fact.id, users.len(), users.join(", ")))
    });
    offences.collect()
}

#[test]
fn every_fact_is_tested_by_at_least_two_statements() {
    expect_none(
        "test the fact in another condition, or remove it from facts.toml",
        idle_facts(&layra_builtin::catalog()),
    );
}
