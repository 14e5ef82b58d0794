//! `layra search`.

use std::fs::File;

use expect_test::expect;

use crate::world::World;

/// The longest argument that the systems take, about: Linux takes 128 KiB, Windows 32,767 characters.
const LONGEST_ARGUMENT: usize = if cfg!(windows) { 30_000 } else { 120_000 };

#[test]
fn every_result_says_what_matched() {
    let answer = World::with_garden().json(&["search", "clog", "with", "lime", "--pack", "garden", "--json"]);
    assert_eq!(answer["results"][0]["slug"], "drip-line");
    assert_eq!(answer["results"][0]["reasons"][0]["cite"], "drip-line#clogs");
}

#[test]
fn passages_are_shown_with_what_to_cite() {
    World::with_garden().check(
        &["search", "mosquitoes", "--pack", "garden"],
        expect![[r#"
            exit 0
            --- stdout
            Rain Barrel rain-barrel
              • smell: Mosquitoes breed in it, because the lid is off. #mosquitoes
              • trade off: Somebody carries cans twice a day. #carried-by-hand
              • overview: A barrel of 300 litres is filled by **one** storm: 20 m² of roof
                and 15 mm of rain.
        "#]],
    );
}

#[test]
fn nothing_found_is_an_answer() {
    let world = World::with_garden();
    world.check(
        &["search", "zeppelin", "--pack", "garden"],
        expect![[r#"
            exit 0
            --- stderr
            no entry answers `zeppelin`
            hint: the nearest are `drip-line`
        "#]],
    );
    world.check(
        &["search", "zeppelin", "--pack", "garden", "--json"],
        expect![[r#"
            exit 0
            --- stdout
            {
              "results": [],
              "near": [
                "drip-line"
              ]
            }
        "#]],
    );
}

#[test]
fn limits_and_categories_are_kept() {
    let world = World::with_garden();
    let count = |extra: &[&str]| {
        let answer = world.json(&[&["search", "water", "--pack", "garden", "--json"], extra].concat());
        answer["results"].as_array().map(Vec::len)
    };
    assert_eq!(count(&["--limit", "1"]), Some(1));
    assert_eq!(count(&["--category", "ai"]), Some(0));
    world.check(
        &["search", "water", "--limit", "0"],
        expect![[r#"
        exit 2
        --- stderr
        error: invalid value '0' for '--limit <N>': it takes a number from 1 up

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn a_section_is_searched_alone() {
    let world = World::with_garden();
    world.check(
        &["search", "water", "--pack", "garden", "--section", "Trade-offs"],
        expect![[r#"
        exit 0
        --- stdout
        Drip Line drip-line
          • trade off: Hardly any water is lost to the wind. #little-lost
          • trade off: Holes clog with lime. #clogs

        Rain Barrel rain-barrel
          • trade off: Water costs nothing once the barrel stands. #free-water
          • trade off: Somebody carries cans twice a day. #carried-by-hand
    "#]],
    );
    // Not the score, which depends on much else.
    let answer = world.json(&["search", "clog", "--pack", "garden", "--section", "trade-offs", "--json"]);
    let first = &answer["results"][0];
    assert_eq!(first["slug"], "drip-line");
    let reasons = first["reasons"].as_array().expect("a list");
    assert!(reasons.iter().all(|reason| reason["place"] == "trade-off"), "{reasons:?}");
    expect![[r#"
        {
          "place": "trade-off",
          "cite": "drip-line#clogs",
          "words": [
            "clog"
          ],
          "text": "Holes clog with lime."
        }"#]]
    .assert_eq(&format!("{:#}", reasons[0]));
    world.check(
        &["search", "clog", "--pack", "garden", "--section", "use-when", "--category", "ai"],
        expect![[r#"
            exit 0
            --- stderr
            no entry of the category `ai` answers `clog` in its section `use-when`
        "#]],
    );
}

#[test]
fn help_says_that_one_section_is_searched() {
    let help = World::new().stdout(&["search", "--help"]);
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Look only into this section of the entries, one of: use-when, avoid-when"), "{help}");
}

#[test]
fn a_section_that_is_not_searched_is_refused() {
    let world = World::new();
    world.check(&["search", "water", "--section", "related"], expect![[r#"
        exit 2
        --- stderr
        error: invalid value 'related' for '--section <SECTION>': no search looks into `related`; it looks into use-when, avoid-when, components, trade-offs, stacks, examples, versus, references, overview, failures, adopt, exits, measures, smells, terms

        For more information, try '--help'.
    "#]]);
    world.check(&["search", "water", "--section", "failure-modes,smells"], expect![[r#"
        exit 2
        --- stderr
        error: invalid value 'failure-modes,smells' for '--section <SECTION>': no section is called `failure-modes,smells`; did you mean `smells`?

        For more information, try '--help'.
    "#]]);
}

#[test]
fn a_question_may_begin_with_a_dash() {
    let world = World::with_garden();
    let slugs = |arguments: &[&str]| {
        let answer = world.json(&[&["search", "--pack", "garden", "--json"], arguments].concat());
        answer["results"].as_array().expect("a list").iter().map(|hit| hit["slug"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(slugs(&["--", "--mosquitoes"]), ["rain-barrel"]);
    assert_eq!(slugs(&["--", "-", "mosquitoes"]), ["rain-barrel"]);
    world.check(
        &["search", "--mosquitoes"],
        expect![[r#"
        exit 2
        --- stderr
        error: unexpected argument '--mosquitoes' found

          tip: to pass '--mosquitoes' as a value, use '-- --mosquitoes'

        Usage: layra search [OPTIONS] <QUESTION>...

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn a_question_is_read_from_stdin() {
    let world = World::with_garden();
    let shown = |text: &[u8]| {
        world.write("question.txt", text);
        let mut command = world.command(&["search", "-", "--pack", "garden", "--limit", "1"]);
        command.stdin(File::open(world.path("question.txt")).expect("readable"));
        world.shown(&command.output().expect("the program starts"))
    };
    expect![[r#"
        exit 0
        --- stdout
        Rain Barrel rain-barrel
          • smell: Mosquitoes breed in it, because the lid is off. #mosquitoes
          • trade off: Somebody carries cans twice a day. #carried-by-hand
          • overview: A barrel of 300 litres is filled by **one** storm: 20 m² of roof
            and 15 mm of rain.
    "#]]
    .assert_eq(&shown(b"What do I do about mosquitoes?\n"));
    expect![[r#"
        exit 2
        --- stderr
        error: the question is empty
        hint: ask in plain words, as in `layra search how do I keep a cache fresh`
    "#]]
    .assert_eq(&shown(b" \r\n\t"));
    expect![[r#"
        exit 2
        --- stderr
        error: the question on stdin is not UTF-8: byte 11 is not part of a character
        hint: save it as UTF-8
    "#]]
    .assert_eq(&shown(b"mosquitoes \xff\xfe"));
    expect![[r#"
        exit 0
        --- stderr
        no entry answers `zeppelin zeppelin zeppelin zeppelin zeppelin zeppelin zeppelin zeppelin zeppelin…`
        hint: the nearest are `drip-line`
    "#]]
    .assert_eq(&shown("zeppelin ".repeat(111_111).as_bytes()));
    expect![[r#"
        exit 2
        --- stderr
        error: the question on stdin is longer than 1000000 bytes
        hint: say it in a few sentences
    "#]]
    .assert_eq(&shown("zeppelin ".repeat(111_112).as_bytes()));
}

#[test]
fn an_empty_question_is_told_how_to_ask() {
    let world = World::new();
    let shown = |arguments: &[&str]| {
        let output = world.command(&[&["search"], arguments].concat()).output().expect("the program starts");
        world.shown(&output)
    };
    let empty = [&[""][..], &["  \t\n"], &["\u{a0}\u{3000}"], &["", " "], &["--", ""]].map(shown);
    assert!(empty.iter().all(|shown| *shown == empty[0]), "{empty:?}");
    expect![[r#"
        exit 2
        --- stderr
        error: the question is empty
        hint: ask in plain words, as in `layra search how do I keep a cache fresh`
    "#]]
    .assert_eq(&empty[0]);
    world.check(
        &["search"],
        expect![[r#"
        exit 2
        --- stderr
        error: the following required arguments were not provided:
          <QUESTION>...

        Usage: layra search <QUESTION>...

        For more information, try '--help'.
    "#]],
    );
}

#[cfg(unix)]
#[test]
fn a_question_that_is_not_text_is_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let world = World::new();
    world.check_command(
        world.command(&["search", "water"]).arg(OsStr::from_bytes(b"caf\xe9\x01")),
        expect![[r#"
        exit 2
        --- stderr
        error: the question is not UTF-8: `caf�\u{1}`
        hint: set the terminal to UTF-8, or hand the question to `layra search -` as UTF-8
    "#]],
    );
}

#[test]
fn odd_questions_have_an_answer_or_none() {
    let odd = [
        "the of and to",
        "?!… — ()[]{}",
        "\u{1f98a}\u{1f4a5} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "\u{202e}كيف أحافظ على البيانات\u{202c} \u{200f}מטמון",
        "Wie halte ich einen Zwischenspeicher mit der Datenbank im Gleichschritt?",
        "как не потерять сообщения при сбое",
        "如何保持缓存与数据库同步",
        "'; DROP TABLE patterns; -- \" OR 1=1",
        "(a+)+$ (.*)*x{1,99999} [[:alpha:]]{0,65535}",
        "../../etc/passwd %00 ${jndi:ldap://x} <script>alert(1)</script>",
        "\u{1b}[31mred\u{7}\u{8}",
        "e\u{301}\u{301}\u{301}\u{301} Z\u{335}\u{321}a\u{334}l\u{489}go",
        "-1 1e999 NaN 18446744073709551616",
    ];
    let long = ["a".repeat(LONGEST_ARGUMENT), "water hose ".repeat(LONGEST_ARGUMENT / 11), "é".repeat(20_000)];
    let world = World::with_garden();
    for question in odd.into_iter().chain(long.iter().map(String::as_str)) {
        for packs in [&["--pack", "garden"][..], &[]] {
            let output = world.command(packs).args(["search", "--", question]).output().expect("the program starts");
            let shown = world.shown(&output);
            assert_eq!(output.status.code(), Some(0), "{shown}");
            let nothing = output.stdout.is_empty() && output.stderr.starts_with(b"no entry answers `");
            assert!(nothing || (!output.stdout.is_empty() && output.stderr.is_empty()), "{shown}");
            let is_clean = |c: char| c == '\n' || !c.is_control();
            assert!(shown.chars().all(is_clean), "{shown:?}");
        }
    }
}
