//! Finds values of facts under which conditions hold, or shows that there are none.
//!
//! The search is exact. With every fact known a condition is true or false, and only finitely many
//! values make a difference: both of a flag, each choice of a choice, and of a number those at, just
//! beside and between the limits it is compared with and the ends of its plausible range. Values are tried fact by fact, and a branch is
//! left as soon as what is known settles a condition the wrong way, so conditions of entries (a few
//! facts each) take microseconds. What would take more than [`MOST_STEPS`] steps panics rather than
//! guesses.
//!
//! Facts are taken as independent: that one service cannot be run by no team is not known here.

use std::collections::{BTreeMap, BTreeSet};

use layra_catalog::Vocabulary;
use layra_catalog::condition::{Condition, Expression, Facts, Interval, Truth, Value};
use layra_catalog::vocabulary::FactKind;

/// Values tried before a search gives up; entries need fewer than ten thousand.
const MOST_STEPS: usize = 1_000_000;
/// Units in which there are fractions; everything else is counted in whole numbers.
const MEASURED: &[&str] = &[
    "EUR per month",
    "GB",
    "deployments per month",
    "ms",
    "reads per write",
    "requests per second",
    "seconds",
    "writes per second",
    "years",
];

/// Values under which every condition in `hold` is true and every one in `fail` is false; `None`
/// when no values do it.
pub(crate) fn find(vocabulary: &Vocabulary, hold: &[&Condition], fail: &[&Condition]) -> Option<Facts> {
    let mut search = Search { hold, fail, values: values(vocabulary, hold, fail), steps: 0 };
    let mut facts = Facts::new();
    search.settle(0, &mut facts).then_some(facts)
}

/// Whether two conditions hold under exactly the same values.
pub(crate) fn are_equal(vocabulary: &Vocabulary, one: &Condition, other: &Condition) -> bool {
    find(vocabulary, &[one], &[other]).is_none() && find(vocabulary, &[other], &[one]).is_none()
}

/// The values as a person writes them: `team-size 8, remote-calls, not shared-database`.
pub(crate) fn show(facts: &Facts) -> String {
    let shown = facts.iter().map(|(fact, value)| match value {
        Value::Flag(true) => fact.clone(),
        Value::Flag(false) => format!("not {fact}"),
        Value::Number(number) => format!("{fact} {}", number.low()),
        Value::Choice(choice) => format!("{fact} {choice}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

struct Search<'a> {
    hold: &'a [&'a Condition],
    fail: &'a [&'a Condition],
    values: Vec<(String, Vec<Value>)>,
    steps: usize,
}

impl Search<'_> {
    /// Gives the facts from `nth` on values that fit those before, and leaves them in `facts`.
    fn settle(&mut self, nth: usize, facts: &mut Facts) -> bool {
        let lost = self.hold.iter().any(|condition| condition.evaluate(facts) == Truth::False)
            || self.fail.iter().any(|condition| condition.evaluate(facts) == Truth::True);
        if lost {
            return false;
        }
        let Some((fact, values)) = self.values.get(nth).cloned() else { return true };
        for value in values {
            self.steps += 1;
            assert!(self.steps <= MOST_STEPS, "too many values to try: split {:?} into simpler conditions", self.hold);
            facts.insert(fact.clone(), value);
            if self.settle(nth + 1, facts) {
                return true;
            }
        }
        facts.remove(&fact);
        false
    }
}

/// For each fact that is tested, the values that make a difference. Facts with few values first,
/// so that branches are left early.
fn values(vocabulary: &Vocabulary, hold: &[&Condition], fail: &[&Condition]) -> Vec<(String, Vec<Value>)> {
    let mut limits: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for condition in hold.iter().chain(fail) {
        condition.expression().visit(&mut |test| {
            let fact = test.fact().expect("visit gives tests only").to_owned();
            let limits = limits.entry(fact).or_default();
            if let Expression::Number(_, _, limit) = test {
                limits.push(*limit);
            }
        });
    }
    let mut values: Vec<(String, Vec<Value>)> = limits
        .into_iter()
        .map(|(id, limits)| {
            let fact = vocabulary.fact(&id).expect("a loaded entry names known facts only");
            let values = match fact.kind {
                FactKind::Flag => vec![Value::Flag(true), Value::Flag(false)],
                FactKind::Choice => fact.choices.iter().map(|choice| Value::Choice(choice.id.clone())).collect(),
                FactKind::Number => {
                    let unit = fact.unit.as_deref().unwrap_or_default();
                    let (least, most) = fact.range.unwrap_or((f64::MIN, f64::MAX));
                    let ends = fact.range.into_iter().flat_map(|(least, most)| [least, most]);
                    let numbers = numbers(limits.into_iter().chain(ends).collect(), MEASURED.contains(&unit));
                    let plausible = numbers.into_iter().filter(|number| (least..=most).contains(number));
                    let exactly = |number| Interval::new(number, number).expect("limits are numbers");
                    plausible.map(|number| Value::Number(exactly(number))).collect()
                }
            };
            (id, values)
        })
        .collect();
    values.sort_by_key(|(_, values)| values.len());
    values
}

/// Numbers at, below, above and between `limits`; whole ones only, unless `measured`.
fn numbers(mut limits: Vec<f64>, measured: bool) -> Vec<f64> {
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    let between = limits.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
    let beside = limits.iter().flat_map(|limit| [limit - 1.0, *limit, limit + 1.0]);
    let mut numbers: Vec<f64> = beside.chain(between).collect();
    numbers.retain(|number| measured || number.fract() == 0.0);
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    numbers
}

#[test]
fn measured_units_are_units_of_facts() {
    let catalog = layra_builtin::catalog();
    let units: BTreeSet<&str> = catalog.vocabulary().facts.iter().filter_map(|fact| fact.unit.as_deref()).collect();
    let strays: Vec<&&str> = MEASURED.iter().filter(|unit| !units.contains(**unit)).collect();
    assert!(strays.is_empty(), "no fact is in {strays:?}: take them out of `MEASURED`");
}

#[test]
fn the_search_is_exact() {
    let catalog = layra_builtin::catalog();
    let condition = |text: &str| Condition::parse(text).expect("is a condition");
    let found = |hold: &str, fail: &str| {
        find(catalog.vocabulary(), &[&condition(hold)], &[&condition(fail)]).map(|facts| show(&facts))
    };
    assert_eq!(found("team-size > 5", "team-size >= 6"), None, "there are no halves of people");
    assert_eq!(found("team-size > 5", "team-size >= 7").as_deref(), Some("team-size 6"));
    assert_eq!(found("latency-budget > 5 and latency-budget < 6", "remote-calls").as_deref(), {
        Some("latency-budget 5.5, not remote-calls")
    });
    assert_eq!(found("remote-calls or teams > 2", "teams > 1").as_deref(), Some("remote-calls, teams 1"));
    assert_eq!(found("remote-calls", "not (not remote-calls)"), None);
    assert!(are_equal(catalog.vocabulary(), &condition("not (teams < 3)"), &condition("teams >= 3")));
    assert!(!are_equal(catalog.vocabulary(), &condition("teams > 3"), &condition("teams >= 3")));
}
