//! `layra new`.

use std::fs;

use expect_test::expect;

use crate::world::World;

/// Begins a project from the test pack's blueprint, on a day.
fn new<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["new", "--pack", "garden", "--date", "2026-03-06", "rain-barrel"], more].concat()
}

#[test]
fn a_project_is_whole_and_has_its_decision() {
    let world = World::with_garden();
    world.check(
        &new(&["water-store", "--fact", "roof-area=30"]),
        expect![[r#"
        exit 0
        --- stdout
        water-store
        --- stderr
        beside it: rain, now and then
        next: cd water-store && cargo run; its README.md says what to try
    "#]],
    );
    expect![[r#"
        water-store/.github/workflows/ci.yml
        water-store/.gitignore
        water-store/Cargo.lock
        water-store/Cargo.toml
        water-store/README.md
        water-store/docs/decisions/0001-use-rain-barrel.md
        water-store/examples/lab/main.rs
        water-store/layra.toml
        water-store/src/lib.rs
        water-store/src/main.rs"#]]
    .assert_eq(&world.files("water-store"));
    expect![[r#"
        [package]
        name = "water-store"
        version = "0.1.0"
        edition = "2024"

        [workspace]
    "#]]
    .assert_eq(&world.text("water-store/Cargo.toml"));
    expect![[r#"
        [[decision]]
        pattern = "rain-barrel"
        adr = "docs/decisions/0001-use-rain-barrel.md"
    "#]]
    .assert_eq(&world.text("water-store/layra.toml"));
    assert!(world.text("water-store/src/main.rs").contains("water_store::after"));
    let record = world.text("water-store/docs/decisions/0001-use-rain-barrel.md");
    let parts = record.split_once("## Where the Parts Are").expect("the section").1;
    expect![[r#"


        * Downpipe (`rain-barrel#downpipe`): outside: the rain is somebody else's
        * Barrel (`rain-barrel#barrel`): `src/lib.rs`
    "#]]
    .assert_eq(parts);
    assert!(record.contains("How large is the roof? 30 square metres"), "{record}");
    let decisions =
        world.json(&["decisions", "--pack", "garden", "--repo", "water-store", "--due", "2026-04-01", "--json"]);
    assert_eq!(decisions["decisions"][0]["pattern"], "rain-barrel");
}

#[test]
fn an_empty_folder_will_do_and_a_name_may_differ_from_it() {
    let world = World::with_garden();
    fs::create_dir_all(world.path("Some Where")).expect("made");
    let begun = world.json(&new(&["Some Where", "--name", "store", "--json"]));
    assert_eq!((&begun["name"], &begun["folder"]), (&"store".into(), &"Some Where".into()));
    assert!(world.text("Some Where/Cargo.lock").contains("name = \"store\""));
}

#[test]
fn what_is_there_stays() {
    let world = World::with_garden();
    world.write("full/notes.txt", "mine");
    world.check(
        &new(&["full"]),
        expect![[r#"
        exit 2
        --- stderr
        error: the folder `full` is not empty
        hint: name a folder that is not there yet; nothing was written
    "#]],
    );
    world.check(
        &new(&["full/notes.txt"]),
        expect![[r#"
        exit 2
        --- stderr
        error: `full/notes.txt` is not a folder
        hint: name a folder that is not there yet; nothing was written
    "#]],
    );
    assert_eq!(world.files("full"), "full/notes.txt");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_left() {
    let world = World::with_garden();
    world.check(&new(&["Water Store"]), expect![[r#"
        exit 2
        --- stderr
        error: the project cannot be called as its folder is: "Water Store" is no name for a crate: a lower-case letter first, then letters, digits, `-` or `_`, at most 64
        hint: say what it is called with `--name`; a name is like `order-desk`
    "#]]);
    world.check(
        &new(&["a", "--name", "self"]),
        expect![[r#"
        exit 2
        --- stderr
        error: no crate can be called `self`: the word is taken
        hint: a name is like `order-desk`
    "#]],
    );
    world.check(
        &["new", "--pack", "garden", "rain-barel", "a"],
        expect![[r#"
        exit 2
        --- stderr
        error: there is no blueprint `rain-barel`
        hint: did you mean `rain-barrel`?
    "#]],
    );
    world.check(
        &["new", "--pack", "garden", "drip-line", "a"],
        expect![[r#"
        exit 2
        --- stderr
        error: `drip-line` has no blueprint yet
        hint: `layra blueprints` lists those there are
    "#]],
    );
    let output =
        world.command(&["new", "--pack", "garden", "rain-barrel+rain-barrel", "a"]).output().expect("it starts");
    let shown = world.shown(&output);
    assert!(shown.contains("`rain-barrel` and `rain-barrel` do not say that they can be combined"), "{shown}");
    assert!(!world.path("a").exists());
}

#[cfg(unix)]
#[test]
fn where_it_cannot_be_written_nothing_is_left() {
    let world = World::with_garden();
    // A file stands where the folder of records should: found out late, when all else is there.
    world.write("garden/patterns/rain-barrel/blueprint/docs", "no folder\n");
    let output = world.command(&new(&["deep/er/store"])).output().expect("it starts");
    let shown = world.shown(&output);
    assert!(shown.starts_with("exit 2") && shown.contains("docs` is not a folder"), "{shown}");
    assert!(!world.path("deep").exists());
}
