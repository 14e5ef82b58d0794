//! `layra blueprints`.

use expect_test::expect;

use crate::world::World;

#[test]
fn packs_bring_their_own() {
    let world = World::with_garden();
    let shown = world.stdout(&["blueprints", "--pack", "garden"]);
    let own: Vec<&str> = shown.lines().skip_while(|line| !line.starts_with("rain-barrel")).take(3).collect();
    expect![[r#"
        rain-barrel 6 lines
          A barrel in forty lines.
          beside it: rain, now and then"#]]
    .assert_eq(&own.join("\n"));
    let json = world.json(&["blueprints", "--pack", "garden", "--json"]);
    let listed = json["blueprints"].as_array().expect("a list").iter();
    let own = listed.clone().find(|listed| listed["slug"] == "rain-barrel").expect("listed");
    assert_eq!(own["components"][1]["modules"][0], "src/lib.rs");
    assert_eq!(own["claims"][1]["shown"]["reason"], "Nobody here has hands.");
    assert!(listed.count() > 1, "those of the program stay");
}

#[test]
fn lint_looks_into_blueprints_too() {
    let world = World::with_garden();
    world.edit("garden/patterns/rain-barrel/blueprint/blueprint.toml", "src/lib.rs", "src/libs.rs");
    let report = world.findings(&["lint", "garden", "--json"]);
    let problems = report["problems"].as_array().expect("a list");
    assert!(problems.iter().any(|problem| problem["hint"] == "did you mean `src/lib.rs`?"), "{report}");
}

#[test]
fn a_blueprint_that_does_not_fit_its_entry_is_not_offered() {
    let world = World::with_garden();
    world.edit("garden/patterns/rain-barrel/blueprint/blueprint.toml", "id = \"barrel\"", "id = \"barel\"");
    world.edit(
        "garden/patterns/rain-barrel/blueprint/blueprint.toml",
        "id = \"free-water\"",
        "id = \"carried-by-hand\"",
    );
    world.check(
        &["blueprints", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: no file is the component `barrel` of the entry
        --> patterns/rain-barrel/blueprint/blueprint.toml

        error: the entry has no component `barel`
        --> patterns/rain-barrel/blueprint/blueprint.toml
         = hint: did you mean `barrel`?

        error: `free-water` weighs high: it has neither a `measure` nor a `reason`
        --> patterns/rain-barrel/blueprint/blueprint.toml

        error: `carried-by-hand` is there twice
        --> patterns/rain-barrel/blueprint/blueprint.toml

        error: the pack `garden` has 4 errors
        hint: mend it, then ask `layra lint garden`
    "#]],
    );
}
