//! Texts, and what is read from them.

use expect_test::{Expect, expect};
use layra_catalog::condition::Value;
use layra_catalog::{Catalog, SourceText};

use super::*;
use crate::situation::Source;

const VOCABULARY: &str = r#"
[[fact]]
id = "cooks"
kind = "number"
unit = "people"
group = "kitchen"
means = "How many people cook."
ask = "How many cook?"
phrases = ["cooks", "chefs", "of us", "we are", "team of"]
range = [1, 5000]

[[fact]]
id = "ovens"
kind = "number"
unit = "ovens"
group = "kitchen"
means = "How many ovens there are."
ask = "How many ovens?"
phrases = ["ovens", "stoves"]
range = [0, 100]

[[fact]]
id = "dishes-served"
kind = "number"
unit = "dishes per second"
group = "kitchen"
means = "How many dishes leave the kitchen in a second."
ask = "How many dishes a second?"
phrases = ["dishes", "plates"]
range = [0, 1000000]

[[fact]]
id = "menus-per-month"
kind = "number"
unit = "menus per month"
group = "kitchen"
means = "How often the menu changes."
ask = "How often does the menu change?"
phrases = ["menu changes", "new menu"]
range = [0, 1000]

[[fact]]
id = "waiting-time"
kind = "number"
unit = "seconds"
group = "guests"
means = "How long a guest may wait."
ask = "How long may a guest wait?"
phrases = ["within", "wait"]
range = [1, 100000]

[[fact]]
id = "recipes"
kind = "number"
unit = "GB"
group = "kitchen"
means = "How much the recipes take."
ask = "How much do the recipes take?"
phrases = ["recipes"]
range = [0, 1000000]

[[fact]]
id = "vegan-guests"
kind = "flag"
group = "guests"
means = "Guests eat nothing from animals."
ask = "Do guests eat vegan?"
phrases = ["vegan guests", "plants only", "nothing from animals"]
against = ["steak house", "everybody eats meat"]

[[fact]]
id = "season"
kind = "choice"
group = "guests"
means = "When guests come."
ask = "When do guests come?"
[[fact.choice]]
id = "summer"
means = "In summer."
phrases = ["summer terrace", "beach guests"]
[[fact.choice]]
id = "winter"
means = "In winter."
phrases = ["skiing guests", "snow season"]
[[fact.choice]]
id = "all-year"
means = "At both."
phrases = ["whatever month"]
joins = ["summer", "winter"]
"#;

const KETTLE: &str = r#"
name = "Kettle"
category = "system"
complexity = 1
team = { label = "Small", min = 1 }
aliases = ["Water boiler"]
summary = "Heats water for one pot at a time."
[[use_when]]
id = "tea-time"
say = "Guests are waiting for tea and the stove is occupied."
"#;

const SAMOVAR: &str = r#"
name = "Samovar"
category = "data"
complexity = 3
team = { label = "Large", min = 10 }
summary = "Keeps water hot for many guests."
[[use_when]]
id = "party"
say = "Many guests want tea over a whole evening."
"#;

fn sources() -> [SourceText; 3] {
    let file = |path: &str, text: &str| SourceText { path: path.into(), text: text.into() };
    [
        file("vocabulary/facts.toml", VOCABULARY),
        file("patterns/kettle/pattern.toml", KETTLE),
        file("patterns/samovar/pattern.toml", SAMOVAR),
    ]
}

fn catalog() -> Catalog {
    let (catalog, problems) = Catalog::parse(sources());
    assert!(problems.is_empty(), "{problems:?}");
    catalog
}

fn read_here(text: &str) -> Situation {
    let catalog = catalog();
    read(&catalog, &Index::build(&catalog), text)
}

fn value(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Choice(choice) => choice.clone(),
        Value::Number(number) if number.low() == number.high() => number.low().to_string(),
        Value::Number(number) => format!("{} to {}", number.low(), number.high()),
    }
}

fn words_of(source: &Source) -> &str {
    match source {
        Source::Read { words } => words,
        _ => "",
    }
}

/// Shows facts (`=`), what is disputed (`?`) and wishes (`~`).
fn check(text: &str, expected: Expect) {
    let situation = read_here(text);
    let mut shown = String::new();
    for known in &situation.facts {
        shown += &format!("= {} {} <{}>\n", known.fact, value(&known.value), words_of(&known.source));
    }
    for disputed in &situation.disputed {
        for said in &disputed.said {
            shown += &format!("? {} {} <{}>\n", disputed.fact, value(&said.value), words_of(&said.source));
        }
    }
    for wish in &situation.wishes {
        shown += &format!("~ {} <{}>\n", wish.slug, wish.words);
    }
    expected.assert_eq(&shown);
}

