//! Questions to a small catalogue.

use expect_test::{Expect, expect};
use layra_catalog::section::Section;
use layra_catalog::{Category, SourceText};

use super::*;

const KETTLE: &str = r#"
name = "Kettle"
category = "system"
complexity = 1
team = { label = "Small", min = 1 }
aliases = ["Water boiler"]
summary = "Heats water for one pot at a time."
[[use_when]]
id = "tea-time"
say = "Guests are waiting for tea and the stove is occupied."
[[stack]]
name = "Kitchen"
items = "Copper, Whistle"
"#;

const SAMOVAR: &str = r#"
name = "Samovar"
category = "data"
complexity = 3
team = { label = "Large", min = 10 }
summary = "Keeps water hot for many guests."
[[use_when]]
id = "party"
say = "Many guests want tea over a whole evening."
[[component]]
id = "tap"
name = "Tap"
does = "Gives hot water to each guest."
"#;

fn catalog() -> Catalog {
    let file = |slug: &str, text: &str| SourceText { path: format!("patterns/{slug}/pattern.toml"), text: text.into() };
    let (catalog, problems) = Catalog::parse([file("kettle", KETTLE), file("samovar", SAMOVAR)]);
    assert!(problems.is_empty(), "{problems:?}");
    catalog
}

fn ask<'a>(text: &'a str) -> Query<'a> {
    Query { text, limit: 5, category: None, section: None }
}

