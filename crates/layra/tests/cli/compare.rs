//! `layra compare`.

use expect_test::expect;

use crate::world::World;

#[test]
fn two_patterns_stand_side_by_side() {
    World::with_garden().check(
        &["compare", "rain-barrel", "trickle hose", "--pack", "garden"],
        expect![[r#"
        exit 0
        --- stdout
                    Rain Barrel                        Drip Line
        slug        rain-barrel                        drip-line
        category    Data                               Integration
        concern     Watering                           Watering
        complexity  1/5 ●○○○○                          3/5 ●●●○○
        team        Small (1-3 engineers)              Any (2+ engineers)
        is          A barrel below the downpipe keeps  A hose with small holes hands
                    the rain of wet weeks for dry      water to each plant, a little at
                    ones.                              a time.

        When to Use
        • There is a roof of twenty square       • Weeks without rain are usual in
          metres or more to lead rain off          summer. #weeks-without-rain
          from. #roof-at-hand

        When NOT to Use
        • There is no roof, so nothing would
          ever fill it. #no-roof

        Key Components
        • Downpipe
        • Barrel

        Trade-offs: Water use
        + high: Water costs nothing once the     + high: Hardly any water is lost to
          barrel stands. #free-water               the wind. #little-lost

        Trade-offs: Effort
        - medium: Somebody carries cans twice    - low: Holes clog with lime. #clogs
          a day. #carried-by-hand

        Decision Matrix
        • Rain Barrel on Drip Line: A barrel stores water and a drip line hands it out;
          with few beds the barrel alone will do. rain-barrel#drip-instead
          rain-barrel if not dry-summers
          drip-line if dry-summers

        Related Patterns
        • Rain Barrel complements Drip Line drip-line: The barrel feeds the line.

        Technologies
        • Rain Barrel and Drip Line: Garden Pump
        • only Drip Line: Timer
    "#]],
    );
}

#[test]
fn three_share_what_they_share() {
    let world = World::with_garden();
    let json = world.json(&["compare", "rb", "dl", "greenhouse", "--pack", "garden", "--json"]);
    assert_eq!(json["patterns"].as_array().map(Vec::len), Some(3));
    assert_eq!(json["trade_offs"][0]["quality"]["id"], "water");
    assert_eq!(json["technologies"][0]["used_by"], serde_json::json!(["rain-barrel", "drip-line"]));
    assert_eq!(json["relations"][1]["relation"]["label"], "required by");
    assert_eq!(json["decisions"][0]["row"]["id"], "drip-instead");
}

#[test]
fn on_a_narrow_terminal_they_stand_below_one_another() {
    let world = World::with_garden();
    let mut command = world.command(&["compare", "rain-barrel", "drip-line", "greenhouse", "--pack", "garden"]);
    world.check_command(
        command.env("COLUMNS", "60"),
        expect![[r#"
        exit 0
        --- stdout
                    Rain Barrel
        slug        rain-barrel
        category    Data
        concern     Watering
        complexity  1/5 ●○○○○
        team        Small (1-3 engineers)
        is          A barrel below the downpipe keeps the rain of
                    wet weeks for dry ones.

                    Drip Line
        slug        drip-line
        category    Integration
        concern     Watering
        complexity  3/5 ●●●○○
        team        Any (2+ engineers)
        is          A hose with small holes hands water to each
                    plant, a little at a time.

                    Greenhouse
        slug        greenhouse
        category    System
        concern
        complexity  4/5 ●●●●○
        team        Medium (4+ engineers)
        is          Glass keeps the warmth of the day for the night.

        When to Use
        Rain Barrel
        • There is a roof of twenty square metres or more to lead
          rain off from. #roof-at-hand
        Drip Line
        • Weeks without rain are usual in summer.
          #weeks-without-rain

        When NOT to Use
        Rain Barrel
        • There is no roof, so nothing would ever fill it. #no-roof

        Key Components
        Rain Barrel
        • Downpipe
        • Barrel

        Trade-offs: Water use
        Rain Barrel
        + high: Water costs nothing once the barrel stands.
          #free-water
        Drip Line
        + high: Hardly any water is lost to the wind. #little-lost

        Trade-offs: Effort
        Rain Barrel
        - medium: Somebody carries cans twice a day.
          #carried-by-hand
        Drip Line
        - low: Holes clog with lime. #clogs

        Decision Matrix
        • Rain Barrel on Drip Line: A barrel stores water and a drip
          line hands it out; with few beds the barrel alone will do.
          rain-barrel#drip-instead
          rain-barrel if not dry-summers
          drip-line if dry-summers

        Related Patterns
        • Rain Barrel complements Drip Line drip-line: The barrel
          feeds the line.
        • Drip Line required by Greenhouse greenhouse: No rain falls
          under glass.

        Technologies
        • only Rain Barrel and Drip Line: Garden Pump
        • only Drip Line: Timer
    "#]],
    );
}

#[test]
fn one_pattern_is_not_enough() {
    let world = World::with_garden();
    world.check(
        &["compare", "rain-barrel", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: 2 values required by '<PATTERN> <PATTERN>...'; only 1 was provided

        Usage: layra compare [OPTIONS] <PATTERN> <PATTERN>...

        For more information, try '--help'.
    "#]],
    );
    world.check(
        &["compare", "rain-barrel", "water butt", "--pack", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: `rain-barrel` is asked for twice
        hint: name different patterns; one may go by several names
    "#]],
    );
}

#[test]
fn in_a_situation_each_says_how_it_stands() {
    let world = World::with_garden();
    world.write("facts.toml", "dry-summers = true\n");
    let compare = ["compare", "rain-barrel", "drip-line", "--pack", "garden", "--facts", "facts.toml"];
    let shown = world.stdout(&compare);
    let (start, end) = (shown.find("In this Situation").expect("there"), shown.find("When to Use").expect("there"));
    expect![[r#"
        In this Situation
        not recommended -0.05                    recommended 2.00
        - A barrel stores water and a drip       + Weeks without rain are usual in
          line hands it out; with few beds the     summer. #weeks-without-rain
          barrel alone will do. #drip-instead      [dry-summers yes]
          [dry-summers yes]

        decides for Drip Line over Rain Barrel: A barrel stores water and a drip line
        hands it out; with few beds the barrel alone will do. #drip-instead [dry-summers
        yes]

    "#]]
    .assert_eq(&shown[start..end]);
}

#[test]
fn a_situation_is_always_a_field_of_the_json() {
    let world = World::with_garden();
    let compare = ["compare", "rain-barrel", "drip-line", "--pack", "garden", "--json"];
    let plain = world.json(&compare);
    assert!(plain["situation"].is_null() && plain.get("situation").is_some());
    let with = |more: &[&str]| world.json(&[&compare[..], more].concat());
    let flags = with(&["--fact", "not dry-summers"]);
    assert_eq!(flags["decisions"], plain["decisions"]);
    let decides = &flags["situation"]["decides"];
    assert_eq!((&decides["winner"], &decides["over"]), (&"rain-barrel".into(), &"drip-line".into()));
    assert_eq!(decides["reason"]["because"][0]["fact"], "dry-summers");
    assert_eq!(flags["situation"]["patterns"].as_array().map(Vec::len), Some(2));
    world.write("situation.txt", "Water is dear here.");
    let text = with(&["--text", "situation.txt"]);
    assert_eq!(text["situation"]["decides"], serde_json::Value::Null);
}

#[test]
#[cfg(feature = "scan")]
fn a_repository_shows_the_situation() {
    let world = World::new();
    world.write("shop/package.json", "{ \"name\": \"shop\", \"dependencies\": { \"amqplib\": \"1\" } }\n");
    let compare = ["compare", "pub-sub", "circuit-breaker", "--repo", "shop", "--fact", "deferrable-work"];
    let shown = world.stdout(&compare);
    assert!(shown.contains("broker-running yes]"), "{shown}");
    let told = world.stdout(&[&compare[..], &["--fact", "not broker-running"]].concat());
    assert!(!told.contains("broker-running yes]"), "what is told counts more: {told}");
    world.write("empty/README", "Nothing.\n");
    world.check(
        &["compare", "pub-sub", "circuit-breaker", "--repo", "empty"],
        expect![[r#"
            exit 2
            --- stderr
            error: `empty` shows nothing of the situation
            hint: name the top folder of a repository, with its history and manifests, or tell the situation in words
        "#]],
    );
}

#[test]
fn a_situation_that_makes_no_sense_is_refused() {
    World::with_garden().check(
        &["compare", "rain-barrel", "drip-line", "--pack", "garden", "--fact", "dry-sumers"],
        expect![[r#"
            exit 2
            --- stderr
            error: --fact: unknown fact `dry-sumers`; did you mean `dry-summers`?
        "#]],
    );
}
