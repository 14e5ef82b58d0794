//! `layra search`.

use expect_test::expect;

use crate::world::World;

#[test]
fn every_result_says_what_matched() {
    let answer = World::with_garden().json(&["search", "clog", "with", "lime", "--pack", "garden", "--json"]);
    assert_eq!(answer["results"][0]["slug"], "drip-line");
    assert_eq!(answer["results"][0]["reasons"][0]["cite"], "drip-line#clogs");
}

#[test]
fn passages_are_shown_with_what_to_cite() {
    World::with_garden().check(
        &["search", "mosquitoes", "--pack", "garden"],
        expect![[r#"
            exit 0
            --- stdout
            Rain Barrel rain-barrel
              • practice: Mosquitoes breed in it, because the lid is off. #mosquitoes
              • overview: A barrel of 300 litres is filled by **one** storm: 20 m² of roof
                and 15 mm of rain.
              • summary: A barrel below the downpipe keeps the rain of wet weeks for dry
                ones.
        "#]],
    );
}

#[test]
fn nothing_found_is_an_answer() {
    let world = World::with_garden();
    world.check(
        &["search", "zeppelin", "--pack", "garden"],
        expect![[r#"
            exit 0
            --- stderr
            no entry answers `zeppelin`
            hint: the nearest are `drip-line`
        "#]],
    );
    world.check(
        &["search", "zeppelin", "--pack", "garden", "--json"],
        expect![[r#"
            exit 0
            --- stdout
            {
              "results": [],
              "near": [
                "drip-line"
              ]
            }
        "#]],
    );
}

#[test]
fn limits_and_categories_are_kept() {
    let world = World::with_garden();
    let count = |extra: &[&str]| {
        let answer = world.json(&[&["search", "water", "--pack", "garden", "--json"], extra].concat());
        answer["results"].as_array().map(Vec::len)
    };
    assert_eq!(count(&["--limit", "1"]), Some(1));
    assert_eq!(count(&["--category", "ai"]), Some(0));
    world.check(
        &["search", "water", "--limit", "0"],
        expect![[r#"
        exit 2
        --- stderr
        error: invalid value '0' for '--limit <N>': it takes a number from 1 up

        For more information, try '--help'.
    "#]],
    );
}
