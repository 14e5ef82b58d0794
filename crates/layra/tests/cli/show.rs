//! `layra show`.

use expect_test::expect;

use crate::world::World;

#[test]
fn a_whole_entry_is_laid_out_for_reading() {
    World::with_garden().check(
        &["show", "rain-barrel", "--pack", "garden"],
        expect![[r#"
        exit 0
        --- stdout
        Rain Barrel rain-barrel
        Data · Watering · complexity 1/5 ●○○○○ · Small (1-3 engineers)

        A barrel below the downpipe keeps the rain of wet weeks for dry ones.

        Also known as Water Butt

        When to Use
          • There is a roof of twenty square metres or more to lead rain off from.
            #roof-at-hand
            if roof-area >= 20

        When NOT to Use
          • There is no roof, so nothing would ever fill it. (rules it out) #no-roof
            if roof-area = 0

        Key Components
          • Downpipe: Leads the rain to the barrel; a `leaf-trap` keeps it clean.
            #downpipe
          • Barrel: Keeps the water dark and covered. #barrel

          What passes between them
          • Downpipe → Barrel: rain

        Trade-offs
          + high   Water costs nothing once the barrel stands. [Water use] #free-water
          - medium Somebody carries cans twice a day. [Daily effort, Water use]
                   #carried-by-hand

        Tech Stack Examples
          Plain  Oak barrel, brass tap, Garden Pump

        Real-World Examples
          • Allotment 12: Three barrels in a row have lasted through every July.

        Decision Matrix
          • vs Drip Line drip-line: A barrel stores water and a drip line hands it out;
            with few beds the barrel alone will do. #drip-instead
            Rain Barrel if not dry-summers
            Drip Line if dry-summers

        References
          • Water in the Small Garden, A. Gardener, 2001 (book)

        Overview
          A barrel of 300 litres is filled by one storm: 20 m² of roof and 15 mm of
          rain.

          Filling

          1. Cut the downpipe at the height of the lid.
          2. Fit the diverter:

            roof -> gutter -> barrel

        Related Patterns
          • complements Drip Line drip-line: The barrel feeds the line.
          • related to root-cellar (not written yet)

        Failure Modes
          • The barrel is split in March. #frozen-barrel
            cause: It was full when it froze.
            check: Empty it before the first frost.

        Adopting It
          1. Lay slabs that carry two hundred kilograms. #set-base
            needs: Level ground.

        Ways Out
          • to mains water: Put the downpipe back to the drain. #to-mains

        What to Measure
          • Water level on Sunday. #level
            healthy: Above a third.

        Signs of Misuse
          • Mosquitoes breed in it, because the lid is off. #mosquitoes

        Glossary
          • Downpipe: The pipe that leads rain from the gutter to the ground.
    "#]],
    );
}

#[test]
fn sections_come_in_the_order_asked_for_and_by_their_usual_names() {
    World::with_garden().check(
        &["show", "drip-line", "--pack", "garden", "--section", "pros,when to use", "--section", "glossary"],
        expect![[r#"
            exit 0
            --- stdout
            Trade-offs
              + high   Hardly any water is lost to the wind. [Water use] #little-lost
              - low    Holes clog with lime. [Effort] #clogs

            When to Use
              • Weeks without rain are usual in summer. #weeks-without-rain
                if dry-summers

            Glossary
              nothing in this entry
        "#]],
    );
}

#[test]
fn a_name_an_alias_and_initials_find_the_entry() {
    let world = World::with_garden();
    let slug = |name: &str| world.json(&["show", name, "--pack", "garden", "--json"])["slug"].clone();
    for name in ["rain-barrel", "Rain Barrel", "water butt", "rain_barrel pattern", "rb"] {
        assert_eq!(slug(name), "rain-barrel", "{name}");
    }
}

#[test]
fn unknown_names_get_the_nearest_as_a_hint() {
    let world = World::with_garden();
    world.check(
        &["show", "rain-barel", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: no pattern is called `rain-barel`
        hint: did you mean `rain-barrel`?
    "#]],
    );
    world.check(
        &["show", "hose", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: no pattern is called `hose`
        hint: did you mean `drip-line`?
    "#]],
    );
    world.check(
        &["show", "zeppelin", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: no pattern is called `zeppelin`
        hint: `layra list` shows all patterns, `layra search QUESTION` looks into them
    "#]],
    );
    world.check(
        &["show", "root-cellar", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: `root-cellar` is announced, but its entry is not written yet
        hint: `layra list` shows what there is
    "#]],
    );
}

#[test]
fn odd_names_are_unknown_names_and_shown_escaped() {
    let world = World::with_garden();
    world.check(
        &["show", "../../etc/passwd", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: no pattern is called `../../etc/passwd`
        hint: `layra list` shows all patterns, `layra search QUESTION` looks into them
    "#]],
    );
    world.check(
        &["show", "a\u{1b}[31mred\n", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: no pattern is called `a\u{1b}[31mred\n`
        hint: `layra list` shows all patterns, `layra search QUESTION` looks into them
    "#]],
    );
    world.check(
        &["show", "", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: no pattern is called ``
        hint: `layra list` shows all patterns, `layra search QUESTION` looks into them
    "#]],
    );
    world.check(
        &["show", &"x".repeat(300), "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: no pattern is called `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…`
        hint: `layra list` shows all patterns, `layra search QUESTION` looks into them
    "#]],
    );
}

#[test]
fn markdown_and_json_hold_the_chosen_sections() {
    let world = World::with_garden();
    let markdown = world.stdout(&["show", "rb", "--pack", "garden", "--format", "markdown", "--section", "terms"]);
    assert!(markdown.contains("## Glossary") && !markdown.contains("## Overview"), "{markdown}");
    let whole = world.stdout(&["show", "rb", "--pack", "garden", "--format", "markdown"]);
    assert!(whole.starts_with("# Rain Barrel\n"), "{whole}");
    let json = world.json(&["show", "rb", "--pack", "garden", "--json", "--section", "trade-offs"]);
    let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["slug", "name", "pros", "cons"]);
}

#[test]
fn an_unknown_section_gets_a_hint() {
    World::with_garden().check(&["show", "rb", "--pack", "garden", "--section", "trade-of"], expect![[r#"
        exit 2
        --- stderr
        error: invalid value 'trade-of' for '--section <SECTION>': no section is called `trade-of`; did you mean `trade-offs`?

        For more information, try '--help'.
    "#]]);
}

#[test]
fn colour_is_a_choice() {
    let world = World::with_garden();
    let is_coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = world.command(&[&["show", "rb", "--pack", "garden"], arguments].concat());
        let output = command.envs(environment.iter().copied()).output().expect("the program starts");
        output.stdout.contains(&0x1b)
    };
    assert!(!is_coloured(&[], &[]));
    assert!(is_coloured(&["--color", "always"], &[]));
    assert!(is_coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(is_coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn control_characters_of_a_pack_do_not_reach_the_reader() {
    let world = World::with_garden();
    world.edit("garden/patterns/greenhouse/pattern.toml", "Glass keeps", "Glass\\u001b[2J\\u0007\\u009b keeps");
    let shown = world.stdout(&["show", "greenhouse", "--pack", "garden"]);
    assert!(shown.contains("Glass keeps") && !shown.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{shown:?}");
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let world = World::with_garden();
    let mut child = world
        .command(&["export", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    expect![[r#"
        exit 0
    "#]]
    .assert_eq(&world.shown(&output));
}

#[test]
fn a_budget_of_tokens_leaves_out_and_says_what() {
    let world = World::with_garden();
    world.check(
        &["show", "--pack", "garden", "rain-barrel", "--budget", "600", "--section", "use-when"],
        expect![[r#"
            exit 0
            --- stdout
            # Rain Barrel

            ## When to Use

            - There is a roof of twenty square metres or more to lead rain off from.
        "#]],
    );
    world.check(
        &["show", "rain-barrel", "--budget", "20"],
        expect![[r#"
        exit 2
        --- stderr
        error: invalid value '20' for '--budget <N>': it takes a number of tokens from 150 up

        For more information, try '--help'.
    "#]],
    );
    let json = World::new().json(&["show", "monolith", "--budget", "300", "--json"]);
    let (text, tokens) = (json["text"].as_str().expect("text"), json["tokens"].as_u64().expect("a number"));
    assert!((200..=300).contains(&tokens), "{tokens}");
    assert!(text.contains("> Left out to fit 300 tokens: use-when ("), "{text}");
    assert_eq!(json["left_out"][0]["section"], "use-when");
}
