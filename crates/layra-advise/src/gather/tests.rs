//! Facts that people state, and what is said of mistakes in them.

use expect_test::{Expect, expect};

use super::*;
use crate::fixture::kitchen;

fn shown(result: Result<Vec<Known>, GatherError>) -> String {
    match result {
        Ok(facts) => {
            let lines = facts
                .iter()
                .map(|known| format!("{} = {}   {}\n", known.fact, in_words(&known.value), where_from(&known.source)));
            lines.collect()
        }
        Err(error) => format!("error: {error}\n"),
    }
}

fn check_flags(flags: &[&str], expected: Expect) {
    let vocabulary = kitchen().vocabulary().clone();
    let lines = flags.iter().map(|flag| shown(from_flag(&vocabulary, flag, "--fact").map(|known| vec![known])));
    expected.assert_eq(&lines.collect::<String>());
}

fn check_toml(text: &str, expected: Expect) {
    expected.assert_eq(&shown(from_toml(kitchen().vocabulary(), text, "tea.toml")));
}

fn check_json(text: &str, expected: Expect) {
    let json = serde_json::from_str(text).expect("JSON");
    expected.assert_eq(&shown(from_json(kitchen().vocabulary(), &json, "facts")));
}

#[test]
fn flags_state_facts_of_every_kind() {
    check_flags(
        &[
            "guests=6",
            "guests = 6..8",
            "guests>=8",
            "guests>8",
            "guests<=8",
            "guests=6 people",
            "has-power",
            "not has-power",
            "has-power=false",
            "ceremony=full",
        ],
        expect![[r#"
            guests = 6   --fact
            guests = 6 to 8   --fact
            guests = 8 to 500   --fact
            guests = 8.000000000000002 to 500   --fact
            guests = 1 to 8   --fact
            guests = 6   --fact
            has-power = true   --fact
            has-power = false   --fact
            has-power = false   --fact
            ceremony = `full`   --fact
        "#]],
    );
}

#[test]
fn a_wrong_flag_says_what_is_expected() {
    check_flags(
        &[
            "gests=6",
            "zzz",
            "ceremony=fool",
            "ceremony=x",
            "guests=many",
            "guests=6 litres",
            "guests=0",
            "guests",
            "not guests",
            "guests=8..6",
            "has-power=6",
            "has-power>1",
            "guests=nan",
            "",
            "=",
        ],
        expect![[r#"
            error: --fact: unknown fact `gests`; did you mean `guests`?
            error: --fact: unknown fact `zzz`; `layra facts` lists them
            error: --fact: `ceremony` has no choice `fool`; it is one of `none`, `some`, `full`
            error: --fact: `ceremony` has no choice `x`; it is one of `none`, `some`, `full`
            error: --fact: `guests` cannot be `many`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
            error: --fact: `guests` cannot be `6 litres`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
            error: --fact: `guests` cannot be 0; it lies between 1 and 500 people
            error: --fact: `guests` cannot be `true`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
            error: --fact: `guests` cannot be `false`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
            error: --fact: `guests` cannot be `8..6`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
            error: --fact: `has-power` cannot be `6`; it is true or false: `has-power`, `not has-power`
            error: --fact: `has-power` cannot be `>1`; it is true or false: `has-power`, `not has-power`
            error: --fact: `guests` cannot be `nan`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
            error: --fact: unknown fact ``; `layra facts` lists them
            error: --fact: unknown fact ``; `layra facts` lists them
        "#]],
    );
}

#[test]
fn a_file_states_facts_with_their_lines() {
    check_toml(
        "# tea\nhas-power = true\n\nguests = [6, 8]\nceremony = \"full\"\n",
        expect![[r#"
        has-power = true   tea.toml:2
        guests = 6 to 8   tea.toml:4
        ceremony = `full`   tea.toml:5
    "#]],
    );
    check_toml(
        "guests = 1_00\n",
        expect![[r#"
        guests = 100   tea.toml:1
    "#]],
    );
    check_toml(
        "guests = \">=8\"\n",
        expect![[r#"
        guests = 8 to 500   tea.toml:1
    "#]],
    );
}

#[test]
fn a_wrong_file_is_refused_with_the_line() {
    check_toml(
        "has-power = true\ngests = 6\n",
        expect![[r#"
        error: tea.toml:2: unknown fact `gests`; did you mean `guests`?
    "#]],
    );
    check_toml(
        "guests = [1, 2, 3]\n",
        expect![[r#"
        error: tea.toml:1: `guests` cannot be `a list`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
    "#]],
    );
    check_toml(
        "\nguests = true\n",
        expect![[r#"
        error: tea.toml:2: `guests` cannot be `true`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
    "#]],
    );
    check_toml(
        "guests = 6\nguests = 7\n",
        expect![[r#"
        error: tea.toml:2: duplicate key
    "#]],
    );
    check_toml(
        "guests =",
        expect![[r#"
        error: tea.toml:1: string values must be quoted, expected literal string
    "#]],
    );
    check_toml(
        "[guests]\nlow = 1\n",
        expect![[r#"
        error: tea.toml:1: `guests` cannot be `table`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
    "#]],
    );
}

#[test]
fn a_request_states_facts() {
    check_json(
        r#"{"guests": [6, null], "has-power": false, "ceremony": "some"}"#,
        expect![[r#"
        ceremony = `some`   facts: ceremony
        guests = 6 to 500   facts: guests
        has-power = false   facts: has-power
    "#]],
    );
    check_json(
        r#"{"guests": "6..8"}"#,
        expect![[r#"
        guests = 6 to 8   facts: guests
    "#]],
    );
    check_json(
        r#"{"guests": {}}"#,
        expect![[r#"
        error: facts: guests: `guests` cannot be `an object`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
    "#]],
    );
    check_json(
        r#"[1]"#,
        expect![[r#"
        error: facts: facts are an object, as in `{"team-size": 6}`
    "#]],
    );
    check_json(
        r#"{"gests": 1}"#,
        expect![[r#"
        error: facts: unknown fact `gests`; did you mean `guests`?
    "#]],
    );
}

#[test]
fn sources_that_disagree_are_refused_unless_the_last_counts() {
    let catalog = kitchen();
    let vocabulary = catalog.vocabulary();
    let stated = || {
        let mut stated = from_toml(vocabulary, "has-power = true\nguests = 6\n", "tea.toml").expect("facts");
        for flag in ["has-power", "guests=7"] {
            stated.push(from_flag(vocabulary, flag, "--fact").expect(flag));
        }
        stated
    };
    let refused = shown(merge(vocabulary, stated(), Contradictions::Refuse));
    let last = shown(merge(vocabulary, stated(), Contradictions::LastCounts));
    expect![[r#"
        error: `guests` is 6 at tea.toml:2 and 7 at --fact; remove one of them, or say that the last counts
        guests = 7   --fact
        has-power = true   tea.toml:1
    "#]]
    .assert_eq(&format!("{refused}{last}"));
}

#[test]
fn what_is_stated_counts_more_than_what_was_read() {
    let catalog = kitchen();
    let vocabulary = catalog.vocabulary();
    let flag = |flag: &str, words: &str| Known {
        source: Source::Read { words: words.to_owned() },
        ..from_flag(vocabulary, flag, "").expect(flag)
    };
    let said = |value| crate::Said { value: Value::Flag(value), source: Source::Asked };
    let read = Situation {
        facts: vec![flag("guests=6", "six of us"), flag("ceremony=full", "in rows")],
        disputed: vec![Disputed { fact: "has-power".to_owned(), said: vec![said(true), said(false)] }],
        ..Situation::default()
    };
    let stated = ["has-power", "guests=7"].map(|flag| from_flag(vocabulary, flag, "--fact").expect(flag));
    let combined = combine(vocabulary, read, stated.to_vec());
    assert!(combined.disputed.is_empty());
    expect![[r#"
        guests = 7   --fact
        has-power = true   --fact
        ceremony = `full`   “in rows”
    "#]]
    .assert_eq(&shown(Ok(combined.facts)));
}
