//! Interviews with somebody whose answers are written down beforehand.

use anstream::adapter::strip_str;
use expect_test::{Expect, expect};
use layra_advise::gather::Told;
use layra_catalog::SourceText;

use super::*;

/// Gives prepared answers, and keeps what is said.
struct Script<'a> {
    answers: std::slice::Iter<'a, &'a str>,
    heard: String,
}

impl Partner for Script<'_> {
    fn say(&mut self, styled: &str) {
        self.heard.push_str(&format!("{}\n", strip_str(styled)));
    }

    fn hear(&mut self) -> io::Result<Option<String>> {
        let answer = self.answers.next().map(|answer| (*answer).to_owned());
        self.heard.push_str(&format!("> {}\n", answer.as_deref().unwrap_or("(gone)")));
        Ok(answer)
    }
}

/// A catalogue with a fact of each kind.
fn kitchen() -> Catalog {
    let facts = r#"
[[fact]]
id = "guests"
kind = "number"
unit = "people"
range = [1, 500]
group = "house"
means = "How many people drink tea."
ask = "How many people drink tea?"
[[fact]]
id = "has-power"
kind = "flag"
group = "house"
means = "There is a socket."
ask = "Is there a socket?"
[[fact]]
id = "ceremony"
kind = "choice"
group = "house"
means = "How formal it is."
ask = "How formal is it?"
choice = [{ id = "none", means = "A mug." }, { id = "full", means = "Guests in rows." }]
"#;
    let entry = |name: &str, use_when: &str| {
        format!(
            "name = \"{name}\"\ncategory = \"system\"\ncomplexity = 1\nteam = {{ label = \"Any\", min = 1 }}\n\
             summary = \"{name}.\"\nuse_when = [{{ id = \"here\", say = \"Here.\", if = \"{use_when}\" }}]\n"
        )
    };
    let files = [
        ("pack.toml", "schema = 1\n".to_owned()),
        ("vocabulary/facts.toml", facts.to_owned()),
        ("patterns/kettle/pattern.toml", entry("Kettle", "guests <= 10")),
        ("patterns/lamp/pattern.toml", entry("Lamp", "has-power")),
        ("patterns/samovar/pattern.toml", entry("Samovar", "guests > 10")),
        ("patterns/tray/pattern.toml", entry("Tray", "ceremony = full")),
    ];
    let files = files.map(|(path, text)| SourceText { path: path.to_owned(), text });
    let (catalog, problems) = Catalog::parse(files);
    assert!(!layra_catalog::problem::has_errors(&problems), "{problems:#?}");
    catalog
}

/// Holds an interview on a catalogue.
fn held_on(catalog: &Catalog, answers: &[&str]) -> (Vec<Known>, String) {
    let mut script = Script { answers: answers.iter(), heard: String::new() };
    let known = interview(catalog, &[], &mut script).expect("nothing fails");
    let line = gather::to_command(catalog.vocabulary(), &Told { facts: &known, ..Told::default() }, &[]);
    script.heard.push_str(&format!("{line}\n"));
    (known, script.heard)
}

fn held(answers: &[&str]) -> (Vec<Known>, String) {
    held_on(&kitchen(), answers)
}

fn check(answers: &[&str], expected: Expect) {
    expected.assert_eq(&held(answers).1);
}

#[test]
fn the_answer_forms_while_questions_are_answered() {
    check(
        &["many", "6-8", "maybe", "FULL", "", "q"],
        expect![[r#"
        At most 8 questions; the one that matters most comes first. `b` goes back, `q`
        ends and gives the answer to what was said.

        1/8 How many people drink tea?
          a number of people, as 6, 6-8 or 8+; Enter if you do not know
        > many
        that was not understood: a number of people, as 6, 6-8 or 8+
        > 6-8

        so far: Kettle
        2/8 Is there a socket?
          y or n; Enter if you do not know
        > maybe
        that was not understood: y or n
        > FULL
        that was not understood: y or n
        > 

        so far: Kettle
        3/8 How formal is it?
          1 none: A mug.
          2 full: Guests in rows.
          1 to 2, or the word; Enter if you do not know
        > q
        layra advise --fact guests=6..8
    "#]],
    );
}

#[test]
fn numbers_outside_what_is_plausible_are_asked_for_again() {
    check(
        &["900", "12+"],
        expect![[r#"
        At most 8 questions; the one that matters most comes first. `b` goes back, `q`
        ends and gives the answer to what was said.

        1/8 How many people drink tea?
          a number of people, as 6, 6-8 or 8+; Enter if you do not know
        > 900
        it lies between 1 and 500 people
        > 12+

        so far: Samovar
        2/8 Is there a socket?
          y or n; Enter if you do not know
        > (gone)
        layra advise --fact 'guests>=12'
    "#]],
    );
}

#[test]
fn going_back_keeps_what_was_said() {
    check(
        &["b", "4", "y", "b", "b", "3", "", "2", "b", "q"],
        expect![[r#"
            At most 8 questions; the one that matters most comes first. `b` goes back, `q`
            ends and gives the answer to what was said.

            1/8 How many people drink tea?
              a number of people, as 6, 6-8 or 8+; Enter if you do not know
            > b
            this is the first question

            1/8 How many people drink tea?
              a number of people, as 6, 6-8 or 8+; Enter if you do not know
            > 4

            so far: Kettle
            2/8 Is there a socket?
              y or n; Enter if you do not know
            > y

            so far: Kettle, Lamp
            3/8 How formal is it?
              1 none: A mug.
              2 full: Guests in rows.
              1 to 2, or the word; Enter if you do not know
            > b

            so far: Kettle, Lamp
            2/8 Is there a socket?
              y or n; Enter: still yes; ? if you do not know
            > b

            so far: Kettle, Lamp
            1/8 How many people drink tea?
              a number of people, as 6, 6-8 or 8+; Enter: still 4; ? if you do not know
            > 3

            so far: Kettle, Lamp
            2/8 Is there a socket?
              y or n; Enter: still yes; ? if you do not know
            > 

            so far: Kettle, Lamp
            3/8 How formal is it?
              1 none: A mug.
              2 full: Guests in rows.
              1 to 2, or the word; Enter if you do not know
            > 2
            layra advise --fact guests=3 --fact has-power --fact ceremony=full
        "#]],
    );
}

#[test]
fn eight_questions_are_the_most_and_none_has_to_be_answered() {
    let catalog = layra_builtin::catalog();
    let (known, heard) = held_on(&catalog, &[""; 20]);
    assert!(known.is_empty());
    assert_eq!(heard.matches("> \n").count(), MOST, "{heard}");
    let mut questions: Vec<&str> = heard.lines().filter(|line| line.contains("/8 ")).collect();
    questions.sort_unstable();
    questions.dedup_by_key(|line| line.split_once(' ').map(|(_, ask)| ask.to_owned()));
    assert_eq!(questions.len(), MOST, "{heard}");
    assert_eq!(held_on(&catalog, &[""; 20]).1, heard);
}

#[test]
fn who_leaves_gets_the_answer_to_what_was_said() {
    assert_eq!(held(&["12"]).0.len(), 1);
    assert_eq!(held(&["12", "y", "b", "b"]).0.len(), 2);
    assert_eq!(held(&["12", "y", "b", "b", "?"]).0.len(), 1);
}
