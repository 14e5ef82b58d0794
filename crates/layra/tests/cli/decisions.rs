//! `layra decisions`.

use expect_test::expect;

use crate::world::World;

/// A folder with the test pack and one decision, taken on 2026-03-06 on these facts.
fn decided(facts: &str) -> World {
    let world = World::with_garden();
    world.write("facts.toml", facts);
    world.stdout(&["decide", "rain-barrel", "--pack", "garden", "--date", "2026-03-06", "--facts", "facts.toml"]);
    world
}

#[test]
fn what_was_decided_and_what_has_come_due_is_listed() {
    let world = decided("roof-area = 30\n");
    world.write("doc/adr/0001-older.md", "# 1. Plant a tree\n\nDate: 2016-02-12\n\n## Status\n\nAccepted\n");
    world.check(
        &["decisions", "--pack", "garden", "--due", "2027-03-05"],
        expect![[r#"
        exit 0
        --- stdout
        Plant a tree
          Accepted, 2016-02-12, doc/adr/0001-older.md

        Use Rain Barrel rain-barrel
          accepted, 2026-03-06, review by 2027-03-06,
          docs/decisions/0001-use-rain-barrel.md
        --- stderr
        2 decisions; due by 2027-03-05: 0; no facts to compare them with (`--facts FILE`, or `facts` in layra.toml)
    "#]],
    );
    world.check(
        &["decisions", "--pack", "garden", "--due", "2027-03-06"],
        expect![[r#"
        exit 1
        --- stdout
        Plant a tree
          Accepted, 2016-02-12, doc/adr/0001-older.md

        Use Rain Barrel rain-barrel
          accepted, 2026-03-06, review by 2027-03-06,
          docs/decisions/0001-use-rain-barrel.md
          review is due
        --- stderr
        2 decisions; due by 2027-03-06: 1; no facts to compare them with (`--facts FILE`, or `facts` in layra.toml)
    "#]],
    );
}

#[test]
fn facts_that_have_changed_are_named_and_turn_the_advice() {
    let world = decided("roof-area = 30\ndry-summers = true\n");
    world.write("later.toml", "roof-area = 1\ndry-summers = false\n");
    world.check(
        &["decisions", "--pack", "garden", "--due", "2026-04-01", "--facts", "later.toml"],
        expect![[r#"
        exit 1
        --- stdout
        Use Rain Barrel rain-barrel
          accepted, 2026-03-06, review by 2027-03-06,
          docs/decisions/0001-use-rain-barrel.md
          • roof-area was 30, is 1
          • dry-summers was yes, is no
          the advice has turned: it was recommended and is not recommended; recommended
          now: nothing
        --- stderr
        1 decision; due by 2026-04-01: 0; facts of 1 have changed, the advice on 1 has turned
    "#]],
    );
    world.write("layra.toml", format!("[project]\nfacts = \"later.toml\"\n\n{}", world.text("layra.toml")));
    let review = world.findings(&["decisions", "--pack", "garden", "--due", "2026-04-01", "--json"]);
    assert_eq!(review["compared"], true);
    assert_eq!(review["decisions"][0]["changed"].as_array().map(Vec::len), Some(2), "{review:#}");
}

#[test]
fn where_nothing_was_decided_nothing_is_listed() {
    World::new().check(
        &["decisions", "--due", "2026-04-01"],
        expect![[r#"
        exit 0
        --- stderr
        no decisions; `layra decide` records one
    "#]],
    );
}

#[test]
fn a_record_that_is_gone_is_said_and_the_rest_is_listed() {
    let world = decided("roof-area = 30\n");
    std::fs::remove_file(world.path("docs/decisions/0001-use-rain-barrel.md")).expect("removed");
    world.check(
        &["decisions", "--pack", "garden", "--due", "2027-03-06"],
        expect![[r#"
            exit 1
            --- stdout
            Rain Barrel rain-barrel
              docs/decisions/0001-use-rain-barrel.md
            --- stderr
            warning: cannot be read: No such file or directory (os error 2)
            --> docs/decisions/0001-use-rain-barrel.md
            1 decision; due by 2027-03-06: 0; no facts to compare them with (`--facts FILE`, or `facts` in layra.toml)
        "#]],
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let world = decided("roof-area = 30\n");
    world.check(
        &["decisions", "--pack", "garden", "--due", "tomorrow"],
        expect![[r#"
        exit 2
        --- stderr
        error: invalid value 'tomorrow' for '--due <DAY>': a day is written as 2026-03-06

        For more information, try '--help'.
    "#]],
    );
    world.write("twice.toml", "roof-area = 3\n");
    world.check(
        &["decisions", "--pack", "garden", "--due", "2027-03-06", "--facts", "facts.toml", "--facts", "twice.toml"],
        expect![[r#"
            exit 2
            --- stderr
            error: `roof-area` is 30 at facts.toml:1 and 3 at twice.toml:1
            hint: keep the one that holds today
        "#]],
    );
    // The pattern is in a pack that is not named.
    world.check(
        &["decisions", "--due", "2027-03-06"],
        expect![[r#"
            exit 2
            --- stderr
            error: unknown pattern `rain-barrel`
             --> layra.toml:2:11
              |
            2 | pattern = "rain-barrel"
              |           ^^^^^^^^^^^^^
              |
              = hint: `layra list` shows all; `--pack DIR` adds those of a pack

            error: `layra.toml` has an error
            hint: mend it first
        "#]],
    );
}
