//! `layra lint`.

use expect_test::expect;

use crate::world::World;

#[test]
fn a_sound_pack_has_notes_at_most() {
    World::with_garden().check(&["lint", "garden"], expect![[r#"
        exit 0
        --- stdout
        garden/pack.toml:7:52: note: `root-cellar` stands in the order but has no folder yet (it is shown without a link until `patterns/` has it)
        --- stderr
        1 note in garden; patterns: 3
    "#]]);
}

#[test]
fn problems_are_shown_where_they_stand() {
    let world = World::with_garden();
    world.edit("garden/patterns/greenhouse/pattern.toml", "complexity = 4", "complexity = 9\nconcern = \"waterin\"");
    world.edit("garden/patterns/greenhouse/pattern.toml", "to = \"drip-line\"", "to = \"drip-lin\"");
    world.check(&["lint", "garden"], expect![[r#"
        exit 1
        --- stdout
        error: `complexity` must be 1 to 5
         --> garden/patterns/greenhouse/pattern.toml:3:14
          |
        3 | complexity = 9
          |              ^

        error: unknown concern `waterin`
         --> garden/patterns/greenhouse/pattern.toml:4:11
          |
        4 | concern = "waterin"
          |           ^^^^^^^^^
          |
          = hint: did you mean `watering`?

        error: unknown pattern `drip-lin`
         --> garden/patterns/greenhouse/pattern.toml:9:6
          |
        9 | to = "drip-lin"
          |      ^^^^^^^^^^
          |
          = hint: did you mean `drip-line`?

        garden/pack.toml:7:52: note: `root-cellar` stands in the order but has no folder yet (it is shown without a link until `patterns/` has it)
        --- stderr
        3 errors, 1 note in garden; patterns: 3
    "#]]);
}

#[test]
fn json_is_a_list_of_problems() {
    let world = World::with_garden();
    let report = world.json(&["lint", "garden", "--json"]);
    assert_eq!(report["problems"][0]["severity"], "note");
    assert_eq!(report["problems"][0]["path"], "garden/pack.toml");
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let world = World::with_garden();
    world.edit("garden/pack.toml", "\"root-cellar\"]", "\"greenhouse\"]");
    world.edit(
        "garden/patterns/rain-barrel/pattern.toml",
        "[[relation]]\nto = \"root-cellar\"\nkind = \"related\"\n",
        "",
    );
    world.check(
        &["lint", "garden"],
        expect![[r#"
        exit 0
        --- stdout
        warning: `greenhouse` stands twice
         --> garden/pack.toml:7:52
          |
        7 | order = ["rain-barrel", "drip-line", "greenhouse", "greenhouse"]
          |                                                    ^^^^^^^^^^^^

        --- stderr
        1 warning in garden; patterns: 3
    "#]],
    );
    world.check(
        &["lint", "garden", "--deny-warnings", "--json"],
        expect![[r#"
        exit 1
        --- stdout
        {
          "problems": [
            {
              "severity": "warning",
              "path": "garden/pack.toml",
              "line": 7,
              "column": 52,
              "message": "`greenhouse` stands twice",
              "hint": null,
              "excerpt": {
                "text": "order = [\"rain-barrel\", \"drip-line\", \"greenhouse\", \"greenhouse\"]",
                "start": 51,
                "end": 63
              }
            }
          ]
        }
        --- stderr
        1 warning in garden; patterns: 3
    "#]],
    );
}

#[test]
fn the_folder_at_hand_is_checked_by_default() {
    let world = World::with_garden();
    world.check_command(world.command(&["lint"]).current_dir(world.path("garden")), expect![[r#"
        exit 0
        --- stdout
        pack.toml:7:52: note: `root-cellar` stands in the order but has no folder yet (it is shown without a link until `patterns/` has it)
        --- stderr
        1 note in .; patterns: 3
    "#]]);
    world.check(
        &["lint"],
        expect![[r#"
        exit 2
        --- stderr
        error: `.` is not a pack: it has no pack.toml
        hint: a pack is a folder with pack.toml (`schema = 1`) beside patterns/ and vocabulary/
    "#]],
    );
    world.check(
        &["lint", "nowhere"],
        expect![[r#"
        exit 2
        --- stderr
        error: there is no folder `nowhere`
        hint: name the folder that holds pack.toml
    "#]],
    );
}

#[test]
fn a_pack_that_does_not_stand_alone_is_checked_over_those_below_it() {
    let world = World::with_garden();
    world.write("more/pack.toml", "schema = 1\n");
    world
        .write("more/patterns/greenhouse/pattern.toml", "extends = \"greenhouse\"\nsummary = \"Glass and a stove.\"\n");
    world.check(
        &["lint", "more", "--pack", "garden"],
        expect![[r#"
        exit 0
        --- stderr
        no problems in more; patterns: 3
    "#]],
    );
    // It is not laid over itself when the configuration names it too.
    world.check(
        &["lint", "more", "--pack", "garden", "--pack", "more"],
        expect![[r#"
        exit 0
        --- stderr
        no problems in more; patterns: 3
    "#]],
    );
}
