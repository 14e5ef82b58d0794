//! What an answer says, and whether what it says would change it does.

use std::fmt::Write;

use expect_test::{Expect, expect};
use layra_catalog::condition::{Interval, Value};
use layra_catalog::{Catalog, Slug};
use proptest::prelude::*;

use crate::advice::{Advice, Place, Reason, Turn};
use crate::fixture::{kitchen, known, number, situation};
use crate::{Situation, Wish, advise, ask};

fn slugs(text: &str) -> Vec<Slug> {
    text.split_whitespace().map(|slug| Slug::parse(slug).expect(slug)).collect()
}

fn check(facts: &str, wishes: &str, today: &str, expected: Expect) {
    let catalog = kitchen();
    let mut situation = situation(&catalog, facts);
    situation.wishes =
        slugs(wishes).into_iter().map(|slug| Wish { slug, words: "please".into(), named: true }).collect();
    expected.assert_eq(&shown(&advise(&catalog, &situation, &slugs(today))));
}

fn shown(advice: &Advice) -> String {
    let mut text = format!("{:?}\n", advice.verdict);
    let reasons = |text: &mut String, reasons: &[Reason], sign: &str| {
        for reason in reasons {
            let facts: Vec<&str> = reason.because.iter().map(|known| known.fact.as_str()).collect();
            let (cite, kind) = (reason.cite.as_deref().unwrap_or("-"), reason.kind);
            let _ = writeln!(text, "  {sign} {kind:?} {cite} {:?} because {facts:?}", reason.say);
        }
    };
    let turn = |text: &mut String, turn: &Turn, sign: &str| {
        let _ = writeln!(text, "{sign} {} {:?}: {}", turn.slug, turn.to, turn.say);
    };
    for one in &advice.recommended {
        let _ = writeln!(text, "{} {}", one.slug, one.score);
        reasons(&mut text, &one.reasons, "+");
        reasons(&mut text, &one.against, "-");
        for (sign, qualities) in [("wins", &one.wins), ("costs", &one.costs)] {
            qualities.iter().for_each(|one| {
                let _ = writeln!(text, "  {sign} {} {:?} {}", one.cite, one.qualities, one.say);
            });
        }
        one.needs.iter().for_each(|need| {
            let _ = writeln!(text, "  needs {} {}", need.cite, need.say);
        });
        one.review.iter().for_each(|review| turn(&mut text, review, "  review"));
    }
    for one in &advice.warned {
        let _ = writeln!(text, "not {}{}", one.slug, if one.wished { ", although wished for" } else { "" });
        reasons(&mut text, &one.reasons, "-");
    }
    if let Some(question) = &advice.next_question {
        let _ = writeln!(text, "{}", question.ask);
        for outcome in &question.outcomes {
            let slugs: Vec<&str> = outcome.recommended.iter().map(Slug::as_str).collect();
            let _ = writeln!(text, "  {}: {slugs:?}", outcome.answer);
        }
    }
    advice.would_change.iter().for_each(|one| turn(&mut text, one, "turn"));
    for step in &advice.path {
        let old = step.instead_of.as_ref().map(|old| format!(" instead of {old}")).unwrap_or_default();
        let _ = writeln!(text, "{:?} {}{old}", step.action, step.slug);
        reasons(&mut text, &step.reasons, "+");
        step.needs.iter().for_each(|need| {
            let _ = writeln!(text, "  needs {} {}", need.cite, need.say);
        });
        step.exits.iter().for_each(|exit| {
            let _ = writeln!(text, "  exit {} {}", exit.cite, exit.say);
        });
    }
    text
}

