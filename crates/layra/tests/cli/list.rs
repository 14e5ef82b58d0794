//! `layra list`.

use expect_test::expect;

use crate::world::World;

#[test]
fn patterns_stand_by_category_and_announced_ones_at_the_end() {
    World::with_garden().check(
        &["list", "--pack", "garden"],
        expect![[r#"
        exit 0
        --- stdout
        System
          greenhouse   ●●●●○  Glass keeps the warmth of the day for the night.

        Data
          rain-barrel  ●○○○○  A barrel below the downpipe keeps the rain of wet weeks f…

        Integration
          drip-line    ●●●○○  A hose with small holes hands water to each plant, a litt…

        Not written yet
          root-cellar
    "#]],
    );
}

#[test]
fn summaries_are_cut_to_the_width() {
    let world = World::with_garden();
    world.check_command(
        world.command(&["list", "--pack", "garden"]).env("COLUMNS", "50"),
        expect![[r#"
        exit 0
        --- stdout
        System
          greenhouse   ●●●●○  Glass keeps the warmth of t…

        Data
          rain-barrel  ●○○○○  A barrel below the downpipe…

        Integration
          drip-line    ●●●○○  A hose with small holes han…

        Not written yet
          root-cellar
    "#]],
    );
}

#[test]
fn filters_narrow_the_list() {
    let world = World::with_garden();
    let slugs = |filter: &[&str]| {
        let listing = world.json(&[&["list", "--pack", "garden", "--json"], filter].concat());
        let slug = |item: &serde_json::Value| item["slug"].as_str().expect("a slug").to_owned();
        listing["patterns"].as_array().expect("a list").iter().map(slug).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(slugs(&[]), "rain-barrel drip-line greenhouse");
    assert_eq!(slugs(&["--category", "data"]), "rain-barrel");
    assert_eq!(slugs(&["--concern", "watering", "--max-complexity", "2"]), "rain-barrel");
    assert_eq!(slugs(&["--team", "5"]), "drip-line greenhouse");
    assert_eq!(slugs(&["--technology", "Timer"]), "drip-line");
    assert_eq!(slugs(&["--quality", "water"]), "rain-barrel drip-line");
}

#[test]
fn json_holds_the_announced_too() {
    let listing = World::with_garden().json(&["list", "--pack", "garden", "--json"]);
    assert_eq!(listing["announced"], serde_json::json!(["root-cellar"]));
    assert_eq!(listing["patterns"][0]["team"]["max"], 3);
}

#[test]
fn words_that_are_not_known_get_a_hint() {
    let world = World::with_garden();
    world.check(
        &["list", "--pack", "garden", "--technology", "tmer"],
        expect![[r#"
        exit 2
        --- stderr
        error: no technology is called `tmer`
        hint: did you mean `timer`?
    "#]],
    );
    world.check(
        &["list", "--pack", "garden", "--category", "dta"],
        expect![[r#"
        exit 2
        --- stderr
        error: invalid value 'dta' for '--category <CATEGORY>'
          [possible values: system, application, data, integration, ai]

          tip: a similar value exists: 'data'

        For more information, try '--help'.
    "#]],
    );
    world.check(
        &["list", "--pack", "garden", "--max-complexity", "9"],
        expect![[r#"
        exit 2
        --- stderr
        error: invalid value '9' for '--max-complexity <N>': 9 is not in 1..=5

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn an_empty_list_is_said_on_stderr() {
    World::with_garden().check(
        &["list", "--pack", "garden", "--category", "ai"],
        expect![[r#"
        exit 0
        --- stderr
        no pattern passes these filters
    "#]],
    );
}

#[test]
fn the_built_in_patterns_are_listed_without_a_pack() {
    assert!(World::new().stdout(&["list"]).lines().count() > 5);
}
