//! `layra decide`.

use std::fs;

use expect_test::expect;

use crate::world::World;

const FACTS: &str = "roof-area = [20, 30]\ndry-summers = true\n";

/// A folder with the test pack and a file of facts.
fn garden() -> World {
    let world = World::with_garden();
    world.write("facts.toml", FACTS);
    world
}

/// `layra decide` with the test pack, on a day.
fn decide<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["decide", "--pack", "garden", "--date", "2026-03-06"], more].concat()
}

#[test]
fn a_record_and_the_decision_are_written() {
    let world = garden();
    world.check(
        &decide(&[
            "rain-barrel",
            "--facts",
            "facts.toml",
            "--rejected",
            "drip line=Nobody is there to turn it on.",
            "--rejected",
            "Timer=Batteries.",
        ]),
        expect![[r#"
            exit 0
            --- stdout
            docs/decisions/0001-use-rain-barrel.md
            --- stderr
            `rain-barrel` is decided on in layra.toml; review by 2027-03-06
        "#]],
    );
    expect![[r#"
        ---
        status: accepted
        date: 2026-03-06
        ---

        # Use Rain Barrel

        ## Context and Problem Statement

        How does water get to the plants?

        What is known:

        * How large is the roof? 20 to 30 square metres (`roof-area`; stated: facts.toml:1)
        * Are there weeks without rain in summer? yes (`dry-summers`; stated: facts.toml:2)

        ## Considered Options

        * Rain Barrel (`rain-barrel`)
        * Drip Line (`drip-line`)
        * Timer (`timer`), a technology

        ## Decision Outcome

        Chosen option: "Rain Barrel", because:

        * “There is a roof of twenty square metres or more to lead rain off from.” (`rain-barrel#roof-at-hand`): `roof-area` 20 to 30

        What speaks against it, and is outweighed:

        * “A barrel stores water and a drip line hands it out; with few beds the barrel alone will do.” (`rain-barrel#drip-instead`): `dry-summers` yes

        This is decided against the advice, which recommends Drip Line (`drip-line`) here.

        Rejected, and not to come back without a new decision:

        * Drip Line: Nobody is there to turn it on.
        * Timer: Batteries.

        ### Consequences

        * Good, because “Water costs nothing once the barrel stands.” (`rain-barrel#free-water`)
        * Bad, because “Somebody carries cans twice a day.” (`rain-barrel#carried-by-hand`)
        * Neutral, because it needs first: “Level ground.” (`rain-barrel#set-base`)

        ### Confirmation

        Run `layra check` at the root of the repository: it holds the code to the `[[decision]]` on `rain-barrel` in `layra.toml`.

        What to watch once it runs:

        * Water level on Sunday: Above a third. (`rain-barrel#level`)

        ## Pros and Cons of the Options

        ### Rain Barrel

        A barrel below the downpipe keeps the rain of wet weeks for dry ones.

        What it wins and costs stands above.

        ### Drip Line

        A hose with small holes hands water to each plant, a little at a time.

        * Good, because “Weeks without rain are usual in summer.” (`drip-line#weeks-without-rain`): `dry-summers` yes
        * Good, because “Hardly any water is lost to the wind.” (`drip-line#little-lost`)
        * Bad, because “Holes clog with lime.” (`drip-line#clogs`)

        ### Timer

        * Bad, because Batteries.

        ## More Information

        Review by 2027-03-06, or earlier:

        * at about 19 square metres (roof-area)

        `layra decisions` compares the facts on which this was decided with those of a later day:

        ```toml layra-facts
        roof-area = [20, 30] # stated: facts.toml:1
        dry-summers = true # stated: facts.toml:2
        ```
    "#]].assert_eq(&world.text("docs/decisions/0001-use-rain-barrel.md"));
    expect![[r#"
        [[decision]]
        pattern = "rain-barrel"
        adr = "docs/decisions/0001-use-rain-barrel.md"
        rejected = [
            { pattern = "drip-line", why = "Nobody is there to turn it on." },
            { technology = "timer", why = "Batteries." },
        ]
    "#]]
    .assert_eq(&world.text("layra.toml"));
}

#[test]
fn a_text_is_read_and_a_wish_that_does_not_fit_is_rejected() {
    let world = World::new();
    world.write(
        "situation.md",
        "Four of us are starting a booking tool. Our investor wants microservices from day one.",
    );
    let answer = world.json(&["decide", "monolith", "--text", "situation.md", "--date", "2026-03-06", "--json"]);
    assert_eq!(answer["decision"]["rejected"][0]["pattern"], "microservices", "{answer:#}");
    assert_eq!(answer["written"], true);
    let record = answer["record"].as_str().expect("text");
    assert!(record.contains("read from “Four of us are starting a booking tool”"), "{record}");
    assert_eq!(world.text("docs/decisions/0001-use-monolith.md"), record);
    assert!(record.contains("Review by 2027-03-06"), "{record}");
}

#[test]
fn the_same_decision_gives_the_same_bytes_and_a_dry_run_writes_nothing() {
    let world = garden();
    let arguments = decide(&[
        "rain-barrel",
        "--facts",
        "facts.toml",
        "--dry-run",
        "--review",
        "2026-12-24",
        "--status",
        "proposed",
    ]);
    let record = world.stdout(&arguments);
    assert_eq!(world.stdout(&arguments), record);
    assert!(record.starts_with("---\nstatus: proposed\ndate: 2026-03-06\n---\n"), "{record}");
    assert!(record.contains("Review by 2026-12-24"), "{record}");
    assert!(!world.path("layra.toml").exists() && !world.path("docs").exists());
}

#[test]
fn comments_stay_numbers_go_on_and_the_facts_of_the_project_are_taken() {
    let world = garden();
    world.write("layra.toml", "# ours\n[project]\nfacts = \"facts.toml\" # of today\n");
    world.write("doc/adr/0007-older.md", "# 7. Older\n");
    world.check(
        &decide(&["rain-barrel", "--title", "Keep <b>rain</b> # [for](x) July\n## Status", "--scope", "beds"]),
        expect![[r#"
            exit 0
            --- stdout
            doc/adr/0008-keep-b-rain-b-for-x-july-status.md
            --- stderr
            `rain-barrel` is decided on in layra.toml; review by 2027-03-06
        "#]],
    );
    expect![[r##"
        # ours
        [project]
        facts = "facts.toml" # of today

        [[decision]]
        pattern = "rain-barrel"
        adr = "doc/adr/0008-keep-b-rain-b-for-x-july-status.md"
        scope = "beds"
    "##]]
    .assert_eq(&world.text("layra.toml"));
    let record = world.text("doc/adr/0008-keep-b-rain-b-for-x-july-status.md");
    assert!(record.contains("\n# Keep \\<b\\>rain\\</b\\> \\# \\[for\\](x) July \\#\\# Status\n"), "{record}");
    assert!(record.contains("roof-area = [20, 30]"), "{record}");
}

#[test]
fn what_is_decided_already_is_refused() {
    let world = garden();
    world.stdout(&decide(&["rain-barrel"]));
    let before = world.text("layra.toml");
    world.check(
        &decide(&["rain-barrel"]),
        expect![[r#"
        exit 2
        --- stderr
        error: `layra.toml` decides on `rain-barrel` already
        hint: to decide anew, mark its record as superseded and take its `[[decision]]` out, or give a `--scope`
    "#]],
    );
    assert_eq!(world.text("layra.toml"), before);
    assert_eq!(world.files("docs"), "docs/decisions/0001-use-rain-barrel.md");
    world.stdout(&decide(&["rain-barrel", "--scope", "beds"]));
    assert_eq!(
        world.files("docs"),
        "docs/decisions/0001-use-rain-barrel.md\ndocs/decisions/0002-use-rain-barrel-in-beds.md"
    );
}

#[test]
fn a_broken_file_is_shown_and_nothing_is_written() {
    let world = garden();
    world.write("layra.toml", "[[decision]]\npattern = \"rain-barel\"\n");
    world.check(
        &decide(&["drip-line"]),
        expect![[r#"
            exit 2
            --- stderr
            error: unknown pattern `rain-barel`
             --> layra.toml:2:11
              |
            2 | pattern = "rain-barel"
              |           ^^^^^^^^^^^^
              |
              = hint: did you mean `rain-barrel`?

            error: `layra.toml` has an error
            hint: mend it first
        "#]],
    );
    assert!(!world.path("docs").exists());
    world.write("layra.toml", "decision = \"rain-barrel\n");
    world.check(
        &decide(&["drip-line"]),
        expect![[r#"
            exit 2
            --- stderr
            error: invalid type: string "rain-barrel", expected a sequence
             --> layra.toml:1:12
              |
            1 | decision = "rain-barrel
              |            ^^^^^^^^^^^^

            error: not valid TOML: invalid basic string, expected `"`
             --> layra.toml:1:24
              |
            1 | decision = "rain-barrel
              |                        ^

            error: `layra.toml` has 2 errors
            hint: mend it first
        "#]],
    );
    world.write("layra.toml", "[project]\nfacts = \"nowhere.toml\"\n");
    world.check(
        &decide(&["drip-line"]),
        expect![[r#"
            exit 2
            --- stderr
            error: cannot be read: No such file or directory (os error 2)
            --> nowhere.toml

            error: `nowhere.toml` cannot be used
            hint: mend it, or what names it
        "#]],
    );
}

#[test]
fn names_and_days_that_make_no_sense_are_refused() {
    let world = garden();
    world.check(
        &decide(&["rain-barel"]),
        expect![[r#"
        exit 2
        --- stderr
        error: no pattern is called `rain-barel`
        hint: did you mean `rain-barrel`?
    "#]],
    );
    world.check(
        &decide(&["rain-barrel", "--rejected", "drip-lin=No."]),
        expect![[r#"
        exit 2
        --- stderr
        error: no pattern or technology is called `drip-lin`
        hint: did you mean `drip-line`?
    "#]],
    );
    world.check(
        &decide(&["rain-barrel", "--rejected", "Timer"]),
        expect![[r#"
        exit 2
        --- stderr
        error: nothing that is known speaks against `timer` here; say why it is rejected
        hint: write the reason behind it: `--rejected 'timer=WHY'`
    "#]],
    );
    world.check(
        &decide(&["rain-barrel", "--rejected", "rain-barrel=No."]),
        expect![[r#"
        exit 2
        --- stderr
        error: `rain-barrel` is chosen and rejected at once
        hint: take it out of `--rejected`
    "#]],
    );
    world.check(
        &decide(&["rain-barrel", "--review", "2026-01-01"]),
        expect![[r#"
        exit 2
        --- stderr
        error: the review on 2026-01-01 comes before 2026-03-06
        hint: give a later day, or a number of months, to --review
    "#]],
    );
    world.check(
        &decide(&["rain-barrel", "--review", "soon"]),
        expect![[r#"
        exit 2
        --- stderr
        error: invalid value 'soon' for '--review <MONTHS|DAY>': it takes a number of months, or a day as 2026-03-06

        For more information, try '--help'.
    "#]],
    );
    world.check(
        &decide(&["rain-barrel", "--dir", "../elsewhere"]),
        expect![[r#"
        exit 2
        --- stderr
        error: invalid value '../elsewhere' for '--dir <DIR>': `../elsewhere` leads out of the repository

        For more information, try '--help'.
    "#]],
    );
    world.check(
        &decide(&["rain-barrel", "--repo", "nowhere"]),
        expect![[r#"
        exit 2
        --- stderr
        error: there is no folder `nowhere`
        hint: name the folder of the repository
    "#]],
    );
    world.check(
        &decide(&["rain-barrel", "--fact", "roof-area=10", "--facts", "facts.toml"]),
        expect![[r#"
            exit 2
            --- stderr
            error: `roof-area` is 20 to 30 at facts.toml:1 and 10 at --fact
            hint: remove one of them, or add `--assume last`
        "#]],
    );
    assert!(!world.path("layra.toml").exists() && !world.path("docs").exists());
    world.stdout(&decide(&["rain-barrel", "--fact", "roof-area=10", "--facts", "facts.toml", "--assume", "last"]));
}

#[test]
fn what_is_in_the_way_is_left_alone() {
    let world = garden();
    world.write("docs", "a file");
    world.check(
        &decide(&["rain-barrel"]),
        expect![[r#"
        exit 2
        --- stderr
        error: `docs` is not a folder
        hint: name the folder of the repository
    "#]],
    );
    assert_eq!(world.text("docs"), "a file");
    assert!(!world.path("layra.toml").exists());
}

#[cfg(unix)]
#[test]
fn links_out_of_the_repository_are_not_followed() {
    let world = garden();
    world.write("outside/README", "");
    world.write("inside/README", "");
    std::os::unix::fs::symlink(world.path("outside"), world.path("inside/docs")).expect("linked");
    world.check(
        &decide(&["rain-barrel", "--repo", "inside"]),
        expect![[r#"
        exit 2
        --- stderr
        error: `inside/docs` is a symbolic link, which may lead out of the repository and is not followed
        hint: put a folder or file of the repository in its place; nothing was written
    "#]],
    );
    fs::remove_file(world.path("inside/docs")).expect("removed");
    world.write("outside/layra.toml", "# theirs\n");
    std::os::unix::fs::symlink(world.path("outside/layra.toml"), world.path("inside/layra.toml")).expect("linked");
    world.check(
        &decide(&["rain-barrel", "--repo", "inside"]),
        expect![[r#"
            exit 2
            --- stderr
            error: a symbolic link, not followed
            --> inside/layra.toml

            error: `layra.toml` has an error
            hint: mend it first
        "#]],
    );
    assert_eq!(world.text("outside/layra.toml"), "# theirs\n");
    assert_eq!(world.files("outside"), "outside/README\noutside/layra.toml");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let world = garden();
    world.write("shut/README", "");
    fs::set_permissions(world.path("shut"), PermissionsExt::from_mode(0o555)).expect("set");
    // Whoever may do anything is not kept out by permissions.
    if fs::write(world.path("shut/try"), "").is_ok() {
        return;
    }
    world.check(&decide(&["rain-barrel", "--repo", "shut"]), expect![[""]]);
    assert_eq!(world.files("shut"), "shut/README");
}
