//! Facts that people state, and what is said of mistakes in them.

use expect_test::{Expect, expect};

use super::*;
use crate::fixture::kitchen;

fn shown(result: Result<Vec<Known>, GatherError>) -> String {
    match result {
        Ok(facts) => {
            let lines = facts
                .iter()
                .map(|known| format!("{} = {}   {}\n", known.fact, as_stated(&known.value), where_from(&known.source)));
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
            guests = 6 to 500   facts: guests
            has-power = false   facts: has-power
            ceremony = `some`   facts: ceremony
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
        error: `guests` is 6 at tea.toml:2 and 7 at --fact
        guests = 7   --fact
        has-power = true   tea.toml:1
    "#]]
    .assert_eq(&format!("{refused}{last}"));
}

#[test]
fn a_lower_and_an_upper_limit_do_not_disagree() {
    let catalog = kitchen();
    let vocabulary = catalog.vocabulary();
    let merged = |flags: [&str; 2]| {
        let stated = flags.map(|flag| from_flag(vocabulary, flag, "--fact").expect(flag));
        shown(merge(vocabulary, stated, Contradictions::Refuse))
    };
    expect![[r#"
        guests = 8 to 20   --fact
    "#]]
    .assert_eq(&merged(["guests>=8", "guests<=20"]));
    expect![[r#"
        guests = 8 to 20   --fact
    "#]]
    .assert_eq(&merged(["guests<=20", "guests>=8"]));
    expect![[r#"
        error: `guests` is 8 to 500 at --fact and 1 to 6 at --fact
    "#]]
    .assert_eq(&merged(["guests>=8", "guests<=6"]));
    expect![[r#"
        error: `guests` is 8 at --fact and 1 to 20 at --fact
    "#]]
    .assert_eq(&merged(["guests=8", "guests<=20"]));
}

#[test]
fn json_states_each_fact_once_and_is_known_by_its_brace() {
    let catalog = kitchen();
    let read = |text: &str| shown(from_file(catalog.vocabulary(), text, "-"));
    expect![[r#"
        guests = 6   -: guests
    "#]]
    .assert_eq(&read(" {\"guests\": 6}"));
    expect![[r#"
        error: -:2: not valid JSON: `guests` is stated twice at line 2 column 8; facts are an object, as in `{"team-size": 6}`
    "#]].assert_eq(&read("{\"guests\": 6,\n\"guests\": 7}"));
    expect![[r#"
        error: -: guests: `guests` cannot be `8..6`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
    "#]].assert_eq(&read("{\"guests\": [8, 6]}"));
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

#[test]
fn what_is_seen_counts_where_nothing_is_told() {
    let catalog = kitchen();
    let vocabulary = catalog.vocabulary();
    let told = from_flag(vocabulary, "ceremony=full", "--fact").expect("a fact");
    let disputed = vec![Disputed { fact: "outdoors".to_owned(), said: Vec::new() }];
    let told =
        Situation { facts: vec![told], disputed, declined: vec!["has-power".to_owned()], ..Situation::default() };
    let seen = ["ceremony=none", "outdoors", "has-power", "guests=6"].map(|flag| {
        let source = Source::Seen { place: "package.json:14".to_owned() };
        Known { source, ..from_flag(vocabulary, flag, "").expect(flag) }
    });
    let situation = add_seen(vocabulary, told, seen.to_vec());
    assert_eq!((situation.disputed.len(), situation.declined.len()), (1, 1));
    expect![[r#"
        guests = 6   package.json:14
        ceremony = `full`   --fact
    "#]]
    .assert_eq(&shown(Ok(situation.facts)));
}

#[test]
fn what_is_skipped_is_open_unless_it_was_stated() {
    let catalog = kitchen();
    let vocabulary = catalog.vocabulary();
    let read = |flag: &str| Known {
        source: Source::Read { words: "tea".to_owned() },
        ..from_flag(vocabulary, flag, "").expect(flag)
    };
    let mut facts = vec![read("guests=6"), read("ceremony=full")];
    facts.extend(from_flag(vocabulary, "has-power", "--fact"));
    let disputed = vec![Disputed { fact: "outdoors".to_owned(), said: Vec::new() }];
    let situation = Situation { facts, disputed, ..Situation::default() };
    let names = ["guests", "has-power", "outdoors", " guests "];
    let open = skip(vocabulary, situation.clone(), names, "--skip").expect("facts");
    assert_eq!(open.declined, ["guests", "outdoors"]);
    assert!(open.disputed.is_empty());
    expect![[r#"
        ceremony = `full`   “tea”
        has-power = true   --fact
    "#]]
    .assert_eq(&shown(Ok(open.facts)));
    let error = skip(vocabulary, situation, ["gests"], "--skip").expect_err("there is no such fact");
    assert_eq!(error.to_string(), "--skip: unknown fact `gests`; did you mean `guests`?");
}

fn check_answers(fact: &str, answers: &[&str], expected: Expect) {
    let catalog = kitchen();
    let fact = catalog.vocabulary().fact(fact).expect("in the vocabulary");
    let lines = answers.iter().map(|answer| shown(from_answer(fact, answer).map(|known| vec![known])));
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn answers_are_read_as_people_type_them() {
    check_answers(
        "has-power",
        &["y", " No ", "true", "maybe", ""],
        expect![[r#"
        has-power = true   an answer given before
        has-power = false   an answer given before
        has-power = true   an answer given before
        error: the answer: `has-power` cannot be `maybe`; it is true or false: `has-power`, `not has-power`
        error: the answer: `has-power` cannot be ``; it is true or false: `has-power`, `not has-power`
    "#]],
    );
    check_answers(
        "ceremony",
        &["2", "FULL", "0", "4", "fulll"],
        expect![[r#"
        ceremony = `some`   an answer given before
        ceremony = `full`   an answer given before
        error: the answer: `ceremony` has no choice `0`; it is one of `none`, `some`, `full`
        error: the answer: `ceremony` has no choice `4`; it is one of `none`, `some`, `full`
        error: the answer: `ceremony` has no choice `fulll`; did you mean `full`?
    "#]],
    );
    check_answers(
        "guests",
        &[
            "6",
            "6-8",
            "6 to 8 people",
            "6..8",
            "6 – 8",
            "8+",
            "8 or more",
            "8+ people",
            ">= 8",
            "<9",
            "8-6",
            "-3",
            "many",
        ],
        expect![[r#"
            guests = 6   an answer given before
            guests = 6 to 8   an answer given before
            guests = 6 to 8   an answer given before
            guests = 6 to 8   an answer given before
            guests = 6 to 8   an answer given before
            guests = 8 to 500   an answer given before
            guests = 8 to 500   an answer given before
            guests = 8 to 500   an answer given before
            guests = 8 to 500   an answer given before
            guests = 1 to 8.999999999999998   an answer given before
            error: the answer: `guests` cannot be `8..6`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
            error: the answer: `guests` cannot be -3; it lies between 1 and 500 people
            error: the answer: `guests` cannot be `many`; it is a number of people, as in `guests=6`, `guests=6..8`, `guests>=8`
        "#]],
    );
}

mod round_trip {
    use layra_catalog::condition::{Interval, Value};
    use proptest::prelude::*;

    use super::*;

    /// A fact that the kitchen's vocabulary allows.
    fn fact() -> impl Strategy<Value = Known> {
        let number = || prop_oneof![(1_u32..500).prop_map(f64::from), 1.0..500.0_f64, Just(1.0), Just(500.0)];
        let source = prop_oneof![Just(Source::Asked), "\\PC*".prop_map(|words| Source::Read { words })];
        let value = prop_oneof![
            any::<bool>().prop_map(|flag| ("has-power", Value::Flag(flag))),
            prop::sample::select(vec!["none", "full"]).prop_map(|id| ("ceremony", Value::Choice(id.to_owned()))),
            (number(), number())
                .prop_map(|(one, other)| { ("guests", Value::Number(Interval::new(one, other).expect("numbers"))) }),
            number().prop_map(|low| (
                "guests",
                Value::Number(Interval::new(low.next_up().min(500.0), 500.0).expect("numbers"))
            )),
        ];
        (value, source).prop_map(|((fact, value), source)| Known { fact: fact.to_owned(), value, source })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_reads_back_as_the_same(known in fact()) {
            let catalog = kitchen();
            let vocabulary = catalog.vocabulary();
            let flag = to_flag(vocabulary, &known).expect("it says something");
            let back = from_flag(vocabulary, &flag, "--fact").expect("it is a fact");
            prop_assert_eq!((&back.fact, &back.value), (&known.fact, &known.value), "{}", flag);
            let text = to_toml(vocabulary, std::slice::from_ref(&known));
            let back = from_toml(vocabulary, &text, "facts.toml").expect("it is a facts file");
            prop_assert_eq!(back.len(), 1);
            prop_assert_eq!(&back[0].value, &known.value, "{}", text);
        }
    }
}

#[test]
fn facts_are_written_as_people_state_them() {
    let catalog = kitchen();
    let vocabulary = catalog.vocabulary();
    let flags = ["guests=6", "guests=6..8", "guests>8", "guests<=8", "not has-power", "has-power", "ceremony=full"];
    let facts = flags.map(|flag| from_flag(vocabulary, flag, "--fact").expect(flag));
    let written: Vec<_> = facts.iter().filter_map(|known| to_flag(vocabulary, known)).collect();
    assert_eq!(written, flags);
    expect![[r#"
        guests = 6 # stated: --fact
        guests = [6, 8] # stated: --fact
        guests = ">8" # stated: --fact
        guests = "<=8" # stated: --fact
        has-power = false # stated: --fact
        has-power = true # stated: --fact
        ceremony = "full" # stated: --fact
    "#]]
    .assert_eq(&to_toml(vocabulary, &facts));
}

#[test]
fn values_are_said_with_their_unit() {
    let catalog = kitchen();
    let vocabulary = catalog.vocabulary();
    let said = |flag: &str| {
        let known = from_flag(vocabulary, flag, "--fact").expect(flag);
        with_unit(vocabulary.fact(&known.fact).expect("in the vocabulary"), &known.value)
    };
    let flags = ["guests=6", "guests=6..8", "guests>=8", "guests>8", "guests<=8", "guests<8", "guests=1..500"];
    expect![[r#"
        6 people
        6 to 8 people
        8 people or more
        more than 8 people
        8 people or less
        less than 8 people
        1 to 500 people
    "#]]
    .assert_eq(&flags.map(|flag| said(flag) + "\n").concat());
    assert_eq!(["has-power", "not has-power", "ceremony=full"].map(said), ["yes", "no", "full"]);
}

#[test]
fn a_command_is_quoted_for_the_shell() {
    let catalog = kitchen();
    let vocabulary = catalog.vocabulary();
    let flags = ["guests>=8", "not has-power", "ceremony=full"];
    let facts = flags.map(|flag| from_flag(vocabulary, flag, "--fact").expect(flag));
    let today = ["kettle", "tray"].map(|slug| catalog.get(slug).expect(slug).slug.clone());
    let skipped = ["outdoors".to_owned()];
    let told = Told { facts: &facts, skipped: &skipped, today: &today, text: "-- it's `tea`\nfor two" };
    expect![[r#"
        layra advise --pack 'my pack' --fact 'guests>=8' --fact 'not has-power' --fact ceremony=full --skip outdoors --from kettle,tray -- '-- it'\''s `tea`
        for two'"#]]
    .assert_eq(&to_command(vocabulary, &told, &["my pack".to_owned()]));
    assert_eq!(to_command(vocabulary, &Told::default(), &[]), "layra advise");
}
