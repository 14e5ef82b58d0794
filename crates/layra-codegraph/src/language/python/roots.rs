//! Folders that absolute imports start from.
//!
//! Python itself learns them when it starts; here they are read off the tree: the folder above each
//! outermost package, the folders of projects, and what `pyproject.toml` says.

use std::collections::{BTreeSet, HashMap};

use crate::graph::{Note, NoteKind};
use crate::language::World;
use crate::paths::{folder_of, join, name_of};
use crate::tree::Tree;

/// Files that make their folder a project.
const PROJECT: &[&str] =
    &["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "manage.py", "Pipfile", "tox.ini", "noxfile.py"];
/// Folders of a project that its sources may stand in.
const SOURCES: &[&str] = &["src", "lib", "python"];

/// Where to look for a module, by the folder of whoever imports it.
pub(super) struct Roots<'a> {
    /// Roots that everybody in the tree can see, sorted.
    shared: Vec<String>,
    /// For each folder with a file of the language, the roots that its files see first.
    near: HashMap<&'a str, Vec<String>>,
}

impl<'a> Roots<'a> {
    /// Reads the roots off a tree; also what of the configuration could not be followed.
    pub(super) fn new(world: &'a World<'a>) -> (Self, Vec<Note>) {
        let tree = world.tree();
        let mut all = BTreeSet::from([String::new()]);
        let mut shared = BTreeSet::from([String::new()]);
        let mut notes = Vec::new();
        for (file, path) in tree.files() {
            let (folder, name) = (folder_of(path), name_of(path));
            if PROJECT.contains(&name) {
                shared.insert(folder.to_owned());
                shared
                    .extend(SOURCES.iter().filter_map(|name| join(folder, name)).filter(|path| tree.has_folder(path)));
            }
            if matches!(name, "__init__.py" | "__init__.pyi")
                && !is_package(tree, folder_of(folder))
                && !folder.is_empty()
            {
                all.insert(folder_of(folder).to_owned());
            }
            if name == "pyproject.toml"
                && let Some(text) = world.text(file)
            {
                match text.parse::<toml::Table>() {
                    Ok(table) => shared.extend(
                        declared(&table)
                            .iter()
                            .filter_map(|path| join(folder, path))
                            .filter(|path| tree.has_folder(path)),
                    ),
                    Err(_) => {
                        let message = "not TOML: folders of sources that it names are not known".to_owned();
                        notes.push(Note { path: path.to_owned(), line: None, kind: NoteKind::Degraded, message });
                    }
                }
            }
        }
        all.extend(shared.iter().cloned());
        // Inside a package a root would give its modules a second name.
        shared.retain(|folder| folder.is_empty() || !is_package(tree, folder));
        let mut roots: HashMap<&str, Vec<String>> = HashMap::new();
        for (file, _) in world.readings() {
            let folder = folder_of(tree.path(file));
            roots.entry(folder).or_insert_with(|| near(tree, &all, folder));
        }
        (Self { shared: shared.into_iter().collect(), near: roots }, notes)
    }

    /// The roots that a file in `folder` sees before what comes with Python, the nearest first.
    pub(super) fn near(&self, folder: &str) -> &[String] {
        self.near.get(folder).map(Vec::as_slice).unwrap_or_default()
    }

    /// The roots that every file sees, sorted.
    pub(super) fn shared(&self) -> &[String] {
        &self.shared
    }
}

/// Those of `all` roots that stand on the way from `folder` up to the root of the tree, or are folders of
/// sources beside that way.
fn near(tree: &Tree, all: &BTreeSet<String>, folder: &str) -> Vec<String> {
    let mut roots: Vec<String> = Vec::new();
    let mut at = folder;
    loop {
        // A script sees what stands beside it.
        let is_beside = at == folder && !is_package(tree, at);
        let sources = SOURCES.iter().filter_map(|name| join(at, name)).filter(|path| all.contains(path));
        let own = (is_beside || all.contains(at)).then(|| at.to_owned());
        for root in own.into_iter().chain(sources) {
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
        if at.is_empty() {
            return roots;
        }
        at = folder_of(at);
    }
}

/// Whether a folder is a package with a file that says so.
pub(super) fn is_package(tree: &Tree, folder: &str) -> bool {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    ["__init__.py", "__init__.pyi"].iter().any(|name| tree.find(&format!("{prefix}{name}")).is_some())
}

/// Folders of sources that a `pyproject.toml` names.
fn declared(table: &toml::Table) -> Vec<String> {
    let at = |path: &[&str]| {
        let mut value = table.get(*path.first()?)?;
        for key in path.get(1..)? {
            value = value.get(key)?;
        }
        Some(value)
    };
    let mut folders = Vec::new();
    for path in [
        &["tool", "setuptools", "packages", "find", "where"][..],
        &["tool", "setuptools", "package-dir", ""],
        &["tool", "ruff", "src"],
        &["tool", "pytest", "ini_options", "pythonpath"],
        &["tool", "pyright", "extraPaths"],
        &["tool", "basedpyright", "extraPaths"],
        &["tool", "mypy", "mypy_path"],
        &["tool", "tach", "source_roots"],
    ] {
        match at(path) {
            Some(toml::Value::String(text)) => folders.push(text.clone()),
            Some(toml::Value::Array(list)) => {
                folders.extend(list.iter().filter_map(|entry| entry.as_str().map(str::to_owned)))
            }
            _ => {}
        }
    }
    let packages = at(&["tool", "poetry", "packages"]).and_then(toml::Value::as_array);
    folders
        .extend(packages.into_iter().flatten().filter_map(|package| Some(package.get("from")?.as_str()?.to_owned())));
    folders
}
