//! Scores and sets: what must hold of any catalogue, and examples in the kitchen.

use std::fmt::Write;

use expect_test::{Expect, expect};
use layra_catalog::condition::{Truth, Value};
use layra_catalog::pattern::Statement;
use layra_catalog::{Catalog, Contents};
use proptest::prelude::*;

use super::standing::Standing;
use super::*;
use crate::fixture::{kitchen, known, number, situation};
use crate::{Echo, Known, Situation, advise};

fn check(facts: &str, expected: Expect) {
    check_in(&kitchen(), facts, expected);
}

fn check_in(catalog: &Catalog, facts: &str, expected: Expect) {
    let situation = situation(catalog, facts);
    let sheet = Sheet::new(catalog, &situation);
    let state = sheet.state(&situation);
    let set = choose(&sheet, &state);
    let mut text = String::new();
    for chosen in &set.chosen {
        let why = match chosen.why {
            Why::Merit => String::new(),
            Why::RequiredBy(owner) => format!(" required by {}", sheet.entries[owner].pattern.slug),
            Why::Simplest => " as the simplest".to_owned(),
        };
        let points = state.standings[chosen.entry].points;
        let _ = writeln!(text, "{} {points:.2}{why}", sheet.entries[chosen.entry].pattern.slug);
    }
    expected.assert_eq(&text);
}

