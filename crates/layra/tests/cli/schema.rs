//! `layra schema`.

use expect_test::expect;

use crate::world::World;

#[test]
fn schemas_are_listed_printed_and_written() {
    let world = World::new();
    world.check(
        &["schema"],
        expect![[r#"
            exit 0
            --- stdout
            pattern       patterns/<slug>/pattern.toml
            asked         patterns/<slug>/asked.toml
            pack          pack.toml
            facts         vocabulary/facts.toml
            qualities     vocabulary/qualities.toml
            concerns      vocabulary/concerns.toml
            technologies  vocabulary/technologies.toml
            project       layra.toml
            list          layra list --json
            show          layra show --json
            show-budget   layra show --budget N --json
            related       layra related --json
            compare       layra compare --json
            search        layra search --json
            advise        layra advise --json
            decide        layra decide --json
            decisions     layra decisions --json
            blueprints    layra blueprints --json
            new           layra new --json
            lab           layra lab --json
            fact-list     layra facts --json
            graph         layra graph --json
            graph-diff    layra graph --diff --json
            lint          layra lint --json
            import        layra import --json
            export        layra export --format json
        "#]],
    );
    assert_eq!(world.json(&["schema", "pattern"])["title"], "Layra pattern");
    world.check(
        &["schema", "--out", "schemas"],
        expect![[r#"
            exit 0
            --- stderr
            26 schemas written to schemas
        "#]],
    );
    expect![[r#"
        schemas/advise.json
        schemas/asked.json
        schemas/blueprints.json
        schemas/compare.json
        schemas/concerns.json
        schemas/decide.json
        schemas/decisions.json
        schemas/export.json
        schemas/fact-list.json
        schemas/facts.json
        schemas/graph-diff.json
        schemas/graph.json
        schemas/import.json
        schemas/lab.json
        schemas/lint.json
        schemas/list.json
        schemas/new.json
        schemas/pack.json
        schemas/pattern.json
        schemas/project.json
        schemas/qualities.json
        schemas/related.json
        schemas/search.json
        schemas/show-budget.json
        schemas/show.json
        schemas/technologies.json"#]]
    .assert_eq(&world.files("schemas"));
}

#[test]
fn an_unknown_schema_gets_a_hint() {
    World::new().check(
        &["schema", "patern"],
        expect![[r#"
        exit 2
        --- stderr
        error: no schema is called `patern`
        hint: did you mean `pattern`?
    "#]],
    );
}

/// What a command prints has the keys its schema promises, and no others.
#[test]
fn answers_are_as_their_schemas_say() {
    let world = World::with_garden();
    let answers: [(&str, &[&str]); 6] = [
        ("list", &["list"]),
        ("show", &["show", "rb"]),
        ("related", &["related", "rb"]),
        ("compare", &["compare", "rb", "dl"]),
        ("search", &["search", "water"]),
        ("lint", &["lint", "garden"]),
    ];
    for (name, arguments) in answers {
        let answer = world.json(&[arguments, &["--json", "--pack", "garden"]].concat());
        let schema = world.json(&["schema", name]);
        let promised: Vec<&String> = schema["properties"].as_object().expect("an object").keys().collect();
        let given: Vec<&String> = answer.as_object().expect("an object").keys().collect();
        assert_eq!(given, promised, "{name}");
    }
}
