//! Every built-in entry has at least what the original's entry of the same slug has.
//!
//! Names and counts are read from `facts.json` in the folder that `LAYRA_SEED` names.

use std::path::Path;

use layra_catalog::Pattern;
use serde_json::Value;

fn faults(pattern: &Pattern, original: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    let number = |value: &Value| value.as_u64().unwrap_or_default() as usize;
    for (section, ours, theirs) in [
        ("aliases", pattern.aliases.len(), count(&original["aliases"])),
        ("components", pattern.components.len(), count(&original["components"])),
        ("stacks", pattern.stacks.len(), count(&original["stacks"])),
        ("examples", pattern.examples.len(), count(&original["examples"])),
        ("decision rows", pattern.versus.len(), count(&original["versus"])),
        ("references", pattern.references.len(), count(&original["references"])),
        ("use_when", pattern.use_when.len(), number(&original["counts"]["use_when"])),
        ("avoid_when", pattern.avoid_when.len(), number(&original["counts"]["avoid_when"])),
        ("pros", pattern.pros.len(), count(&original["counts"]["pros"])),
        ("cons", pattern.cons.len(), count(&original["counts"]["cons"])),
    ] {
        if ours < theirs {
            faults.push(format!("{ours} {section}, the original has {theirs}"));
        }
    }
    for related in original["related"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let related_here = pattern.relations.iter().any(|relation| relation.to.as_str() == related);
        if !related_here {
            faults.push(format!("no relation to {related}"));
        }
    }
    for (field, ours) in [("name", pattern.name.as_str()), ("category", pattern.category.as_str())] {
        if original[field].as_str() != Some(ours) {
            faults.push(format!("{field} is {ours}, the original has {}", original[field]));
        }
    }
    if original["complexity"].as_u64() != Some(u64::from(pattern.complexity)) {
        faults.push(format!("complexity is {}, the original has {}", pattern.complexity, original["complexity"]));
    }
    faults
}

#[test]
fn no_entry_has_less_than_the_original() {
    let Some(folder) = std::env::var_os("LAYRA_SEED") else {
        eprintln!("SKIPPED: LAYRA_SEED does not name the folder of the original");
        return;
    };
    let text = std::fs::read_to_string(Path::new(&folder).join("facts.json")).expect("facts.json can be read");
    let originals: Vec<Value> = serde_json::from_str(&text).expect("facts.json is JSON");
    let mut faults_found = Vec::new();
    for pattern in layra_builtin::catalog().patterns() {
        let original = originals.iter().find(|original| original["slug"].as_str() == Some(pattern.slug.as_str()));
        let original = original.unwrap_or_else(|| panic!("the original has no {}", pattern.slug));
        faults_found.extend(faults(pattern, original).into_iter().map(|fault| format!("{}: {fault}", pattern.slug)));
    }
    assert!(faults_found.is_empty(), "\n{}", faults_found.join("\n"));
}