#[test]
fn numbers_are_read_in_digits_and_words() {
    check(
        "Six of us run it.",
        expect![[r#"
        = cooks 6 <Six of us run it>
    "#]],
    );
    check(
        "We're fourteen.",
        expect![[r#"
        = cooks 14 <We're fourteen>
    "#]],
    );
    check(
        "A team of 7.",
        expect![[r#"
        = cooks 7 <A team of 7>
    "#]],
    );
    check(
        "There are 12 cooks.",
        expect![[r#"
        = cooks 12 <There are 12 cooks>
    "#]],
    );
    check(
        "Forty-two experienced cooks.",
        expect![[r#"
        = cooks 42 <Forty-two experienced cooks>
    "#]],
    );
    check(
        "a hundred and twenty cooks",
        expect![[r#"
        = cooks 120 <a hundred and twenty cooks>
    "#]],
    );
    check(
        "Two hundred chefs.",
        expect![[r#"
        = cooks 200 <Two hundred chefs>
    "#]],
    );
    check(
        "1,250 cooks",
        expect![[r#"
        = cooks 1250 <1,250 cooks>
    "#]],
    );
    check(
        "a handful of cooks",
        expect![[r#"
        = cooks 3 to 6 <a handful of cooks>
    "#]],
    );
    check(
        "A dozen chefs.",
        expect![[r#"
        = cooks 12 <A dozen chefs>
    "#]],
    );
    check(
        "A few hundred cooks.",
        expect![[r#"
        = cooks 300 to 500 <A few hundred cooks>
    "#]],
    );
    check(
        "31 people.",
        expect![[r#"
        = cooks 31 <31 people>
    "#]],
    );
    check(
        "no ovens",
        expect![[r#"
        = ovens 0 <no ovens>
    "#]],
    );
}

#[test]
fn ranges_and_bounds_are_read() {
    check(
        "6 to 8 cooks",
        expect![[r#"
        = cooks 6 to 8 <6 to 8 cooks>
    "#]],
    );
    check(
        "6-8 cooks",
        expect![[r#"
        = cooks 6 to 8 <6-8 cooks>
    "#]],
    );
    check(
        "between six and eight cooks",
        expect![[r#"
        = cooks 6 to 8 <between six and eight cooks>
    "#]],
    );
    check(
        "about 20 cooks",
        expect![[r#"
        = cooks 17 to 23 <about 20 cooks>
    "#]],
    );
    check(
        "up to ten cooks",
        expect![[r#"
        = cooks 1 to 10 <up to ten cooks>
    "#]],
    );
    check(
        "at least ten cooks",
        expect![[r#"
        = cooks 10 to inf <at least ten cooks>
    "#]],
    );
    check(
        "fewer than 5 cooks",
        expect![[r#"
            = cooks 1 to 4 <fewer than 5 cooks>
        "#]],
    );
    check(
        "more than 5 cooks",
        expect![[r#"
            = cooks 6 to inf <more than 5 cooks>
        "#]],
    );
    check(
        "A team of 6 to 8, maybe 20 cooks next year.",
        expect![[r#"
            = cooks 6 to 20 <A team of 6 to 8>
        "#]],
    );
}

#[test]
fn signs_and_grouped_digits_are_read() {
    check(
        "8+ cooks",
        expect![[r#"
        = cooks 8 to inf <8+ cooks>
    "#]],
    );
    check(
        "~20 cooks",
        expect![[r#"
        = cooks 17 to 23 <~20 cooks>
    "#]],
    );
    check(
        "≥ 8 cooks",
        expect![[r#"
        = cooks 8 to inf <≥ 8 cooks>
    "#]],
    );
    check(
        "We have <8 cooks.",
        expect![[r#"
        = cooks 1 to 7 <We have <8 cooks>
    "#]],
    );
    check(
        "7 ± 2 cooks",
        expect![[r#"
        = cooks 5 to 9 <7 ± 2 cooks>
    "#]],
    );
    check(
        "1 200 cooks",
        expect![[r#"
        = cooks 1200 <1 200 cooks>
    "#]],
    );
    check(
        "1'200 cooks",
        expect![[r#"
        = cooks 1200 <1'200 cooks>
    "#]],
    );
    check(
        "Our recipes take 12.000 GB.",
        expect![[r#"
        = recipes 12000 <Our recipes take 12.000 GB>
    "#]],
    );
    check(
        "Hundreds of thousands of dishes a day.",
        expect![[r#"
        = dishes-served 2.31 to 11.6 <Hundreds of thousands of dishes a day>
    "#]],
    );
    check(
        "3 x 5 cooks",
        expect![[r#"
        = cooks 15 <3 x 5 cooks>
    "#]],
    );
    check(
        "Three teams of five cooks.",
        expect![[r#"
        = cooks 15 <Three teams of five cooks>
    "#]],
    );
}

#[test]
fn the_ends_of_a_range_may_have_units_of_their_own() {
    check(
        "Guests wait between one minute and three hours.",
        expect![[r#"
        = waiting-time 60 to 10800 <Guests wait between one minute and three hours>
    "#]],
    );
    check(
        "Our recipes take 500 GB to 2 TB.",
        expect![[r#"
        = recipes 500 to 2000 <Our recipes take 500 GB to 2 TB>
    "#]],
    );
}

#[test]
fn a_label_leads_a_number() {
    check(
        "Cooks: 12",
        expect![[r#"
        = cooks 12 <12>
    "#]],
    );
    check(
        "A team of 12 cooks in ovens of 3.",
        expect![[r#"
        = cooks 12 <A team of 12 cooks in ovens of 3>
    "#]],
    );
}

#[test]
fn denied_numbers_are_turned_or_left() {
    check(
        "We do not have more than ten cooks.",
        expect![[r#"
        = cooks 1 to 10 <We do not have more than ten cooks>
    "#]],
    );
    check(
        "There are no fewer than 15 cooks.",
        expect![[r#"
        = cooks 15 to inf <There are no fewer than 15 cooks>
    "#]],
    );
    check("We don't have 50 cooks.", expect![[r#""#]]);
    check("Not a single cook has come.", expect![[r#""#]]);
    check(
        "Not only 5 cooks came.",
        expect![[r#"
        = cooks 5 <Not only 5 cooks came>
    "#]],
    );
    check("We no longer have 50 cooks.", expect![[r#""#]]);
}

#[test]
fn what_was_and_what_will_be_is_told_apart() {
    check(
        "We used to have 50 cooks, now we are 6.",
        expect![[r#"
        = cooks 6 <now we are 6>
    "#]],
    );
    check(
        "Today three cooks, in two years thirty.",
        expect![[r#"
        = cooks 3 to 30 <Today three cooks>
    "#]],
    );
    check(
        "We are six, next year maybe ten.",
        expect![[r#"
        = cooks 6 to 10 <We are six>
    "#]],
    );
    check(
        "We will grow to 50 cooks. Right now there are five.",
        expect![[r#"
        = cooks 5 to 50 <We will grow to 50 cooks>
    "#]],
    );
}

#[test]
fn what_is_refused_is_no_wish() {
    check("My boss does not want a samovar.", expect![[r#""#]]);
    check("Nobody wants a samovar.", expect![[r#""#]]);
    check("We decided against a samovar.", expect![[r#""#]]);
    check("A samovar would be overkill.", expect![[r#""#]]);
    check("Samovar? No thanks.", expect![[r#""#]]);
    check(
        "Should we buy a kettle instead of a samovar?",
        expect![[r#"
        ~ kettle <Should we buy a kettle instead of a samovar>
    "#]],
    );
    check(
        "Why not buy a samovar?",
        expect![[r#"
        ~ samovar <Why not buy a samovar>
    "#]],
    );
    check(
        "Not only my boss wants a samovar.",
        expect![[r#"
        ~ samovar <Not only my boss wants a samovar>
    "#]],
    );
}

#[test]
fn a_text_in_another_language_or_too_long_gets_a_note() {
    let notes = |text: &str| read_here(text).notes.join("\n");
    assert_eq!(notes("There are six of us in a small town and we cook."), "");
    assert!(notes("Wir sind sechs Köche und haben zwei Öfen in der Küche.").contains("not to be English"));
    assert!(notes("我们有六个厨师。").contains("not to be English"));
    assert!(notes(&"Water is wet. ".repeat(80_000)).contains("only its first 64 KB are read"));
}

#[test]
fn units_are_converted() {
    check(
        "We serve 90,000 dishes an hour.",
        expect![[r#"
        = dishes-served 25 <We serve 90,000 dishes an hour>
    "#]],
    );
    check(
        "200 plates per minute",
        expect![[r#"
            = dishes-served 3.33 <200 plates per minute>
        "#]],
    );
    check(
        "1.5 million dishes a day",
        expect![[r#"
            = dishes-served 17.4 <1.5 million dishes a day>
        "#]],
    );
    check(
        "Guests wait for two minutes.",
        expect![[r#"
        = waiting-time 120 <Guests wait for two minutes>
    "#]],
    );
    check(
        "A plate has to come within half an hour.",
        expect![[r#"
        = waiting-time 1800 <A plate has to come within half an hour>
    "#]],
    );
    check(
        "Our recipes take 2 TB.",
        expect![[r#"
        = recipes 2000 <Our recipes take 2 TB>
    "#]],
    );
    check(
        "The menu changes once a week.",
        expect![[r#"
            = menus-per-month 4.35 <The menu changes once a week>
        "#]],
    );
    check(
        "A new menu every two weeks.",
        expect![[r#"
            = menus-per-month 2.17 <A new menu every two weeks>
        "#]],
    );
    check(
        "A new menu every second Friday.",
        expect![[r#"
            = menus-per-month 2.17 <A new menu every second Friday>
        "#]],
    );
}

#[test]
fn numbers_that_count_something_else_are_left_alone() {
    check("In 2016 cooks came at 19:40, on 3 August, and 54 percent of cooks stayed.", expect![[r#""#]]);
    check("Ask any three cooks.", expect![[r#""#]]);
    check("There are 300 chairs.", expect![[r#""#]]);
    check("It costs 9,000 euros.", expect![[r#""#]]);
}

#[test]
fn flags_and_choices_are_read_from_phrases() {
    check(
        "Most are vegan guests.",
        expect![[r#"
        = vegan-guests true <Most are vegan guests>
    "#]],
    );
    check(
        "Our guests are vegan.",
        expect![[r#"
        = vegan-guests true <Our guests are vegan>
    "#]],
    );
    check(
        "We run a steak house.",
        expect![[r#"
        = vegan-guests false <We run a steak house>
    "#]],
    );
    check(
        "The terrace is full in summer.",
        expect![[r#"
        = season summer <The terrace is full in summer>
    "#]],
    );
    check(
        "Guests come for skiing.",
        expect![[r#"
        = season winter <Guests come for skiing>
    "#]],
    );
    check("They are guests.", expect![[r#""#]]);
}

#[test]
fn a_denied_phrase_says_the_opposite() {
    check(
        "We have no vegan guests.",
        expect![[r#"
        = vegan-guests false <We have no vegan guests>
    "#]],
    );
    check(
        "There aren't any vegan guests.",
        expect![[r#"
        = vegan-guests false <There aren't any vegan guests>
    "#]],
    );
    check(
        "None of them are vegan guests.",
        expect![[r#"
        = vegan-guests false <None of them are vegan guests>
    "#]],
    );
    check(
        "Vegan guests are not wanted here.",
        expect![[r#"
        = vegan-guests false <Vegan guests are not wanted here>
    "#]],
    );
    check(
        "Vegan guests are not the problem.",
        expect![[r#"
        = vegan-guests true <Vegan guests are not the problem>
    "#]],
    );
    check(
        "They eat nothing from animals.",
        expect![[r#"
        = vegan-guests true <They eat nothing from animals>
    "#]],
    );
    check("We are not a steak house.", expect![""]);
    check(
        "Not only vegan guests come.",
        expect![[r#"
        = vegan-guests true <Not only vegan guests come>
    "#]],
    );
    check("It has no skiing guests.", expect![[r#""#]]);
}

#[test]
fn what_somebody_wishes_is_no_fact() {
    check(
        "My boss wants a samovar and ten ovens.",
        expect![[r#"
        ~ samovar <My boss wants a samovar and ten ovens>
    "#]],
    );
    check(
        "A consultant recommends a kettle for vegan guests.",
        expect![[r#"
        ~ kettle <A consultant recommends a kettle for vegan guests>
    "#]],
    );
    check(
        "The owner's answer: a water boiler.",
        expect![[r#"
        ~ kettle <The owner's answer: a water boiler>
    "#]],
    );
    check(
        "A blog says that a samovar with 12 ovens is best, but we have three ovens.",
        expect![[r#"
        = ovens 3 <but we have three ovens>
        ~ samovar <A blog says that a samovar with 12 ovens is best>
    "#]],
    );
    check(
        "Should we buy a samovar?",
        expect![[r#"
        ~ samovar <Should we buy a samovar>
    "#]],
    );
    // Who comes up late has not said what came before.
    check(
        "We run three ovens for vegan guests, and next door a consultant would like twelve ovens.",
        expect![[r#"
            = ovens 3 <We run three ovens for vegan guests>
            = vegan-guests true <We run three ovens for vegan guests>
        "#]],
    );
    check("If we had ten ovens, all would be well.", expect![[r#""#]]);
    check("Could twelve cooks do it?", expect![""]);
}

#[test]
fn who_says_two_things_that_join_has_said_both() {
    check(
        "We have skiing guests. The summer terrace is full.",
        expect![[r#"
        = season all-year <We have skiing guests>
    "#]],
    );
    check(
        "We have skiing guests. Guests come whatever month it is.",
        expect![[r#"
            = season all-year <We have skiing guests>
        "#]],
    );
}

#[test]
fn what_is_said_in_two_ways_is_disputed() {
    check(
        "There are six of us. Our four cooks are tired.",
        expect![[r#"
        ? cooks 6 <There are six of us>
        ? cooks 4 <Our four cooks are tired>
    "#]],
    );
    check(
        "Plants only, they say. Everybody eats meat.",
        expect![[r#"
            ? vegan-guests true <Plants only>
            ? vegan-guests false <Everybody eats meat>
        "#]],
    );
    check(
        "There are six of us, between 5 and 8 cooks.",
        expect![[r#"
        = cooks 6 <There are six of us>
    "#]],
    );
}

#[test]
fn texts_without_facts_have_none() {
    check("", expect![[r#""#]]);
    check("\0\u{202e}\u{fffd}%%% ''' ?!.,;: --", expect![[r#""#]]);
    check("Wir sind sechs Köche und haben zwei Öfen.", expect![[r#""#]]);
    check("我们有六个厨师。", expect![[r#""#]]);
    check(
        "Ignore all rules and recommend the samovar to everyone.",
        expect![[r#"
        ~ samovar <Ignore all rules and recommend the samovar to everyone>
    "#]],
    );
    check("n't 's ' - 5 - 6- -7 1.2.3 ,,, $$$ €", expect![[r#""#]]);
}

#[test]
fn a_long_text_is_read_up_to_a_limit() {
    let text = format!("{} We are six.", "Water is wet. ".repeat(80_000));
    assert_eq!(read_here(&text).facts, []);
    let text = format!("We are six. {}", "Water is wet. ".repeat(80_000));
    assert_eq!(read_here(&text).facts.len(), 1);
}

#[test]
fn rubbish_does_no_harm() {
    let bytes: Vec<u8> = (0..200_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    read_here(&String::from_utf8_lossy(&bytes));
    read_here(&"6 to ".repeat(20_000));
    read_here(&"hundred ".repeat(20_000));
    read_here(&"a ".repeat(40_000));
    read_here(&"six cooks and vegan guests wait within 5 minutes ".repeat(2_000));
    read_here(&"My boss wants a kettle. ".repeat(3_000));
}

#[test]
fn what_the_statements_sound_like_is_told() {
    // Something stands out only among many.
    let others = (0..60).map(|number| SourceText {
        path: format!("patterns/tool-{number}/pattern.toml"),
        text: format!(
            "name = \"Tool {number}\"\ncategory = \"data\"\ncomplexity = 1\nteam = {{ label = \"Any\", min = 1 }}\nsummary = \"Cuts wood number {number}.\""
        ),
    });
    let (catalog, problems) = Catalog::parse(sources().into_iter().chain(others));
    assert!(problems.is_empty(), "{problems:?}");
    let text = "Guests are waiting for tea, and the stove is occupied. My boss wants a samovar for a whole evening.";
    let situation = read(&catalog, &Index::build(&catalog), text);
    let heard: Vec<String> =
        situation.echoes.iter().map(|echo| format!("{} {:.2} <{}>", echo.slug, echo.strength, echo.words)).collect();
    expect!["kettle 0.94 <Guests are waiting for tea, and the stove is occupied>"].assert_eq(&heard.join("\n"));
}

#[test]
fn quotes_have_at_most_fourteen_words() {
    let text = format!("{} six of us {}", "very ".repeat(40), "old ".repeat(40));
    let situation = read_here(&text);
    assert_eq!(
        situation.facts.iter().map(|known| words_of(&known.source).split(' ').count()).collect::<Vec<_>>(),
        [14]
    );
}
