//! Every text of the catalogue with its place, for tests that read all of them.

use std::collections::{BTreeMap, BTreeSet};

use layra_catalog::Catalog;
use serde_json::Value;

/// Keys by which an item of a list is named, in the order in which they are tried.
const NAMES: &[&str] = &["id", "slug", "name", "title", "org", "to", "from"];

/// Every string of every entry, overview and vocabulary, each after its place:
/// `circuit-breaker use_when slow-dependency say`.
pub(crate) fn texts(catalog: &Catalog) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let catalog = serde_json::to_value(catalog).expect("a catalogue is JSON");
    collect("", &catalog["vocabulary"], &mut texts);
    for pattern in catalog["patterns"].as_array().expect("patterns are a list") {
        collect(name(pattern).unwrap_or_default(), pattern, &mut texts);
    }
    texts
}

fn name(value: &Value) -> Option<&str> {
    NAMES.iter().find_map(|name| value.get(name)?.as_str())
}

fn collect(place: &str, value: &Value, texts: &mut Vec<(String, String)>) {
    let inside = |name: &str| format!("{place} {name}").trim_start().to_owned();
    match value {
        Value::String(text) => texts.push((place.to_owned(), text.clone())),
        Value::Array(items) => {
            for item in items {
                collect(&name(item).map_or_else(|| place.to_owned(), inside), item, texts);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                collect(&inside(key), field, texts);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn no_text_is_left_out() {
    let catalog = layra_builtin::catalog();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let texts = texts(&catalog);
    let known: BTreeSet<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    for (place, _) in &texts {
        *counts.entry(place.split(' ').next().unwrap_or_default()).or_default() += 1;
    }
    for pattern in catalog.patterns() {
        let say = pattern.use_when.iter().chain(&pattern.avoid_when).map(|statement| &statement.say);
        for text in say.chain([&pattern.overview, &pattern.summary]).chain(pattern.terms.iter().map(|term| &term.means))
        {
            assert!(known.contains(text.as_str()), "{}: {text}", pattern.slug);
        }
        assert!(counts[pattern.slug.as_str()] > pattern.ids().count());
    }
    assert!(counts["facts"] > catalog.vocabulary().facts.len());
    assert!(counts["technologies"] > catalog.vocabulary().technologies.len());
}
