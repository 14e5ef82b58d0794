//! The border, held against the files: the compiler keeps the core clean, and this keeps its list of
//! dependencies short and adapters away from each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a text");
            found.push((path, text));
        }
    }
    found
}

#[test]
fn the_core_depends_on_nothing_technical() {
    let text = fs::read_to_string(root().join("crates/core/Cargo.toml")).expect("a manifest");
    let section = text.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("a section");
    let names = section.lines().filter_map(|line| line.split(['.', ' ', '=']).next()).filter(|name| !name.is_empty());
    // Days, arithmetic, and names of errors. Would your addition survive a change of supplier?
    assert_eq!(names.collect::<BTreeSet<_>>(), BTreeSet::from(["derive_more", "jiff", "thiserror"]));
}

#[test]
fn the_core_does_not_look_at_the_clock() {
    for (path, text) in sources(&root().join("crates/core/src")) {
        for forbidden in ["::now()", "std::env", "std::fs", "std::net", "SystemTime"] {
            assert!(!text.contains(forbidden), "{} has {forbidden}", path.display());
        }
    }
}

#[test]
fn adapters_do_not_know_each_other() {
    let (mut checked, adapters) = (0, root().join("src/adapters"));
    for (path, text) in sources(&adapters).into_iter().filter(|(path, _)| !path.ends_with("mod.rs")) {
        let own = path.strip_prefix(&adapters).expect("below").with_extension("");
        let own = own.iter().take(2).map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("::");
        for used in text.split("crate::adapters::").skip(1) {
            assert!(used.starts_with(&own), "{} uses another adapter: {used:.40}", path.display());
        }
        checked += 1;
    }
    assert!(checked >= 5, "only {checked} files were seen");
}

#[test]
fn only_the_wiring_and_the_start_know_which_adapters_there_are() {
    for (path, text) in sources(&root().join("src")) {
        let name = path.strip_prefix(root().join("src")).expect("below").to_string_lossy().into_owned();
        let knows = text.contains("adapters::inbound::") || text.contains("adapters::outbound::");
        assert!(!knows || ["wiring.rs", "main.rs"].contains(&name.as_str()), "{name} knows an adapter");
    }
}