#[test]
fn the_best_of_rivals_is_chosen() {
    check(
        "guests=4, has-power",
        expect![[r#"
            kettle 1.48
        "#]],
    );
}

#[test]
fn what_is_required_comes_along() {
    check(
        "guests=40, ceremony=full",
        expect![[r#"
            tray 2.00
            samovar 1.25
        "#]],
    );
}

#[test]
fn a_veto_rules_out_whatever_else_holds() {
    check(
        "guests=4, not has-power, outdoors",
        expect![[r#"
        campfire 1.20
    "#]],
    );
}

#[test]
fn what_a_small_team_cannot_carry_is_left_out() {
    check(
        "guests=8, ceremony=full",
        expect![[r#"
        tray 2.00
    "#]],
    );
}

#[test]
fn nothing_known_chooses_nothing() {
    check("", expect![[""]]);
}

#[test]
fn an_entry_yields_to_the_rival_that_its_own_row_prefers() {
    check(
        "guests=31, has-power",
        expect![[r#"
        samovar 0.75
        tray 0.00 required by samovar
    "#]],
    );
}

#[test]
fn an_entry_does_not_yield_to_a_rival_that_is_far_behind() {
    let mut contents = kitchen().into_contents();
    contents.patterns[1].use_when[0].weight = 1;
    check_in(
        &Catalog::from(contents),
        "guests=31, has-power",
        expect![[r#"
        kettle 0.81
    "#]],
    );
}

#[test]
fn an_echo_alone_speaks_for_a_pattern() {
    let catalog = kitchen();
    let (slug, words) = (catalog.patterns()[3].slug.clone(), "carry cups".to_owned());
    let echo = Echo { slug, strength: 0.8, words, against: 0.0, words_against: String::new() };
    let situation = Situation { echoes: vec![echo], ..Situation::default() };
    let sheet = Sheet::new(&catalog, &situation);
    let set = choose(&sheet, &sheet.state(&situation));
    assert_eq!(set.entries().collect::<Vec<_>>(), [3]);
}

/// Facts of the kitchen, each known or not.
fn any_facts() -> impl Strategy<Value = Vec<Known>> {
    let flag = || prop::option::of(any::<bool>());
    let guests = prop::option::of((1_u32..60, 0_u32..20));
    let ceremony = prop::option::of(prop::sample::select(vec!["none", "some", "full"]));
    (guests, flag(), flag(), ceremony).prop_map(|(guests, power, outdoors, ceremony)| {
        let mut facts = Vec::new();
        facts.extend(guests.map(|(low, more)| number("guests", low.into(), (low + more).into())));
        facts.extend(power.map(|flag| known("has-power", Value::Flag(flag))));
        facts.extend(outdoors.map(|flag| known("outdoors", Value::Flag(flag))));
        facts.extend(ceremony.map(|choice| known("ceremony", Value::Choice(choice.to_owned()))));
        facts
    })
}

fn of(facts: Vec<Known>) -> Situation {
    Situation { facts, ..Situation::default() }
}

/// Conditions for catalogues made up by chance.
const CONDITIONS: [&str; 8] = [
    "guests <= 4",
    "guests > 10",
    "has-power",
    "not outdoors",
    "outdoors and guests < 30",
    "ceremony = full",
    "ceremony in [none, some] or has-power",
    "not (outdoors and has-power)",
];

/// The kitchen with other statements.
fn any_catalog() -> impl Strategy<Value = Catalog> {
    let statement = || (0..CONDITIONS.len(), 1_u8..=3, prop::bool::weighted(0.2));
    let entry = || (prop::collection::vec(statement(), 0..5), prop::collection::vec(statement(), 0..4));
    prop::collection::vec(entry(), 5).prop_map(|entries| {
        let mut contents = kitchen().into_contents();
        for (pattern, (use_when, avoid_when)) in contents.patterns.iter_mut().zip(entries) {
            let made = |side: &str, parts: Vec<(usize, u8, bool)>| -> Vec<Statement> {
                let made = (0..).zip(parts).map(|(nth, (condition, weight, veto))| Statement {
                    id: format!("{side}-{nth}"),
                    say: CONDITIONS[condition].to_owned(),
                    condition: Some(
                        layra_catalog::condition::Condition::parse(CONDITIONS[condition]).expect("a condition"),
                    ),
                    weight,
                    veto: veto && side == "avoid",
                });
                made.collect()
            };
            pattern.use_when = made("use", use_when);
            pattern.avoid_when = made("avoid", avoid_when);
        }
        Catalog::from(contents)
    })
}

/// The catalogue with every statement of every entry written twice.
fn doubled(catalog: &Catalog) -> Catalog {
    let mut contents: Contents = catalog.clone().into_contents();
    for pattern in &mut contents.patterns {
        for statements in [&mut pattern.use_when, &mut pattern.avoid_when] {
            let again: Vec<Statement> =
                statements.iter().map(|one| Statement { id: format!("{}-again", one.id), ..one.clone() }).collect();
            statements.extend(again);
        }
        let again: Vec<_> = pattern.versus.to_vec();
        pattern.versus.extend(again);
    }
    Catalog::from(contents)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_statement_for_a_pattern_that_turns_true_never_lowers_its_score(
        catalog in any_catalog(), facts in any_facts(),
    ) {
        let situation = of(facts);
        let sheet = Sheet::new(&catalog, &situation);
        let state = sheet.state(&situation);
        for (at, line) in sheet.lines.iter().enumerate() {
            if matches!(line.side, Side::For(_)) {
                let mut truths = state.truths.clone();
                truths[at] = Truth::True;
                let after = Standing::of(&sheet.entries[line.entry], &sheet.lines, &truths);
                let before = &state.standings[line.entry];
                prop_assert!(after.points >= before.points && after.vetoed == before.vetoed);
            }
        }
    }

    #[test]
    fn an_entry_with_its_statements_doubled_scores_the_same(catalog in any_catalog(), facts in any_facts()) {
        let situation = of(facts);
        let twice = doubled(&catalog);
        let once = Sheet::new(&catalog, &situation).state(&situation);
        let twice = Sheet::new(&twice, &situation).state(&situation);
        prop_assert_eq!(once.standings, twice.standings);
    }

    #[test]
    fn the_order_of_facts_does_not_matter(
        catalog in any_catalog(),
        (facts, shuffled) in any_facts().prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle())),
    ) {
        let json = |facts| serde_json::to_string(&advise(&catalog, &of(facts), &[])).expect("serialises");
        prop_assert_eq!(json(facts), json(shuffled));
    }

    #[test]
    fn the_same_facts_give_the_same_bytes(catalog in any_catalog(), facts in any_facts()) {
        let json = || serde_json::to_string(&advise(&catalog.clone(), &of(facts.clone()), &[])).expect("serialises");
        prop_assert_eq!(json(), json());
    }

    #[test]
    fn numbered_facts_evaluate_as_named_ones(catalog in any_catalog(), facts in any_facts()) {
        let situation = of(facts);
        let sheet = Sheet::new(&catalog, &situation);
        let state = sheet.state(&situation);
        for (line, truth) in sheet.lines.iter().zip(&state.truths) {
            prop_assert_eq!(line.condition.evaluate(&situation.values()), *truth);
        }
    }

    #[test]
    fn a_changed_state_is_that_of_the_changed_facts(
        catalog in any_catalog(), facts in any_facts(), others in any_facts(),
    ) {
        let situation = of(facts.clone());
        let sheet = Sheet::new(&catalog, &situation);
        let mut state = sheet.state(&situation);
        let mut changed = facts;
        for other in others {
            let place = sheet.place(&other.fact).expect("a fact of the kitchen");
            state = sheet.change(&state, place, Held::of(&sheet.facts()[place], &other.value));
            changed.retain(|known| known.fact != other.fact);
            changed.push(other);
        }
        let anew = sheet.state(&of(changed));
        prop_assert_eq!(state.truths, anew.truths);
        prop_assert_eq!(state.standings, anew.standings);
    }

    #[test]
    fn a_set_holds_together(catalog in any_catalog(), facts in any_facts()) {
        let situation = of(facts);
        let sheet = Sheet::new(&catalog, &situation);
        let state = sheet.state(&situation);
        let set = choose(&sheet, &state);
        prop_assert!(set.chosen.len() <= 7);
        for one in set.entries() {
            prop_assert!(!state.standings[one].vetoed);
            prop_assert!(sheet.entries[one].requires.iter().all(|&need| set.has(need)));
            for other in set.entries().filter(|other| *other != one) {
                prop_assert!(!are_rivals(&sheet, one, other));
                prop_assert!(!sheet.entries[one].conflicts.contains(&other));
            }
        }
    }
}
