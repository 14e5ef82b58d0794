//! `layra export`.

use std::fs;

use expect_test::expect;

use crate::world::World;

#[test]
fn the_index_links_every_pattern() {
    World::with_garden().check(&["export", "--pack", "garden", "--format", "llms"], expect![[r#"
        exit 0
        --- stdout
        # Garden

        > 3 architecture patterns, each with when to use it and when not to, components, trade-offs, technology stacks, real examples, a decision matrix and references. Generated 2026-03-06.

        ## System

        - [Greenhouse](https://garden.example/patterns/greenhouse.md): Glass keeps the warmth of the day for the night.

        ## Data

        - [Rain Barrel](https://garden.example/patterns/rain-barrel.md): A barrel below the downpipe keeps the rain of wet weeks for dry ones.

        ## Integration

        - [Drip Line](https://garden.example/patterns/drip-line.md): A hose with small holes hands water to each plant, a little at a time.

        ## Optional

        - [Complete text](https://garden.example/llms-full.txt): every entry in one file; 354 words, 2115 bytes
    "#]]);
}

#[test]
fn json_holds_patterns_and_vocabulary() {
    let json = World::with_garden().json(&["export", "--pack", "garden", "--format", "json"]);
    assert_eq!(json["masthead"]["title"], "Garden");
    assert_eq!(json["patterns"][1]["slug"], "drip-line");
    assert_eq!(json["vocabulary"]["facts"][0]["id"], "roof-area");
}

#[test]
fn markdown_is_a_folder_of_files() {
    let world = World::with_garden();
    world.check(
        &["export", "--pack", "garden", "--format", "markdown", "--out", "site"],
        expect![[r#"
        exit 0
        --- stderr
        4 files written to site
    "#]],
    );
    expect![[r#"
        site/llms.txt
        site/patterns/drip-line.md
        site/patterns/greenhouse.md
        site/patterns/rain-barrel.md"#]]
    .assert_eq(&world.files("site"));
    world.check(
        &["export", "--pack", "garden", "--format", "markdown"],
        expect![[r#"
            exit 2
            --- stderr
            error: this format is a folder of files
            hint: name the folder with `--out DIR`
        "#]],
    );
    world.check(
        &["export", "--pack", "garden", "--format", "markdown", "--out", "site"],
        expect![[r#"
        exit 2
        --- stderr
        error: the folder `site` is not empty
        hint: name another, or add `--force` to replace files of the same name; others stay
    "#]],
    );
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let world = World::with_garden();
    world.write("out.txt", "mine");
    world.check(
        &["export", "--pack", "garden", "--format", "llms", "--out", "out.txt"],
        expect![[r#"
        exit 2
        --- stderr
        error: the file `out.txt` is there already
        hint: name another, or add `--force` to replace it
    "#]],
    );
    assert_eq!(fs::read_to_string(world.path("out.txt")).expect("readable"), "mine");
    world.check(
        &["export", "--pack", "garden", "--format", "llms", "--out", "out.txt", "--force"],
        expect![[r#"
        exit 0
        --- stderr
        written to out.txt
    "#]],
    );
    assert_eq!(
        fs::read_to_string(world.path("out.txt")).expect("readable"),
        world.stdout(&["export", "--pack", "garden", "--format", "llms"])
    );
    assert!(!world.files("").contains("partial"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let world = World::with_garden();
    let mut command = world.command(&["export", "--pack", "garden", "--format", "json"]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("is there on Linux");
    world.check_command(
        command.stdout(full),
        expect![[r#"
        exit 2
        --- stderr
        error: cannot write to stdout: No space left on device (os error 28)
    "#]],
    );
}

#[test]
fn a_skill_is_a_folder_of_its_name() {
    let world = World::with_garden();
    world.check(
        &["export", "--pack", "garden", "--format", "skill", "--out", "skills"],
        expect![[r#"
        exit 0
        --- stderr
        4 files written to skills/garden
    "#]],
    );
    let one = ["export", "--pack", "garden", "--format", "skill", "--pattern", "rain barrel", "--out", "skills"];
    world.check(
        &one,
        expect![[r#"
        exit 0
        --- stderr
        4 files written to skills/rain-barrel
    "#]],
    );
    expect![[r#"
        skills/garden/SKILL.md
        skills/garden/patterns/drip-line.md
        skills/garden/patterns/greenhouse.md
        skills/garden/patterns/rain-barrel.md
        skills/rain-barrel/SKILL.md
        skills/rain-barrel/references/background.md
        skills/rain-barrel/references/running.md
        skills/rain-barrel/references/way-in-and-out.md"#]]
    .assert_eq(&world.files("skills"));
    world.check(
        &one,
        expect![[r#"
        exit 2
        --- stderr
        error: the folder `skills/rain-barrel` is not empty
        hint: name another, or add `--force` to replace files of the same name; others stay
    "#]],
    );
    world.check(
        &["export", "--pack", "garden", "--format", "markdown", "--pattern", "rain-barrel", "--out", "x"],
        expect![[r#"
            exit 2
            --- stderr
            error: only a skill is made of one pattern
            hint: leave `--pattern` out, or ask `layra show PATTERN --format markdown`
        "#]],
    );
}
