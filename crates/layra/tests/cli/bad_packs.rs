//! Packs that are malformed: every command but `lint` refuses them with exit code 2.

use expect_test::{Expect, expect};

use crate::world::World;

fn check(damage: impl FnOnce(&World), expected: Expect) {
    let world = World::with_garden();
    damage(&world);
    let shown = |arguments: &[&str]| world.shown(&world.command(arguments).output().expect("the program starts"));
    expected.assert_eq(&shown(&["list", "--pack", "garden"]));
    let linted = shown(&["lint", "garden"]);
    assert!(linted.starts_with("exit 1\n"), "{linted}");
}

#[test]
fn a_key_that_stands_twice() {
    check(
        |world| {
            world.edit("garden/patterns/greenhouse/pattern.toml", "complexity = 4", "complexity = 4\ncomplexity = 5")
        },
        expect![[r#"
            exit 2
            --- stderr
            error: not valid TOML: duplicate key
             --> garden/patterns/greenhouse/pattern.toml:4:1
              |
            4 | complexity = 5
              | ^^^^^^^^^^
              |
              = hint: each key may stand once in a table; remove or rename one of them

            error: the pack `garden` has an error
            hint: mend it, then ask `layra lint garden`
        "#]],
    );
}

#[test]
fn bytes_that_are_not_text() {
    check(
        |world| world.write("garden/patterns/greenhouse/pattern.toml", b"name = \"\xff\xfe\"\n"),
        expect![[r#"
            exit 2
            --- stderr
            error: not UTF-8: byte 8 is not part of a character
            --> garden/patterns/greenhouse/pattern.toml

            error: the pack `garden` has an error
            hint: mend it, then ask `layra lint garden`
        "#]],
    );
}

#[test]
fn a_slug_that_climbs_out_of_the_folder() {
    check(
        |world| world.edit("garden/pack.toml", "\"greenhouse\"", "\"../../etc/passwd\""),
        expect![[r#"
            exit 2
            --- stderr
            error: `../../etc/passwd` is not a slug: only a-z, 0-9 and single hyphens between them
             --> garden/pack.toml:7:38
              |
            7 | order = ["rain-barrel", "drip-line", "../../etc/passwd", "root-cellar"]
              |                                      ^^^^^^^^^^^^^^^^^^

            error: the pack `garden` has an error
            hint: mend it, then ask `layra lint garden`
        "#]],
    );
    check(
        |world| {
            world.edit("garden/patterns/greenhouse/pattern.toml", "to = \"drip-line\"", "to = \"../../etc/passwd\"")
        },
        expect![[r#"
            exit 2
            --- stderr
            error: `../../etc/passwd` is not a slug: only a-z, 0-9 and single hyphens between them
             --> garden/patterns/greenhouse/pattern.toml:8:6
              |
            8 | to = "../../etc/passwd"
              |      ^^^^^^^^^^^^^^^^^^

            error: the pack `garden` has an error
            hint: mend it, then ask `layra lint garden`
        "#]],
    );
}

#[test]
fn a_relation_to_itself() {
    check(
        |world| world.edit("garden/patterns/greenhouse/pattern.toml", "to = \"drip-line\"", "to = \"greenhouse\""),
        expect![[r#"
            exit 2
            --- stderr
            error: an entry cannot stand in relation to itself
             --> garden/patterns/greenhouse/pattern.toml:8:6
              |
            8 | to = "greenhouse"
              |      ^^^^^^^^^^^^
              |
              = hint: name another pattern or remove the item

            error: the pack `garden` has an error
            hint: mend it, then ask `layra lint garden`
        "#]],
    );
}

#[test]
fn a_condition_without_its_end() {
    check(
        |world| world.edit("garden/patterns/drip-line/pattern.toml", "if = \"dry-summers\"", "if = \"roof-area >\""),
        expect![[r#"
            exit 2
            --- stderr
            error: not a condition: the condition ends too early
              --> garden/patterns/drip-line/pattern.toml:12:17
               |
            12 | if = "roof-area >"
               |                 ^
               |
               = hint: a test or a value is missing at the end

            error: the pack `garden` has an error
            hint: mend it, then ask `layra lint garden`
        "#]],
    );
}

#[test]
fn an_extension_of_an_extension_of_itself() {
    check(
        |world| {
            world.write("garden/patterns/greenhouse/pattern.toml", "extends = \"drip-line\"\n");
            world.write("garden/patterns/drip-line/pattern.toml", "extends = \"greenhouse\"\n");
        },
        expect![[r#"
            exit 2
            --- stderr
            error: `drip-line` extends an entry that extends it in turn
             --> garden/patterns/drip-line/pattern.toml:1:11
              |
            1 | extends = "greenhouse"
              |           ^^^^^^^^^^^^
              |
              = hint: break the circle: one of the entries must stand on its own

            error: `greenhouse` extends an entry that extends it in turn
             --> garden/patterns/greenhouse/pattern.toml:1:11
              |
            1 | extends = "drip-line"
              |           ^^^^^^^^^^^
              |
              = hint: break the circle: one of the entries must stand on its own

            error: the pack `garden` has 2 errors
            hint: mend it, then ask `layra lint garden`
        "#]],
    );
}

#[test]
fn a_file_of_nothing_but_hash_signs() {
    check(
        |world| world.write("garden/patterns/greenhouse/pattern.toml", vec![b'#'; 5_000_000]),
        expect![[r#"
            exit 2
            --- stderr
            error: 5000000 bytes long; at most 4194304 are read
            --> garden/patterns/greenhouse/pattern.toml

            error: the pack `garden` has an error
            hint: mend it, then ask `layra lint garden`
        "#]],
    );
}

#[test]
fn a_pack_without_a_version() {
    check(
        |world| world.edit("garden/pack.toml", "schema = 1", "schema = 2"),
        expect![[r#"
            exit 2
            --- stderr
            error: schema 2 is not known
             --> garden/pack.toml:2:10
              |
            2 | schema = 2
              |          ^
              |
              = hint: this version of Layra reads schema 1; a newer one may read this pack

            error: the pack `garden` has an error
            hint: mend it, then ask `layra lint garden`
        "#]],
    );
}
