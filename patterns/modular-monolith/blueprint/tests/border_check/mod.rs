//! Finds dependencies between modules that nobody declared. It reads manifests, not SQL: for that there are
//! rights in the database.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::Context;

/// What all packages of the project begin with.
const PROJECT: &str = "blueprint-modular-monolith-";

/// For each package of this project, without the words they all begin with, others of which it knows.
pub(crate) type Dependencies = BTreeMap<String, BTreeSet<String>>;

/// Reads what is declared.
pub(crate) fn declared(file: &Path) -> anyhow::Result<Dependencies> {
    toml::from_str(&fs::read_to_string(file)?).with_context(|| file.display().to_string())
}

/// Reads a manifest; gives nothing when it is no package of this project.
pub(crate) fn package(text: &str) -> anyhow::Result<Option<(String, BTreeSet<String>)>> {
    let ours = |name: &str| name.strip_prefix(PROJECT).map(str::to_owned);
    let manifest: toml::Table = text.parse()?;
    let name = manifest.get("package").and_then(|package| package.get("name")?.as_str());
    // Tests may stand in for neighbours with what they like.
    let needs = ["dependencies", "build-dependencies"].iter().filter_map(|kind| manifest.get(*kind)?.as_table());
    let needs = needs.flat_map(|table| table.keys()).filter_map(|name| ours(name)).collect();
    Ok(name.and_then(ours).map(|name| (name, needs)))
}

/// Reads all packages below a folder.
pub(crate) fn packages(folder: &Path) -> anyhow::Result<Dependencies> {
    let mut found = Dependencies::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(packages(&path)?);
        } else if path.ends_with("Cargo.toml") {
            found.extend(package(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?);
        }
    }
    Ok(found)
}

/// What is wrong with dependencies that nobody declared.
pub(crate) fn violations(packages: &Dependencies, declared: &Dependencies) -> Vec<String> {
    let mut found = Vec::new();
    for (name, needs) in packages {
        let may = |needed: &String| declared.get(name).is_some_and(|may| may.contains(needed));
        for needed in needs.iter().filter(|needed| !may(needed)) {
            found.push(format!("{name} may not depend on {needed}: go by its door, or declare it in borders.toml"));
        }
    }
    found
}
