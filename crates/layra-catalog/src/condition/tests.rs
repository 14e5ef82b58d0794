//! The language, its messages and its logic.

use expect_test::{Expect, expect};

use super::*;

/// Shows how `text` is understood, or what is said about it.
fn check(text: &str, expected: Expect) {
    let shown = match Condition::parse(text) {
        Ok(condition) => format!("{:?}", condition.expression()),
        Err(error) => {
            let hint = error.hint.as_ref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
            let spaces = text[..error.span.start].chars().count();
            let marks = text[error.span.clone()].chars().count().max(1);
            format!("{text}\n{}{}\n{}{hint}", " ".repeat(spaces), "^".repeat(marks), error.message)
        }
    };
    expected.assert_eq(&shown);
}

#[test]
fn not_binds_tighter_than_and_tighter_than_or() {
    check("a or not b and c", expect![[r#"Or([Flag("a"), And([Not(Flag("b")), Flag("c")])])"#]]);
    check("(a or not b) and c", expect![[r#"And([Or([Flag("a"), Not(Flag("b"))]), Flag("c")])"#]]);
}

#[test]
fn numbers_and_choices_are_tested() {
    check("team-size >= 1_000", expect![[r#"Number("team-size", AtLeast, 1000.0)"#]]);
    check("share != 0.5", expect![[r#"Number("share", NotEqual, 0.5)"#]]);
    check("change=-3", expect![[r#"Number("change", Equal, -3.0)"#]]);
    check("consistency = strong", expect![[r#"OneOf("consistency", ["strong"])"#]]);
    check("consistency != strong", expect![[r#"Not(OneOf("consistency", ["strong"]))"#]]);
    check("support in [office-hours, 24-7]", expect![[r#"OneOf("support", ["office-hours", "24-7"])"#]]);
}

#[test]
fn a_broken_condition_is_pointed_at() {
    check(
        "team >",
        expect![[r#"
        team >
             ^
        the condition ends too early
        hint: a test or a value is missing at the end"#]],
    );
    check(
        "",
        expect![[r#"

        ^
        a condition may not be empty
        hint: leave `if` out"#]],
    );
    check(
        "a b",
        expect![[r#"
        a b
          ^
        expected `and`, `or` or the end, found `b`
        hint: join tests with `and` or `or`"#]],
    );
    check(
        "(a and b",
        expect![[r#"
        (a and b
        ^
        this parenthesis is never closed
        hint: add `)`"#]],
    );
    check(
        "load > 10k",
        expect![[r#"
        load > 10k
               ^^^
        `10k` is not a number
        hint: units are fixed by the fact: write the bare number"#]],
    );
    check(
        "load > high",
        expect![[r#"
        load > high
               ^^^^
        `>` compares with a number, found `high`
        hint: choices are tested with `=`, `!=` or `in`"#]],
    );
    check(
        "a && b",
        expect![[r#"
        a && b
          ^
        `&` has no meaning in a condition
        hint: facts and choices are written in a-z, 0-9 and hyphens"#]],
    );
    check(
        "a in [",
        expect![[r#"
        a in [
             ^
        the condition ends too early
        hint: a test or a value is missing at the end"#]],
    );
    check(
        "and",
        expect![[r#"
        and
        ^^^
        expected a fact, found `and`"#]],
    );
}

#[test]
fn depth_and_length_are_limited() {
    assert!(Condition::parse(&"not ".repeat(MAX_DEPTH).add_fact()).is_ok());
    assert!(Condition::parse(&"not ".repeat(MAX_DEPTH + 1).add_fact()).is_err());
    assert!(Condition::parse(&"(".repeat(1_000)).is_err());
    assert!(Condition::parse(&"a or ".repeat(1_000).add_fact()).is_err());
}

trait AddFact {
    fn add_fact(self) -> String;
}

impl AddFact for String {
    fn add_fact(self) -> String {
        self + "a"
    }
}

#[test]
fn unknown_is_neither_true_nor_false() {
    let number = |low, high| Value::Number(Interval::new(low, high).expect("numbers"));
    let facts: Facts = [
        ("yes".to_owned(), Value::Flag(true)),
        ("no".to_owned(), Value::Flag(false)),
        ("team".to_owned(), number(6.0, 8.0)),
        ("kind".to_owned(), Value::Choice("bank".into())),
    ]
    .into();
    let check = |text: &str, expected: Truth| {
        let condition = Condition::parse(text).expect(text);
        assert_eq!(condition.evaluate(&facts), expected, "{text}");
    };
    check("yes and nobody-knows", Truth::Unknown);
    check("no and nobody-knows", Truth::False);
    check("yes or nobody-knows", Truth::True);
    check("not nobody-knows", Truth::Unknown);
    check("team < 9", Truth::True);
    check("team < 8", Truth::Unknown);
    check("team < 6", Truth::False);
    check("team <= 8", Truth::True);
    check("team = 7", Truth::Unknown);
    check("team = 9", Truth::False);
    check("team != 9", Truth::True);
    check("team > 8", Truth::False);
    check("team >= 6", Truth::True);
    check("kind = bank", Truth::True);
    check("kind in [shop, club]", Truth::False);
    check("other = bank", Truth::Unknown);
    // A value of another kind than the test says nothing.
    check("team", Truth::Unknown);
}

#[test]
fn kleene_connectives_obey_de_morgan() {
    let all = [Truth::False, Truth::Unknown, Truth::True];
    for a in all {
        assert_eq!(!!a, a);
        for b in all {
            assert_eq!(!(a & b), !a | !b);
            assert_eq!(a & b, b & a);
            assert_eq!(a | (a & b), a);
        }
    }
}

#[test]
fn a_word_is_located_as_a_whole() {
    let condition = Condition::parse("team-size > 3 and team").expect("parses");
    assert_eq!(condition.locate("team"), 18..22);
}

#[test]
fn facts_are_listed_once() {
    let condition = Condition::parse("b and (a or not b) and c > 1").expect("parses");
    assert_eq!(condition.facts().into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
}
