//! Questions to a small catalogue.

use expect_test::{Expect, expect};
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
    Query { text, limit: 5, category: None, place: None }
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
            kettle 0.91
              UseWhen kettle#tea-time ["guests", "waiting", "tea"]: Guests are waiting for tea and the stove is occupied.
              Alias - []: Water boiler
              Summary - []: Heats water for one pot at a time.
            samovar -0.91
              UseWhen samovar#party ["guests", "tea"]: Many guests want tea over a whole evening.
              Summary - ["guests"]: Keeps water hot for many guests.
              Component samovar#tap ["guests"]: Tap: Gives hot water to each guest.
        "#]],
    );
}

#[test]
fn names_and_aliases_lead() {
    check(
        &ask("water boilers"),
        expect![[r#"
            kettle 2.90
              Alias - ["water", "boilers"]: Water boiler
              Summary - ["water"]: Heats water for one pot at a time.
              Name - []: Kettle kettle
            samovar -2.90
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
            kettle 2.90
              Technology - ["whistle"]: Kitchen: Copper, Whistle
              Name - []: Kettle kettle
              Alias - []: Water boiler
        "#]],
    );
}

#[test]
fn category_and_place_narrow_the_answer() {
    check(
        &Query { category: Some(Category::Data), ..ask("water") },
        expect![[r#"
            samovar -1.65
              Summary - ["water"]: Keeps water hot for many guests.
              Component samovar#tap ["water"]: Tap: Gives hot water to each guest.
              UseWhen samovar#party []: Many guests want tea over a whole evening.
        "#]],
    );
    check(
        &Query { place: Some(Place::Component), ..ask("water") },
        expect![[r#"
            samovar 1.30
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
