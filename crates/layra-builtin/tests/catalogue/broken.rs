//! A catalogue made to offend: each invariant finds its offences in it, and only those.
//!
//! A test that finds nothing in the built-in entries proves nothing about itself; these do.

use std::sync::LazyLock;

use expect_test::{Expect, expect};
use layra_catalog::problem::has_errors;
use layra_catalog::{Catalog, SourceText};

use crate::{agreement, asked, connected, facts, labels, links, names, own_words, reachable, relations};

/// Each file below a line `//- path`.
const OFFENDING: &str = include_str!("broken.txt");

/// A run of words from an evaluation set, put in at run time so that it stands in no file of ours.
static BORROWED: LazyLock<String> = LazyLock::new(own_words::example);

/// The offending catalogue; it loads, so what is wrong with it is for these tests to find.
fn broken() -> Catalog {
    let files = OFFENDING.split("//- ").skip(1).map(|file| {
        let (path, text) = file.split_once('\n').expect("a path ends its line");
        SourceText { path: path.to_owned(), text: text.replace("EVALUATION", &BORROWED) }
    });
    let (catalog, problems) = Catalog::parse(files);
    assert!(!has_errors(&problems), "{problems:#?}");
    catalog
}

fn check(find: fn(&Catalog) -> Vec<String>, expected: Expect) {
    expected.assert_eq(&find(&broken()).join("\n"));
}

#[test]
fn rows_that_disagree_are_found() {
    check(agreement::undecided_rows, expect!["kettle#boiler-or-pot: both hold for: guests 7, not stove-lit"]);
    check(
        agreement::contradicted_rows,
        expect![[r#"
        kettle#or-a-pot and pot#or-a-kettle: `prefer_if` of both hold for: guests 5
              guests < 8
              guests >= 5
        kettle#boiler-or-pot and pot#or-a-kettle: `prefer_if` of both hold for: guests 5, not stove-lit
              guests < 8 and not stove-lit
              guests >= 5"#]],
    );
    check(
        agreement::vetoed_rows,
        expect![[r#"
        kettle#or-a-pot: `other_if` (guests >= 8) holds only where pot is vetoed
        kettle#boiler-or-pot: `prefer_if` (guests < 8 and not stove-lit) holds only where kettle is vetoed
        kettle#boiler-or-pot: `other_if` (guests >= 7 and not stove-lit) holds only where pot is vetoed
        pot#or-a-kettle: `prefer_if` (guests >= 5) holds only where pot is vetoed"#]],
    );
}

#[test]
fn statements_that_cannot_speak_are_found() {
    check(reachable::unreachable_patterns, expect!["pot: never recommended"]);
    check(
        reachable::vetoed_statements,
        expect![[r#"
        kettle#cold-stove: not stove-lit and guests > 2
        kettle#an-id-that-tells-the-whole-story-of-the-statement: guests > 100
        pot#wide-mouth: stove-lit or not stove-lit"#]],
    );
    check(
        reachable::settled_conditions,
        expect![[r#"
        kettle#an-id-that-tells-the-whole-story-of-the-statement: never holds: guests > 100
        pot#wide-mouth: always holds: stove-lit or not stove-lit
        pot#always: always holds: guests >= 1"#]],
    );
    check(reachable::repeated_conditions, expect!["kettle: #many-guests and #many-guests-again: guests > 6"]);
    check(reachable::bare_vetoes, expect!["kettle#no-condition"]);
}

#[test]
fn questions_that_lead_to_two_patterns_are_found() {
    check(asked::shared_questions, expect!["`where is the tea` stands in kettle and pot"]);
}

#[test]
fn idle_facts_are_found() {
    check(facts::idle_facts, expect!["mood: tested by 0 ()"]);
}

#[test]
fn names_that_mislead_are_found() {
    check(names::shared_names, expect!["`tea pot` is a name of kettle and pot"]);
    check(names::misleading_names, expect!["kettle: `Tea Pot` finds pot"]);
    check(names::long_ids, expect!["kettle#an-id-that-tells-the-whole-story-of-the-statement: 49 characters"]);
}

#[test]
fn links_that_lead_nowhere_are_found() {
    check(
        links::dead_links,
        expect![[r#"
        kettle: `/pattern/pot#nothing` in overview.md
        kettle: `/pattern/pan` in overview.md
        kettle: `pot.md` in overview.md"#]],
    );
    check(links::unknown_slugs, expect!["kettle#to-nowhere: there is no `sauce-pan`"]);
    check(
        links::dead_citations,
        expect![[r#"
            kettle overview: `pot#nothing`
            kettle failures boils-dry cause: `pot#nothing`"#]],
    );
}

#[test]
fn faults_of_diagrams_are_found() {
    check(connected::stranded_components, expect![["kettle#saucer"]]);
    check(
        labels::long_labels,
        expect![[r#"
        kettle: spout -> cup: `hot water in a thin and steady stream`
        kettle: cup -> spout: ``"#]],
    );
}

#[test]
fn relations_that_disagree_are_found() {
    check(
        relations::disagreeing_relations,
        expect![[r#"
        pot conflicts-with kettle, but kettle requires pot
        pot conflicts-with kettle, but pot requires kettle"#]],
    );
    check(
        relations::circles,
        expect![[r#"
        requires: kettle -> pot -> kettle
        requires: pot -> kettle -> pot"#]],
    );
    check(
        relations::careless_relations,
        expect![[r#"
        kettle: complements later does not say why
        pot: conflicts-with kettle stands twice"#]],
    );
    check(
        relations::unrelated_rows,
        expect![[r#"
        kettle#by-its-words: `Later` is pot: add `pattern = "pot"`
        pot#boiler-by-word: `boiler` is kettle: add `pattern = "kettle"`
        pot#or-later: no [[relation]] to later"#]],
    );
}

#[test]
fn borrowed_words_are_found() {
    let found = own_words::borrowed_words(&broken());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("kettle failures boils-dry check: "), "{found:?}");
}