fn check(query: &Query<'_>, expected: Expect) {
    let catalog = catalog();
    let index = Index::build(&catalog);
    let mut shown = String::new();
    for hit in index.search(&catalog, query).results {
        shown += &format!("{} {:.2}\n", hit.slug, hit.score);
        for reason in &hit.reasons {
            let cite = reason.cite.as_deref().unwrap_or("-");
            shown += &format!("  {:?} {cite} {:?}: {}\n", reason.place, reason.words, reason.text);
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn the_best_match_comes_first_with_its_reasons() {
    check(
        &ask("guests waiting for tea"),
        expect![[r#"
            samovar 0.01
              UseWhen samovar#party ["guests", "tea"]: Many guests want tea over a whole evening.
              Summary - ["guests"]: Keeps water hot for many guests.
              Component samovar#tap ["guests"]: Tap: Gives hot water to each guest.
            kettle 0.00
              UseWhen kettle#tea-time ["guests", "waiting", "tea"]: Guests are waiting for tea and the stove is occupied.
              Name - []: Kettle kettle
              Summary - []: Heats water for one pot at a time.
        "#]],
    );
}

#[test]
fn names_and_aliases_lead() {
    check(
        &ask("water boilers"),
        expect![[r#"
            kettle 0.04
              Alias - ["water", "boilers"]: Water boiler
              Summary - ["water"]: Heats water for one pot at a time.
              Name - []: Kettle kettle
            samovar 0.00
              Summary - ["water"]: Keeps water hot for many guests.
              Component samovar#tap ["water"]: Tap: Gives hot water to each guest.
              UseWhen samovar#party []: Many guests want tea over a whole evening.
        "#]],
    );
}

#[test]
fn a_technology_is_found() {
    check(
        &ask("whistle"),
        expect![[r#"
            kettle 0.03
              Technology - ["whistle"]: Kitchen: Copper, Whistle
              Name - []: Kettle kettle
              UseWhen kettle#tea-time []: Guests are waiting for tea and the stove is occupied.
        "#]],
    );
}

#[test]
fn category_and_place_narrow_the_answer() {
    check(
        &Query { category: Some(Category::Data), ..ask("water") },
        expect![[r#"
            samovar 0.00
              Component samovar#tap ["water"]: Tap: Gives hot water to each guest.
              Summary - ["water"]: Keeps water hot for many guests.
              UseWhen samovar#party []: Many guests want tea over a whole evening.
        "#]],
    );
    check(
        &Query { section: Some(Section::Components), ..ask("water") },
        expect![[r#"
            samovar 0.01
              Component samovar#tap ["water"]: Tap: Gives hot water to each guest.
        "#]],
    );
}

#[test]
fn odd_questions_have_no_answer_and_do_no_harm() {
    let catalog = catalog();
    let index = Index::build(&catalog);
    let long = "water ".repeat(200_000);
    for (text, results) in [
        ("", 0),
        ("the of and", 0),
        ("🙂🙂", 0),
        ("\0\u{202e}", 0),
        ("' OR 1=1 --", 0),
        ("(a+)+$", 0),
        (long.as_str(), 2),
    ] {
        assert_eq!(index.search(&catalog, &ask(text)).results.len(), results, "{:?}", &text[..text.len().min(20)]);
    }
    let nothing = Index::build(&Catalog::default());
    assert_eq!(nothing.search(&Catalog::default(), &ask("water")).results, []);
}

#[test]
fn a_packed_index_answers_the_same() {
    let catalog = catalog();
    let index = Index::build(&catalog);
    let packed = postcard::to_allocvec(&index).expect("packs");
    let unpacked: Index = postcard::from_bytes(&packed).expect("unpacks");
    assert_eq!(unpacked, index);
}

#[test]
fn an_entry_with_more_passages_than_have_numbers_is_still_found() {
    let aliases: String = (0..70_000).map(|number| format!("\"{number}\",")).collect();
    let text = format!(
        "name = \"Cauldron\"\ncategory = \"system\"\ncomplexity = 1\nteam = {{ label = \"Any\", min = 1 }}\n\
         summary = \"Boils.\"\naliases = [{aliases}]\n"
    );
    let (catalog, problems) = Catalog::parse([SourceText { path: "patterns/cauldron/pattern.toml".into(), text }]);
    assert_eq!(problems, []);
    let answer = Index::build(&catalog).search(&catalog, &ask("cauldron"));
    assert_eq!(answer.results.len(), 1);
}

/// The catalogue with another version of the kettle, and the samovar's questions.
fn changed() -> Catalog {
    let file = |path: &str, text: &str| SourceText { path: format!("patterns/{path}"), text: text.into() };
    let (catalog, problems) = Catalog::parse([
        file("kettle/pattern.toml", &KETTLE.replace("Copper", "Steel")),
        file("samovar/pattern.toml", SAMOVAR),
        file("samovar/asked.toml", "plain = [\"the neighbours come over and everybody is thirsty\"]"),
        file("teapot/pattern.toml", &KETTLE.replace("Kettle", "Teapot").replace("Heats", "Keeps")),
    ]);
    assert_eq!(problems.len(), 1, "the teapot has the kettle's alias: {problems:?}");
    catalog
}

#[test]
fn an_index_brought_up_to_date_is_the_index_built_anew() {
    let (before, after) = (catalog(), changed());
    let (index, expected) = (Index::build(&before), Index::build(&after));
    assert_eq!(index.update(&after), expected);
    assert_eq!(expected.update(&before), index);
    assert_eq!(index.update(&before), index);
    assert_eq!(index.update(&Catalog::default()), Index::build(&Catalog::default()));
    assert_eq!(Index::default().update(&after), expected);
}

#[test]
fn what_people_ask_leads_to_the_pattern_and_its_entry_gives_the_reasons() {
    let catalog = changed();
    let answer = Index::build(&catalog).search(&catalog, &ask("my neighbours are thirsty"));
    let best = &answer.results[0];
    assert_eq!(best.slug.as_str(), "samovar");
    assert!(best.reasons.iter().all(|reason| reason.place != Place::Asked), "{best:?}");
}

#[test]
fn slips_and_beginnings_are_understood() {
    let catalog = changed();
    let index = Index::build(&catalog);
    let first = |text: &str| index.search(&catalog, &ask(text)).results.first().map(|hit| hit.slug.to_string());
    assert_eq!(first("samvoar please").as_deref(), Some("samovar"));
    assert_eq!(first("samo").as_deref(), Some("samovar"));
    assert_eq!(first("everybody is thristy now").as_deref(), Some("samovar"));
    // A word of the language is no slip of another.
    assert_eq!(first("cattle "), None);
}

#[test]
fn scores_are_likelihoods() {
    let catalog = changed();
    for hit in Index::build(&catalog).search(&catalog, &ask("water for guests and tea")).results {
        assert!((0.0..=1.0).contains(&hit.score), "{hit:?}");
    }
}
