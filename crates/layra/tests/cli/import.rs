//! `layra import`.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use expect_test::expect;

use crate::world::World;

/// The test pack as an export to read back.
fn world_with_export() -> World {
    let world = World::with_garden();
    world.stdout(&["--pack", "garden", "export", "--format", "llms-full", "--out", "llms-full.txt"]);
    world
}

const SLUGS: &str = "\"Rain Barrel\" = \"rain-barrel\"\n\"Drip Line\" = \"drip-line\"\nGreenhouse = \"greenhouse\"\n";

#[test]
fn every_word_is_accounted_for() {
    let world = world_with_export();
    world.write("slugs.toml", SLUGS);
    world.check(
        &["import", "llms-full.txt", "--slugs", "slugs.toml", "--out", "back"],
        expect![[r#"
        exit 0
        --- stdout
        title                 1
        generated             1
        name                  5
        category              3
        complexity            3
        team                  9
        summary              39
        aliases               4
        use-when             22
        avoid-when           10
        components           19
        pros                 17
        cons                 12
        stacks               13
        examples             12
        versus               22
        references           10
        overview             42
        related               3
        markup              107
        unaccounted           0
        all words           354
        --- stderr
        warning: `root-cellar` is linked to but has no entry
          --> llms-full.txt:68:3
           |
        68 | - [root-cellar](https:
           |   ^^^^^^^^^^^^^^^^^^^^
           |
           = hint: if an entry goes by another slug, give it this one with `--slugs`
        3 patterns written to back; browse them with `layra --pack back list`
    "#]],
    );
    expect![[r#"
        back/pack.toml
        back/patterns/drip-line/pattern.toml
        back/patterns/greenhouse/pattern.toml
        back/patterns/rain-barrel/overview.md
        back/patterns/rain-barrel/pattern.toml"#]]
    .assert_eq(&world.files("back"));
}

#[test]
fn export_of_an_import_is_the_export() {
    let world = world_with_export();
    world.write("slugs.toml", SLUGS);
    world.stdout(&["import", "llms-full.txt", "--slugs", "slugs.toml", "--out", "back"]);
    let again = world.stdout(&["--pack", "back", "export", "--format", "llms-full"]);
    assert_eq!(again, fs::read_to_string(world.path("llms-full.txt")).expect("readable"));
}

#[test]
fn stdin_is_read_and_guessed_slugs_are_reported() {
    let world = world_with_export();
    let folded = fs::read_to_string(world.path("llms-full.txt")).expect("readable");
    let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut child = world
        .command(&["import", "-", "--out", "deep/down/back", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("piped").write_all(folded.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ends");
    let account: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(account["unaccounted_words"], 0);
    expect![[r#"
        warning: `root-cellar` is linked to but has no entry
         --> -:1:1334
          |
        1 | ...   barrel ``` ## Related Patterns - [drip-line](https:// - [root-cellar](https: --- # Drip Line **Category:** integration |
          |                                                               ^^^^^^^^^^^^^^^^^^^^
          |
          = hint: if an entry goes by another slug, give it this one with `--slugs`
        slug `rain-barrel` for "Rain Barrel" comes from the name
        slug `drip-line` for "Drip Line" comes from the link
        slug `greenhouse` for "Greenhouse" comes from the name
        `--slugs FILE` says which slug a name has
        3 patterns written to deep/down/back; browse them with `layra --pack deep/down/back list`
    "#]].assert_eq(&String::from_utf8(output.stderr).expect("UTF-8"));
}

#[test]
fn words_without_a_place_are_findings() {
    let world = world_with_export();
    world.edit("llms-full.txt", "### Pros\n", "### Perhaps\n\nwho knows\n\n### Pros\n");
    world.write("slugs.toml", SLUGS);
    world.check(&["import", "llms-full.txt", "--slugs", "slugs.toml", "--out", "back"], expect![[r#"
        exit 1
        --- stdout
        title                 1
        generated             1
        name                  5
        category              3
        complexity            3
        team                  9
        summary              39
        aliases               4
        use-when             22
        avoid-when           10
        components           19
        pros                  9
        cons                  5
        stacks               13
        examples             12
        versus               22
        references           10
        overview             42
        related               3
        markup              101
        unaccounted          25
        all words           358
        28:1 (word 104): 4 words: a section that entries do not have: `### Perhaps who knows`
        32:1 (word 108): 11 words: a section that entries do not have: `### Pros - [high] Water costs nothing once the barrel stands.`
        36:1 (word 119): 10 words: a section that entries do not have: `### Cons - [medium] Somebody carries cans twice a day.`
        --- stderr
        warning: `root-cellar` is linked to but has no entry
          --> llms-full.txt:72:3
           |
        72 | - [root-cellar](https:
           |   ^^^^^^^^^^^^^^^^^^^^
           |
           = hint: if an entry goes by another slug, give it this one with `--slugs`
        3 patterns written to back; browse them with `layra --pack back list`
        25 words of the input are in no field: they are listed above with their places
    "#]]);
    assert!(world.path("back/pack.toml").exists());
}

#[test]
fn a_folder_that_is_not_empty_is_left_alone() {
    let world = world_with_export();
    world.write("back/patterns/mine/pattern.toml", "mine");
    world.write("back/pack.toml", "old");
    world.check(
        &["import", "llms-full.txt", "--out", "back"],
        expect![[r#"
        exit 2
        --- stderr
        error: the folder `back` is not empty
        hint: name another, or add `--force` to replace files of the same name; others stay
    "#]],
    );
    assert_eq!(fs::read_to_string(world.path("back/pack.toml")).expect("readable"), "old");
    world.stdout(&["import", "llms-full.txt", "--out", "back", "--force"]);
    assert_eq!(fs::read_to_string(world.path("back/patterns/mine/pattern.toml")).expect("readable"), "mine");
    expect![[r#"
        back/pack.toml
        back/patterns/drip-line/pattern.toml
        back/patterns/greenhouse/pattern.toml
        back/patterns/mine/pattern.toml
        back/patterns/rain-barrel/overview.md
        back/patterns/rain-barrel/pattern.toml"#]]
    .assert_eq(&world.files("back"));
}

#[test]
fn an_empty_folder_is_filled() {
    let world = world_with_export();
    fs::create_dir(world.path("back")).expect("made");
    world.stdout(&["import", "llms-full.txt", "--out", "back"]);
    assert!(world.path("back/patterns/greenhouse/pattern.toml").exists());
}

#[test]
fn what_stands_in_the_way_is_not_replaced() {
    let world = world_with_export();
    world.write("back/pack.toml/kept", "kept");
    world.check(
        &["import", "llms-full.txt", "--out", "back", "--force"],
        expect![[r#"
        exit 2
        --- stderr
        error: `back/pack.toml` is in the way: it is a folder
        hint: move it, or write to another folder; nothing was changed
    "#]],
    );
    expect!["back/pack.toml/kept"].assert_eq(&world.files("back"));
    world.check(
        &["import", "llms-full.txt", "--out", "llms-full.txt"],
        expect![[r#"
        exit 2
        --- stderr
        error: `llms-full.txt` is not a folder
        hint: name a folder that is not there yet
    "#]],
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_or_into_a_folder_that_is_read_only() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let world = world_with_export();
    fs::create_dir_all(world.path("back")).expect("made");
    fs::create_dir(world.path("elsewhere")).expect("made");
    symlink(world.path("elsewhere"), world.path("back/patterns")).expect("linked");
    world.check(
        &["import", "llms-full.txt", "--out", "back", "--force"],
        expect![[r#"
        exit 2
        --- stderr
        error: `back/patterns` is in the way: it is not a folder
        hint: move it, or write to another folder; nothing was changed
    "#]],
    );
    assert_eq!(world.files("elsewhere"), "");

    let locked = world.path("locked");
    fs::create_dir(&locked).expect("made");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).expect("set");
    if fs::write(locked.join("probe"), "").is_ok() {
        println!("SKIPPED: this user may write to a folder that is read-only");
        return;
    }
    world.check(
        &["import", "llms-full.txt", "--out", "locked"],
        expect![[r#"
        exit 2
        --- stderr
        error: cannot write to `locked`: Permission denied (os error 13)
        hint: choose a place you may write to; nothing was written
    "#]],
    );
    world.check(
        &["import", "llms-full.txt", "--out", "locked/back"],
        expect![[r#"
        exit 2
        --- stderr
        error: cannot write to `locked/back`: Permission denied (os error 13)
        hint: choose a place you may write to; nothing was written
    "#]],
    );
    assert_eq!(world.files("locked"), "");
}

#[test]
fn what_is_no_export_is_refused_and_nothing_written() {
    let world = World::new();
    world.write("notes.txt", "just some words\n");
    world.check(
        &["import", "notes.txt", "--out", "back"],
        expect![[r#"
            exit 2
            --- stderr
            error: the text holds no entry of a Layra export
            --> notes.txt
             = hint: import the file `llms-full.txt` of a Layra catalogue

            error: `notes.txt` holds no entry that can be read; nothing was written
            hint: import the file `llms-full.txt` of a Layra catalogue
        "#]],
    );
    world.write("binary", b"# A\xff");
    world.check(
        &["import", "binary", "--out", "back"],
        expect![[r#"
        exit 2
        --- stderr
        error: cannot import `binary`: the text is not UTF-8: byte 3 begins no character
        hint: import the file `llms-full.txt` of a Layra catalogue, saved as UTF-8
    "#]],
    );
    world.write("hashes", vec![b'#'; 17 * 1024 * 1024]);
    let output = world.command(&["import", "hashes", "--out", "back"]).output().expect("the program starts");
    let shown = world.shown(&output);
    let starts =
        "exit 2\n--- stderr\nerror: cannot import `hashes`: the text has 17825792 bytes; an export has at most ";
    assert!(shown.starts_with(starts) && shown.contains("\nhint: "), "{shown}");
    world.check(
        &["import", "gone.txt", "--out", "back"],
        expect![[r#"
        exit 2
        --- stderr
        error: cannot read `gone.txt`: No such file or directory (os error 2)
    "#]],
    );
    world.write("slugs.toml", "a = \"Not A Slug\"\nb = 3\n");
    world.check(
        &["import", "notes.txt", "--slugs", "slugs.toml", "--out", "back"],
        expect![[r#"
            exit 2
            --- stderr
            error: `Not A Slug` is not a slug: only a-z, 0-9 and single hyphens between them
             --> slugs.toml:1:5
              |
            1 | a = "Not A Slug"
              |     ^^^^^^^^^^^^
              |
              = hint: write it as `"Name" = "some-slug"`

            error: the slug of `b` is of type integer, not a string
             --> slugs.toml:2:5
              |
            2 | b = 3
              |     ^
              |
              = hint: write it as `"Name" = "some-slug"`

            error: the slugs in `slugs.toml` are not understood
        "#]],
    );
    assert!(!world.path("back").exists());
}
