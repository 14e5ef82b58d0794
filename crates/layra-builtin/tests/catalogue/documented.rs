//! `patterns/README.md` shows a whole entry; it must load, and show every table there is.

use layra_catalog::raw::RawPattern;
use layra_catalog::{Pack, SourceText};

const GUIDE: &str = include_str!("../../../../patterns/README.md");

fn example() -> &'static str {
    GUIDE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the guide shows an entry")
}

#[test]
fn the_example_of_the_guide_loads() {
    let file = SourceText { path: "patterns/request-coalescing/pattern.toml".into(), text: example().into() };
    let (catalog, problems) = layra_builtin::catalog().overlay(Pack { files: vec![file], ..Pack::default() });
    assert_eq!(problems, []);
    let pattern = catalog.get("request-coalescing").expect("was added");
    assert_eq!(catalog.patterns().last(), Some(pattern));
}

#[test]
fn the_guide_names_every_key() {
    let schema = schemars::schema_for!(RawPattern).to_value();
    let keys = schema["properties"].as_object().expect("an object").keys();
    for key in keys.filter(|key| !matches!(key.as_str(), "extends" | "drop")) {
        assert!(example().contains(key.as_str()), "the example shows no `{key}`");
    }
}