#[test]
fn an_answer_carries_its_reasons() {
    check(
        "guests=4, has-power",
        "",
        "",
        expect![[r#"
            Recommended
            kettle 1.479
              + UseWhen kettle#socket "There is a socket." because ["has-power"]
              + UseWhen kettle#few "A few people want tea." because ["guests"]
              + DecisionRow kettle#or-samovar "Cheaper." because ["guests"]
              wins kettle#quick ["Time"] Boils in three minutes.
              costs kettle#small [] Holds two litres.
              needs kettle#buy A socket.
              review kettle Out: once this is no longer so: There is a socket (has-power)
            How formal is it?
              none: ["shelf", "kettle"]
              some: ["tray", "kettle"]
              full: ["tray", "kettle"]
        "#]],
    );
}

#[test]
fn a_wish_that_does_not_fit_is_answered_with_reasons() {
    check(
        "guests=2, has-power, ceremony=none",
        "samovar campfire",
        "",
        expect![[r#"
            Recommended
            shelf 2
              + UseWhen shelf#help-yourself "Everybody helps themselves." because ["ceremony"]
              review shelf Out: with ceremony = some: Cups and a pot
            kettle 1.479
              + UseWhen kettle#socket "There is a socket." because ["has-power"]
              + UseWhen kettle#few "A few people want tea." because ["guests"]
              + DecisionRow kettle#or-samovar "Cheaper." because ["guests"]
              wins kettle#quick ["Time"] Boils in three minutes.
              costs kettle#small [] Holds two litres.
              needs kettle#buy A socket.
              review kettle Out: once this is no longer so: There is a socket (has-power)
            not samovar, although wished for
              - AvoidWhen samovar#alone "One or two people." because ["guests"]
              - Rival kettle "Kettle fits better here and leaves no room for it." because []
            not campfire, although wished for
              - Rival kettle "Kettle fits better here and leaves no room for it." because []
            turn kettle Out: once this is no longer so: There is a socket (has-power)
        "#]],
    );
}

#[test]
fn nothing_known_is_not_determined_and_asks() {
    check(
        "",
        "",
        "",
        expect![[r#"
            NotDetermined
            How formal is it?
              none: ["shelf"]
              some: []
              full: ["samovar", "tray"]
        "#]],
    );
}

#[test]
fn what_is_spoken_for_and_ruled_out_leaves_nothing_that_fits() {
    check(
        "guests=5, not has-power",
        "",
        "",
        expect![[r#"
        NothingFits
        not kettle
          - AvoidWhen kettle#no-socket "Without a socket it is a jug." because ["has-power"]
        How formal is it?
          none: ["shelf"]
          some: ["tray"]
          full: ["tray"]
    "#]],
    );
}

#[test]
fn the_path_leads_from_today_to_what_is_recommended() {
    check(
        "guests=40, ceremony=full",
        "",
        "kettle shelf",
        expect![[r#"
            Recommended
            tray 2
              + UseWhen tray#served "Guests are served." because ["ceremony", "guests"]
              review tray Out: with ceremony = none: A mug
            samovar 1.25
              + UseWhen samovar#many "Many people want tea." because ["guests"]
              + UseWhen samovar#formal "Guests sit in rows." because ["ceremony"]
              needs tray Tray
              needs samovar#polish Polish.
              review samovar Out: at about 10 people (guests)
            turn samovar Out: at about 10 people (guests)
            Introduce tray
              + UseWhen tray#served "Guests are served." because ["ceremony", "guests"]
            Replace samovar instead of kettle
              + UseWhen samovar#many "Many people want tea." because ["guests"]
              + UseWhen samovar#formal "Guests sit in rows." because ["ceremony"]
              + Growth kettle "One day more guests come." because []
              needs tray Tray
              needs samovar#polish Polish.
              exit kettle#give-away Give it to a neighbour.
            Leave shelf
        "#]],
    );
}

#[test]
fn what_somebody_could_not_tell_is_not_asked_again() {
    let catalog = kitchen();
    let mut situation = situation(&catalog, "");
    let mut asked = Vec::new();
    while let Some(question) = advise(&catalog, &situation, &[]).next_question {
        assert!(!asked.contains(&question.fact), "{} is asked for twice", question.fact);
        asked.push(question.fact.clone());
        situation.declined.push(question.fact);
    }
    assert_eq!(asked, ["ceremony", "guests", "outdoors", "has-power"]);
}

#[test]
fn a_fact_that_is_known_can_be_asked_for_again() {
    let catalog = kitchen();
    let asked = |facts: &str, fact: &str| {
        let question = ask(&catalog, &situation(&catalog, facts), fact).expect("in the vocabulary");
        let outcomes = question.outcomes.iter().map(|outcome| {
            let slugs: Vec<&str> = outcome.recommended.iter().map(Slug::as_str).collect();
            format!("{}: {slugs:?}\n", outcome.answer)
        });
        outcomes.collect::<String>()
    };
    assert_eq!(asked("guests=4, has-power", "guests"), asked("has-power", "guests"));
    expect![[r#"
        yes: ["kettle"]
        no: []
    "#]]
    .assert_eq(&asked("guests=4, has-power", "has-power"));
    assert!(ask(&catalog, &situation(&catalog, ""), "gests").is_none());
}

/// The situation with a turn's changes applied.
fn applied(situation: &Situation, turn: &Turn) -> Situation {
    let mut changed = situation.clone();
    for change in &turn.changes {
        changed.facts.retain(|known| known.fact != change.fact);
        changed.facts.push(known(&change.fact, change.to.clone()));
    }
    changed
}

fn check_turns(catalog: &Catalog, situation: &Situation) -> Result<(), TestCaseError> {
    let advice = advise(catalog, situation, &[]);
    let reviews = advice.recommended.iter().filter_map(|one| one.review.as_ref());
    for turn in advice.would_change.iter().chain(reviews) {
        let recommends =
            |advice: &Advice| -> Vec<Slug> { advice.recommended.iter().map(|one| one.slug.clone()).collect() };
        let after = recommends(&advise(catalog, &applied(situation, turn), &[]));
        prop_assert_eq!(&after, &turn.recommended);
        prop_assert_eq!(after.contains(&turn.slug), turn.to == Place::In);
        prop_assert_ne!(recommends(&advice).contains(&turn.slug), turn.to == Place::In);
        prop_assert!(!turn.changes.is_empty() && turn.changes.len() <= 2);
    }
    let asked = advice.next_question.as_ref().map(|question| &question.fact);
    prop_assert!(asked.is_none_or(|fact| !situation.declined.contains(fact)));
    for outcome in advice.next_question.iter().flat_map(|question| &question.outcomes) {
        let mut told = situation.clone();
        let fact = &advice.next_question.as_ref().expect("there is one").fact;
        told.facts.push(known(fact, outcome.value.clone()));
        let after: Vec<Slug> = advise(catalog, &told, &[]).recommended.into_iter().map(|one| one.slug).collect();
        prop_assert_eq!(&after, &outcome.recommended);
    }
    prop_assert!(advice.warned.len() <= 5);
    for warning in &advice.warned {
        prop_assert!(!warning.reasons.is_empty());
        prop_assert!(advice.recommended.iter().all(|one| one.slug != warning.slug));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_counterfactual_applied_flips_the_answer(
        guests in prop::option::of((1_u32..60, 0_u32..20)),
        flags in prop::collection::vec(prop::option::of(any::<bool>()), 2),
        ceremony in prop::option::of(prop::sample::select(vec!["none", "some", "full"])),
        wish in prop::option::of(0_usize..5),
        declined in prop::sample::subsequence(vec!["guests", "has-power", "outdoors", "ceremony"], 0..4),
    ) {
        let catalog = kitchen();
        let mut facts = Vec::new();
        facts.extend(guests.map(|(low, more)| number("guests", low.into(), (low + more).into())));
        for (id, flag) in ["has-power", "outdoors"].into_iter().zip(flags) {
            facts.extend(flag.map(|flag| known(id, Value::Flag(flag))));
        }
        facts.extend(ceremony.map(|choice| known("ceremony", Value::Choice(choice.to_owned()))));
        let slug = |at: usize| catalog.patterns()[at].slug.clone();
        let wishes = wish.map(|at| Wish { slug: slug(at), words: "please".to_owned(), named: true }).into_iter().collect();
        let declined: Vec<String> = declined.into_iter().map(str::to_owned).collect();
        check_turns(&catalog, &Situation { facts, wishes, declined, ..Situation::default() })?;
    }
}

#[test]
fn an_unknown_end_of_a_number_does_no_harm() {
    let catalog = kitchen();
    let interval = Interval::new(f64::NEG_INFINITY, f64::INFINITY).expect("numbers");
    let facts = vec![known("guests", Value::Number(interval))];
    check_turns(&catalog, &Situation { facts, ..Situation::default() }).expect("turns are true");
}
