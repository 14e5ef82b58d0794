//! Makes a project of its own of a blueprint, or of two that go together: texts in, texts out.
//!
//! The project gets another name, the versions that its workspace shared, and the part of the lock file that it
//! needs, so that it builds the same alone. What was `blueprint-<slug>` in it becomes the name.

use std::collections::{BTreeMap, BTreeSet};

use layra_catalog::{SourceText, nearest};

use crate::cargo_manifest::{CargoManifest, ManifestError};
use crate::lock::{self, LockError};
use crate::manifest::Combination;
use crate::name::ProjectName;
use crate::shelf::{Blueprint, Shelf};

/// Files of a blueprint that are about it and not of the project.
const ABOUT: [&str; 2] = ["blueprint.toml", "combine/"];

const IGNORED: &str = "/target\n";

const CONTINUOUS: &str = "\
name: ci
on: [push, pull_request]

jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: rustup component add rustfmt clippy
      - run: cargo fmt --all --check
      - run: cargo clippy --workspace --all-targets -- -D warnings
      - run: cargo test --workspace
";

const DECISIONS: &str = "
## Decisions

`docs/decisions/` says why it is built as it is, and where in it the parts of the pattern are; `layra.toml` names
those decisions, so that they can be looked at again: `layra decisions`.
";

/// A project, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Project<'a> {
    /// The blueprints it is made of; the first is the one whose shape it has.
    pub of: Vec<&'a Blueprint>,
    /// Its files, by path.
    pub files: Vec<SourceText>,
}

/// Why there is no such project.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The pattern has no blueprint.
    #[error("there is no blueprint `{wanted}`")]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// The two do not say that they go together.
    #[error("`{one}` and `{other}` do not say that they can be combined")]
    Apart {
        /// One of them.
        one: String,
        /// The other.
        other: String,
        /// Pairs that do, as they are asked for.
        pairs: Vec<String>,
    },
    /// More than two were asked for.
    #[error("two blueprints can be combined, not {0}")]
    TooMany(usize),
    /// A dependency has that name.
    #[error("no project with these dependencies can be called `{0}`: one of them is")]
    NameTaken(ProjectName),
    /// The blueprint lacks something.
    #[error("the blueprint `{slug}` has no `{path}`")]
    Lacks {
        /// The blueprint.
        slug: String,
        /// What it lacks.
        path: String,
    },
    /// A `Cargo.toml` cannot be made to stand alone.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The lock file cannot be read.
    #[error(transparent)]
    Lock(#[from] LockError),
}

impl ProjectError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::Unknown { nearest: None, .. } => "`layra blueprints` lists those there are".to_owned(),
            Self::Apart { pairs, .. } if !pairs.is_empty() => format!("these do: {}", pairs.join(", ")),
            Self::Apart { .. } | Self::TooMany(_) => "begin with one of them".to_owned(),
            Self::NameTaken(_) => "give it another name with `--name`".to_owned(),
            Self::Lacks { .. } | Self::Manifest(_) | Self::Lock(_) => {
                "the pack that it comes from has to mend it: `cargo build` in its `patterns/` shows more".to_owned()
            }
        }
    }
}

/// The project that `wanted` asks for: `slug`, or `slug+slug`.
///
/// # Errors
/// When there is no such blueprint, the two cannot be combined, the name does not do, or the blueprint is
/// not sound.
pub fn project<'a>(shelf: &'a Shelf, wanted: &str, name: &ProjectName) -> Result<Project<'a>, ProjectError> {
    let of = blueprints(shelf, wanted)?;
    let (base, other) = match of.as_slice() {
        [base] => (*base, None),
        [one, other, ..] => match (one.combination(other.slug()), other.combination(one.slug())) {
            (Some(combination), _) => (*one, Some((*other, combination))),
            (None, Some(combination)) => (*other, Some((*one, combination))),
            (None, None) => return Err(apart(shelf, one, other)),
        },
        [] => return Err(unknown(shelf, wanted)),
    };
    let mut files: BTreeMap<String, String> = own_files(base);
    let workspace: BTreeMap<String, String> = by_path(base.workspace());
    let shared = |path: &str| workspace.get(path).ok_or_else(|| lacks(base, path));
    let shared_manifest = CargoManifest::parse("Cargo.toml", shared("Cargo.toml")?)?;
    if let Some((other, combination)) = other {
        combine(&mut files, base, other, combination)?;
    }
    let packages = stand_alone(&mut files, &shared_manifest)?;
    let mut roots: BTreeSet<&str> = packages.iter().map(String::as_str).collect();
    roots.extend(other.iter().flat_map(|(_, combination)| combination.dependencies.iter().map(String::as_str)));
    let lock = lock::pruned(shared("Cargo.lock")?, &roots)?;
    if lock::foreign(&lock)?.contains(name.as_str()) {
        return Err(ProjectError::NameTaken(name.clone()));
    }
    files.insert("Cargo.lock".to_owned(), lock);
    for (path, text) in workspace.iter().filter(|(path, _)| !path.starts_with("Cargo.")) {
        files.entry(path.clone()).or_insert_with(|| text.clone());
    }
    files.insert(".gitignore".to_owned(), IGNORED.to_owned());
    files.insert(".github/workflows/ci.yml".to_owned(), CONTINUOUS.to_owned());
    if let Some(readme) = files.get_mut("README.md") {
        let rest = readme.split_once('\n').map_or("", |(_, rest)| rest);
        *readme = format!("# {name}\n{rest}{DECISIONS}");
    }
    let mut files: Vec<SourceText> =
        files.into_iter().map(|(path, text)| SourceText { path, text: renamed(&text, base, name) }).collect();
    if let Some(lock) = files.iter_mut().find(|file| file.path == "Cargo.lock") {
        lock.text = lock::sorted(&lock.text)?;
    }
    let of = [Some(base), other.map(|(other, _)| other)].into_iter().flatten().collect();
    Ok(Project { of, files })
}

