//! `Cargo.toml`: packages of Rust.

use toml::{Table, Value};

use crate::fact::{Purpose, What};
use crate::graph::Ecosystem;
use crate::manifest::document::{self, Node};
use crate::manifest::{Manifest, Stated};
use crate::paths::name_of;

/// `Cargo.toml`.
pub(super) struct CargoToml;

impl Manifest for CargoToml {
    fn reads(&self, path: &str) -> bool {
        name_of(path) == "Cargo.toml"
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        match Cargo::parse(text) {
            Ok(cargo) => {
                let package = cargo.name.map(|name| (Ecosystem::Crates, name));
                Stated { package, facts: facts(text), notes: Vec::new() }
            }
            Err((line, message)) => Stated { notes: vec![(line, message)], ..Stated::default() },
        }
    }
}

/// The dependencies of a text that is TOML, with their lines. Those with a path are of the tree itself.
fn facts(text: &str) -> Vec<(u32, What)> {
    let Ok(manifest) = document::toml(text) else { return Vec::new() };
    let of_systems = manifest.get("target").map(Node::entries).unwrap_or_default();
    let mut facts = Vec::new();
    for table in of_systems.iter().map(|entry| &entry.node).chain([&manifest]) {
        for (list, purpose) in [
            ("dependencies", Purpose::Run),
            ("dev-dependencies", Purpose::Develop),
            ("build-dependencies", Purpose::Build),
        ] {
            let entries = table.get(list).map(Node::entries).unwrap_or_default();
            for entry in entries.iter().filter(|entry| entry.node.get("path").is_none()) {
                let name = entry.node.text_at("package").unwrap_or(&entry.key).to_owned();
                facts.push((entry.line, What::Dependency { ecosystem: Ecosystem::Crates, name, purpose }));
            }
        }
    }
    facts
}

/// What a `Cargo.toml` says of a package.
#[derive(Debug, Default)]
pub(crate) struct Cargo {
    /// The name of the package; none for a workspace without one.
    pub(crate) name: Option<String>,
    /// Whether paths of `use` begin at the root of the crate, as in the edition of 2015.
    pub(crate) is_edition_2015: bool,
    /// The name and path of the library, where they are written.
    pub(crate) library: (Option<String>, Option<String>),
    /// The paths of binaries and examples, where they are written.
    pub(crate) targets: Vec<String>,
    /// The paths of tests and benches, where they are written.
    pub(crate) tests: Vec<String>,
    /// The path of the build script, where it is written.
    pub(crate) build: Option<String>,
    /// What the package depends on.
    pub(crate) dependencies: Vec<Dependency>,
    /// What members of the workspace may take over, with the paths of patches.
    pub(crate) shared: Vec<Dependency>,
    /// Whether it begins a workspace.
    pub(crate) is_workspace: bool,
}

/// A dependency on a package.
#[derive(Debug, Clone)]
pub(crate) struct Dependency {
    /// The name it has in the package that depends.
    pub(crate) name: String,
    /// Its own name, where that differs.
    pub(crate) package: Option<String>,
    /// Its folder, relative to the manifest.
    pub(crate) path: Option<String>,
    /// Whether the workspace says the rest.
    pub(crate) is_of_workspace: bool,
}

impl Cargo {
    /// Reads the text of a `Cargo.toml`.
    ///
    /// # Errors
    /// When it is not TOML; on which line, counted from 1, and why.
    pub(crate) fn parse(text: &str) -> Result<Self, (u32, String)> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            (before.matches('\n').count() as u32 + 1, format!("not TOML: {}", error.message()))
        })?;
        let mut cargo = Self { is_workspace: table.contains_key("workspace"), ..Self::default() };
        let workspace = table.get("workspace").and_then(Value::as_table);
        if let Some(package) = table.get("package").or_else(|| table.get("project")).and_then(Value::as_table) {
            cargo.name = text_at(package, "name");
            cargo.build = text_at(package, "build");
            cargo.is_edition_2015 = match package.get("edition") {
                None => true,
                Some(edition) => edition.as_str() == Some("2015"),
            };
        }
        if let Some(library) = table.get("lib").and_then(Value::as_table) {
            cargo.library = (text_at(library, "name"), text_at(library, "path"));
        }
        let paths = |kind: &str| {
            let targets = table.get(kind).and_then(Value::as_array).into_iter().flatten();
            targets.filter_map(|target| text_at(target.as_table()?, "path")).collect::<Vec<_>>()
        };
        cargo.targets = [paths("bin"), paths("example")].concat();
        cargo.tests = [paths("test"), paths("bench")].concat();
        let of_systems = table.get("target").and_then(Value::as_table).into_iter().flatten();
        let tables = of_systems.filter_map(|(_, value)| value.as_table());
        for table in std::iter::once(&table).chain(tables) {
            for kind in ["dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies"] {
                cargo.dependencies.extend(dependencies(table.get(kind)));
            }
        }
        cargo.shared = dependencies(workspace.and_then(|workspace| workspace.get("dependencies")));
        for (_, patches) in table.get("patch").and_then(Value::as_table).into_iter().flatten() {
            cargo.shared.extend(dependencies(Some(patches)));
        }
        Ok(cargo)
    }
}

fn text_at(table: &Table, key: &str) -> Option<String> {
    table.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn dependencies(value: Option<&Value>) -> Vec<Dependency> {
    let entries = value.and_then(Value::as_table).into_iter().flatten();
    let dependency = |(name, value): (&String, &Value)| {
        let table = value.as_table();
        let text = |key| table.and_then(|table| text_at(table, key));
        let is_of_workspace = table.and_then(|table| table.get("workspace")).and_then(Value::as_bool).unwrap_or(false);
        Dependency { name: name.clone(), package: text("package"), path: text("path"), is_of_workspace }
    };
    entries.map(dependency).collect()
}
