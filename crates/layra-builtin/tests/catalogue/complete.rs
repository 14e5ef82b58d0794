//! An entry has every section, and each is long enough to be of use.

use layra_catalog::Pattern;

/// Share of the statements that must be put over facts.
const WITH_CONDITION: f64 = 0.85;
/// Words of an overview.
const OVERVIEW: std::ops::RangeInclusive<usize> = 250..=700;

fn faults(pattern: &Pattern) -> Vec<String> {
    let mut faults = Vec::new();
    for (section, count, least) in [
        ("use_when", pattern.use_when.len(), 3),
        ("avoid_when", pattern.avoid_when.len(), 3),
        ("component", pattern.components.len(), 3),
        ("flow", pattern.flows.len(), 2),
        ("pro", pattern.pros.len(), 3),
        ("con", pattern.cons.len(), 3),
        ("stack", pattern.stacks.len(), 1),
        ("example", pattern.examples.len(), 1),
        ("versus", pattern.versus.len(), 1),
        ("reference", pattern.references.len(), 1),
        ("relation", pattern.relations.len(), 1),
        ("failure", pattern.failures.len(), 3),
        ("adopt", pattern.adopt.len(), 3),
        ("exit", pattern.exits.len(), 1),
        ("measure", pattern.measures.len(), 3),
        ("smell", pattern.smells.len(), 2),
        ("term", pattern.terms.len(), pattern.aliases.len()),
        ("asked", pattern.asked.len(), 100),
    ] {
        if count < least {
            faults.push(format!("{count} of {section}, at least {least} are needed"));
        }
    }
    let statements = || pattern.use_when.iter().chain(&pattern.avoid_when);
    let with_condition = statements().filter(|statement| statement.condition.is_some()).count();
    if (with_condition as f64) < WITH_CONDITION * statements().count() as f64 {
        faults.push(format!("only {with_condition} of {} statements have a condition", statements().count()));
    }
    for trade_off in pattern.pros.iter().chain(&pattern.cons).filter(|trade_off| trade_off.quality.is_empty()) {
        faults.push(format!("trade-off `{}` names no quality", trade_off.id));
    }
    for stack in pattern.stacks.iter().filter(|stack| stack.uses.is_empty()) {
        faults.push(format!("stack `{}` names no technology", stack.name));
    }
    if pattern.concern.is_none() {
        faults.push("no concern".to_owned());
    }
    let words = pattern.overview.split_whitespace().count();
    if !OVERVIEW.contains(&words) {
        faults.push(format!("the overview has {words} words"));
    }
    for alias in &pattern.aliases {
        if !pattern.terms.iter().any(|term| term.name.to_lowercase().contains(&alias.to_lowercase())) {
            faults.push(format!("no term explains the alias `{alias}`"));
        }
    }
    faults
}

#[test]
fn every_entry_is_complete() {
    let catalog = layra_builtin::catalog();
    assert!(!catalog.patterns().is_empty());
    let faults: Vec<String> = catalog
        .patterns()
        .iter()
        .flat_map(|pattern| faults(pattern).into_iter().map(|fault| format!("{}: {fault}", pattern.slug)))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