fn blueprints<'a>(shelf: &'a Shelf, wanted: &str) -> Result<Vec<&'a Blueprint>, ProjectError> {
    let names: Vec<&str> = wanted.split('+').map(str::trim).collect();
    if names.len() > 2 {
        return Err(ProjectError::TooMany(names.len()));
    }
    names.into_iter().map(|name| shelf.get(name).ok_or_else(|| unknown(shelf, name))).collect()
}

fn unknown(shelf: &Shelf, wanted: &str) -> ProjectError {
    let nearest = nearest::nearest(wanted, shelf.blueprints().iter().map(Blueprint::slug));
    // It is shown: no more of it than anybody reads.
    let wanted = wanted.chars().take(80).flat_map(char::escape_debug).collect();
    ProjectError::Unknown { wanted, nearest: nearest.map(str::to_owned) }
}

fn apart(shelf: &Shelf, one: &Blueprint, other: &Blueprint) -> ProjectError {
    let pairs = shelf.blueprints().iter().flat_map(|blueprint| {
        let with = blueprint.manifest.combinations.iter().filter(|other| shelf.get(other.with.as_str()).is_some());
        with.map(|other| format!("{}+{}", blueprint.slug(), other.with))
    });
    let pairs = pairs.collect();
    ProjectError::Apart { one: one.slug().to_owned(), other: other.slug().to_owned(), pairs }
}

fn lacks(blueprint: &Blueprint, path: &str) -> ProjectError {
    ProjectError::Lacks { slug: blueprint.slug().to_owned(), path: path.to_owned() }
}

fn by_path(files: Vec<SourceText>) -> BTreeMap<String, String> {
    files.into_iter().map(|file| (file.path, file.text)).collect()
}

fn own_files(blueprint: &Blueprint) -> BTreeMap<String, String> {
    let mut files = by_path(blueprint.files());
    files.retain(|path, _| !ABOUT.iter().any(|about| path.starts_with(about)));
    files
}

/// Lays what is taken from `other`, and what `base` has for this combination, over the files of `base`.
fn combine(
    files: &mut BTreeMap<String, String>,
    base: &Blueprint,
    other: &Blueprint,
    combination: &Combination,
) -> Result<(), ProjectError> {
    let theirs = own_files(other);
    for take in &combination.take {
        let before = files.len();
        for (path, text) in &theirs {
            let below = path.strip_prefix(take.from.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
            if let Some(below) = below {
                files.insert(format!("{}{below}", take.to), text.clone());
            }
        }
        if files.len() == before {
            return Err(lacks(other, &take.from));
        }
    }
    let folder = format!("combine/{}/", other.slug());
    for file in base.files() {
        if let Some(path) = file.path.strip_prefix(&folder) {
            files.insert(path.to_owned(), file.text);
        }
    }
    if !combination.dependencies.is_empty() {
        let manifest = |files: &BTreeMap<String, String>, blueprint: &Blueprint| {
            let text = files.get("Cargo.toml").ok_or_else(|| lacks(blueprint, "Cargo.toml"))?;
            Ok::<_, ProjectError>(CargoManifest::parse("Cargo.toml", text)?)
        };
        let mut own = manifest(files, base)?;
        own.add_dependencies(&combination.dependencies, &manifest(&theirs, other)?)?;
        files.insert("Cargo.toml".to_owned(), own.text());
    }
    Ok(())
}

/// Lets every `Cargo.toml` stand without the workspace, the first one as the root of its own; gives the names of
/// their packages.
fn stand_alone(files: &mut BTreeMap<String, String>, workspace: &CargoManifest) -> Result<Vec<String>, ProjectError> {
    let nested = files.keys().filter_map(|path| path.strip_suffix("/Cargo.toml"));
    let members: Vec<String> = nested.map(str::to_owned).collect();
    let mut packages = Vec::new();
    for (path, text) in files.iter_mut().filter(|(path, _)| *path == "Cargo.toml" || path.ends_with("/Cargo.toml")) {
        let mut manifest = CargoManifest::parse(path, text)?;
        manifest.stand_alone(workspace)?;
        if path == "Cargo.toml" {
            manifest.make_root(&members, workspace);
        }
        packages.extend(manifest.package().map(str::to_owned));
        *text = manifest.text();
    }
    Ok(packages)
}

fn renamed(text: &str, blueprint: &Blueprint, name: &ProjectName) -> String {
    let before = format!("blueprint-{}", blueprint.slug());
    text.replace(&before, name.as_str()).replace(&before.replace('-', "_"), &name.in_code())
}

#[cfg(test)]
mod tests;
