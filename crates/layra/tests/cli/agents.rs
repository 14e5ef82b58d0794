//! `layra agents`.

use std::fs;

use expect_test::expect;

use crate::world::World;

#[test]
fn a_block_is_written_once_and_kept_up_to_date() {
    let world = World::new();
    world.check(
        &["agents", "--check"],
        expect![[r#"
        exit 1
        --- stderr
        not up to date: AGENTS.md
    "#]],
    );
    world.check(
        &["agents"],
        expect![[r#"
        exit 0
        --- stderr
        written to AGENTS.md
    "#]],
    );
    expect![[r#"
        <!-- layra:begin -->
        <!-- Written by `layra agents`; what is changed between these marks is replaced. -->
        ## Architecture

        Layra knows software architecture patterns: when to use each and when not to, what it costs, how it
        fails. Ask it before you choose, change or argue about structure; it needs no network.

        - `layra search QUESTION`: the patterns that answer a problem
        - `layra show PATTERN --budget 600`: what matters of one, within so many tokens
        - `layra compare ONE OTHER`: what decides between them
        - `layra advise SITUATION`: what fits a situation, what speaks against it, what to ask next
        - `layra decide PATTERN`: puts a decision on record, once people have made it

        With the tools of `layra mcp` at hand use these instead: search_patterns, get_pattern,
        compare_patterns, advise, record_decision. Cite statements as `slug#id`. Where nothing is found, say so.
        <!-- layra:end -->
    "#]]
    .assert_eq(&fs::read_to_string(world.path("AGENTS.md")).expect("written"));
    world.check(
        &["agents"],
        expect![[r#"
        exit 0
        --- stderr
        up to date
    "#]],
    );
    world.check(
        &["agents", "--check"],
        expect![[r#"
        exit 0
        --- stderr
        up to date
    "#]],
    );
    assert_eq!(world.files(""), "AGENTS.md");
}

#[test]
fn decisions_in_force_and_the_places_of_code_are_told() {
    let world = World::with_garden();
    world.write("facts.toml", "roof-area = 30\n");
    let decide = ["decide", "--pack", "garden", "--date", "2026-03-06", "--facts", "facts.toml"];
    world.stdout(&[&decide[..], &["rain-barrel", "--rejected", "Timer=Batteries <run> out."]].concat());
    world.stdout(&[&decide[..], &["drip-line", "--scope", "beds/north", "--status", "proposed"]].concat());
    let declared = world.text("layra.toml");
    let roles = "scope = \"beds/north\"\nroles = { hose = [\"lines\", \"lines/old\"], valve = \"taps\" }\n";
    world.write("layra.toml", declared.replace("scope = \"beds/north\"\n", roles));
    world.stdout(&["agents", "--pack", "garden"]);
    let text = world.text("AGENTS.md");
    let told = text.split_once("### Decisions in force").map_or("", |(_, rest)| rest);
    expect![[r#"


        Keep to them. To change one, make a new decision with the people who made it.

        - Rain Barrel (`rain-barrel`): `docs/decisions/0001-use-rain-barrel.md`
          - not Timer: Batteries \<run> out.
        - Drip Line (`drip-line`) in `beds/north`, proposed: `docs/decisions/0002-use-drip-line-in-beds-north.md`

        ### Where new code goes

        - `beds/north/lines`, `beds/north/lines/old`: `hose`
        - `beds/north/taps`: `valve`
        <!-- layra:end -->
    "#]]
    .assert_eq(told);

    // A decision that was taken back is not in force.
    world.edit("docs/decisions/0001-use-rain-barrel.md", "status: accepted", "status: superseded by 0002");
    world.stdout(&["agents", "--pack", "garden"]);
    assert!(!world.text("AGENTS.md").contains("Rain Barrel"), "{}", world.text("AGENTS.md"));
}

#[test]
fn a_broken_project_leaves_all_files_alone() {
    let world = World::new();
    world.write("layra.toml", "[[decision]]\npattern = \"no-such-thing\"\n");
    world.check(
        &["agents"],
        expect![[r#"
        exit 2
        --- stderr
        error: unknown pattern `no-such-thing`
         --> layra.toml:2:11
          |
        2 | pattern = "no-such-thing"
          |           ^^^^^^^^^^^^^^^
          |
          = hint: `layra list` shows all; `--pack DIR` adds those of a pack

        error: `layra.toml` has an error
        hint: mend it first
    "#]],
    );
    assert_eq!(world.files(""), "layra.toml");
}

#[test]
fn what_stands_around_the_block_stays() {
    let world = World::new();
    world.write("AGENTS.md", "# Ours\r\n\r\nBe kind.\r\n<!-- layra:begin -->\r\nold\r\n<!-- layra:end -->\r\n\r\nEnd");
    world.write("CLAUDE.md", "See AGENTS.md.");
    world.check(
        &["agents"],
        expect![[r#"
        exit 0
        --- stderr
        written to AGENTS.md
        written to CLAUDE.md
    "#]],
    );
    let text = fs::read_to_string(world.path("AGENTS.md")).expect("readable");
    assert!(text.starts_with("# Ours\r\n\r\nBe kind.\r\n<!-- layra:begin -->\r\n<!-- Written"), "{text:?}");
    assert!(text.ends_with("say so.\r\n<!-- layra:end -->\r\n\r\nEnd"), "{text:?}");
    let text = fs::read_to_string(world.path("CLAUDE.md")).expect("readable");
    assert!(text.starts_with("See AGENTS.md.\n\n<!-- layra:begin -->\n"), "{text:?}");
}

#[test]
fn a_file_that_cannot_be_understood_leaves_all_files_alone() {
    let world = World::new();
    world.write("AGENTS.md", "# Ours\n");
    world.write("CLAUDE.md", "<!-- layra:begin -->\nhalf\n");
    world.check(&["agents"], expect![[r#"
        exit 2
        --- stderr
        error: `CLAUDE.md`: the marks are not one pair: 1 `<!-- layra:begin -->` and 0 `<!-- layra:end -->`, or in the wrong order
        hint: leave one line of each, the beginning first; nothing was changed
    "#]]);
    assert_eq!(fs::read_to_string(world.path("AGENTS.md")).expect("readable"), "# Ours\n");
    world.write("CLAUDE.md", b"\xff\xfe");
    world.check(
        &["agents"],
        expect![[r#"
        exit 2
        --- stderr
        error: the file `CLAUDE.md` is not UTF-8: byte 0 is not part of a character
        hint: save it as UTF-8
    "#]],
    );
    assert_eq!(fs::read_to_string(world.path("AGENTS.md")).expect("readable"), "# Ours\n");
}

#[cfg(unix)]
#[test]
fn links_are_followed_within_the_folder_only() {
    use std::os::unix::fs::symlink;

    let (world, elsewhere) = (World::new(), World::new());
    elsewhere.write("notes.md", "theirs\n");
    symlink(elsewhere.path("notes.md"), world.path("AGENTS.md")).expect("linked");
    let output = world.command(&["agents"]).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("leads out of this folder"));
    assert_eq!(fs::read_to_string(elsewhere.path("notes.md")).expect("readable"), "theirs\n");

    let world = World::new();
    world.write("AGENTS.md", "ours\n");
    symlink("AGENTS.md", world.path("CLAUDE.md")).expect("linked");
    world.check(
        &["agents"],
        expect![[r#"
        exit 0
        --- stderr
        written to AGENTS.md
    "#]],
    );
    assert!(world.path("CLAUDE.md").is_symlink());
}
