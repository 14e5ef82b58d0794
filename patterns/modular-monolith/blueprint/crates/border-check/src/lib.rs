//! Finds dependencies between modules that nobody declared. It reads manifests, not SQL: for that there are
//! rights in the database.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fmt, fs, io};

/// What all packages of the project begin with.
const PROJECT: &str = "blueprint-modular-monolith-";

/// For each package, those that it may depend on.
pub type Declared = BTreeMap<String, BTreeSet<String>>;

/// A package and what it depends on, of this project, without the words they all begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// What it depends on.
    pub needs: BTreeSet<String>,
}

/// A dependency that nobody declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Who depends.
    pub from: String,
    /// On what.
    pub to: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} may not depend on {}: go by its door, or declare it in borders.toml", self.from, self.to)
    }
}

/// Why there is nothing to check.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A file cannot be read.
    #[error("{0}")]
    File(#[from] io::Error),
    /// A file is not what it should be.
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
}

/// Reads what is declared.
///
/// # Errors
/// When it cannot be read.
pub fn declared(file: &Path) -> Result<Declared, CheckError> {
    Ok(toml::from_str(&fs::read_to_string(file)?)?)
}

/// Reads a manifest; none when it is no package of this project.
///
/// # Errors
/// When it is not TOML.
pub fn package(text: &str) -> Result<Option<Package>, CheckError> {
    let manifest: toml::Table = toml::from_str(text)?;
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    let Some(name) = name.and_then(|name| name.strip_prefix(PROJECT)) else { return Ok(None) };
    // Tests may stand in for neighbours with what they like.
    let needs = ["dependencies", "build-dependencies"].iter().filter_map(|kind| manifest.get(*kind)?.as_table());
    let needs = needs.flat_map(|table| table.keys()).filter_map(|name| name.strip_prefix(PROJECT));
    Ok(Some(Package { name: name.to_owned(), needs: needs.map(str::to_owned).collect() }))
}

/// Reads all packages below a folder.
///
/// # Errors
/// When one cannot be read.
pub fn packages(folder: &Path) -> Result<Vec<Package>, CheckError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(packages(&path)?);
        } else if path.ends_with("Cargo.toml") {
            found.extend(package(&fs::read_to_string(&path)?)?);
        }
    }
    Ok(found)
}

/// Dependencies that nobody declared.
pub fn violations(packages: &[Package], declared: &Declared) -> Vec<Violation> {
    let undeclared = |package: &Package| {
        let none = BTreeSet::new();
        let may = declared.get(&package.name).unwrap_or(&none);
        let beyond: Vec<_> = package.needs.difference(may).cloned().collect();
        beyond.into_iter().map(|to| Violation { from: package.name.clone(), to }).collect::<Vec<_>>()
    };
    packages.iter().flat_map(undeclared).collect()
}
