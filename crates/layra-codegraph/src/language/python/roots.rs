//! Folders that absolute imports start from.
//!
//! Python itself learns them when it starts; here they are read off the tree: the folder above each
//! outermost package, the folders of projects, and what their configuration says.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::graph::{Note, NoteKind};
use crate::language::World;
use crate::paths::{folder_of, folders_up, join, name_of};
use crate::tree::Tree;

use super::placed::{may_say, placed};

/// Files that make their folder a project.
const PROJECT: &[&str] =
    &["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "manage.py", "Pipfile", "tox.ini", "noxfile.py"];
/// Folders of a project that its sources may stand in.
const SOURCES: &[&str] = &["src", "lib", "python"];

/// A folder that absolute imports start from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Root {
    /// The folder.
    pub(super) folder: String,
    /// The package whose modules stand in it, such as `a.b`; empty where whole packages do.
    pub(super) package: String,
}

impl Root {
    /// One in which whole packages stand.
    fn plain(folder: &str) -> Self {
        Self { folder: folder.to_owned(), package: String::new() }
    }

    /// What is left of the name of a module below the package of this root; none when it is of another.
    pub(super) fn rest<'m>(&self, module: &'m str) -> Option<&'m str> {
        if self.package.is_empty() {
            return Some(module);
        }
        let rest = module.strip_prefix(self.package.as_str())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
    }
}

/// Where to look for a module, by the folder of whoever imports it.
pub(super) struct Roots<'a> {
    /// Roots that everybody in the tree can see, sorted.
    shared: Vec<Root>,
    /// For each folder with a file of the language, the roots that its files see first.
    near: HashMap<&'a str, Vec<Root>>,
    /// For each folder of a project, the roots that its configuration names.
    declared: BTreeMap<&'a str, Vec<Root>>,
}

impl<'a> Roots<'a> {
    /// Reads the roots off a tree; also what of the configuration could not be followed.
    pub(super) fn new(world: &'a World<'a>) -> (Self, Vec<Note>) {
        let tree = world.tree();
        let mut all = BTreeSet::from([String::new()]);
        let mut shared = BTreeSet::from([Root::plain("")]);
        let mut declared: BTreeMap<&str, Vec<Root>> = BTreeMap::new();
        let mut notes = Vec::new();
        for (file, path) in tree.files() {
            let (folder, name) = (folder_of(path), name_of(path));
            if PROJECT.contains(&name) {
                shared.insert(Root::plain(folder));
                let sources = SOURCES.iter().filter_map(|name| join(folder, name));
                shared.extend(sources.filter(|path| tree.has_folder(path)).map(|path| Root::plain(&path)));
            }
            if matches!(name, "__init__.py" | "__init__.pyi")
                && !is_package(tree, folder_of(folder))
                && !folder.is_empty()
            {
                all.insert(folder_of(folder).to_owned());
            }
            if may_say(name)
                && let Some(text) = world.text(file)
            {
                match placed(name, text) {
                    Ok(placed) => {
                        let roots = placed.into_iter().filter_map(|(package, path)| {
                            let folder = join(folder, &path).filter(|folder| tree.has_folder(folder))?;
                            Some(Root { folder, package })
                        });
                        declared.entry(folder).or_default().extend(roots);
                    }
                    Err(reason) => {
                        let message = reason.to_owned();
                        notes.push(Note { path: path.to_owned(), line: None, kind: NoteKind::Degraded, message });
                    }
                }
            }
        }
        shared.extend(declared.values().flatten().cloned());
        let plain = shared.iter().filter(|root| root.package.is_empty());
        all.extend(plain.map(|root| root.folder.clone()));
        // Inside a package a root would give its modules a second name.
        let is_sound =
            |root: &Root| !root.package.is_empty() || root.folder.is_empty() || !is_package(tree, &root.folder);
        shared.retain(is_sound);
        for roots in declared.values_mut() {
            roots.retain(is_sound);
        }
        let mut roots: HashMap<&str, Vec<Root>> = HashMap::new();
        for (file, _) in world.readings() {
            let folder = folder_of(tree.path(file));
            roots.entry(folder).or_insert_with(|| near(tree, &all, folder));
        }
        (Self { shared: shared.into_iter().collect(), near: roots, declared }, notes)
    }

    /// The roots that a file in `folder` sees before what comes with Python, the nearest first.
    pub(super) fn near(&self, folder: &str) -> &[Root] {
        self.near.get(folder).map(Vec::as_slice).unwrap_or_default()
    }

    /// The roots that the projects around `folder` name, those of the nearest first.
    pub(super) fn declared(&self, folder: &str) -> impl Iterator<Item = &Root> {
        folders_up(folder).filter_map(|folder| self.declared.get(folder)).flatten()
    }

    /// The packages that stand in a folder of another name.
    pub(super) fn named(&self) -> impl Iterator<Item = &str> {
        self.shared.iter().map(|root| root.package.as_str()).filter(|package| !package.is_empty())
    }

    /// The roots that every file sees, sorted.
    pub(super) fn shared(&self) -> &[Root] {
        &self.shared
    }
}

/// Those of `all` roots that stand on the way from `folder` up to the root of the tree, or are folders of
/// sources beside that way.
fn near(tree: &Tree, all: &BTreeSet<String>, folder: &str) -> Vec<Root> {
    let mut roots: Vec<Root> = Vec::new();
    for at in folders_up(folder) {
        // A script sees what stands beside it.
        let is_beside = at == folder && !is_package(tree, at);
        let sources = SOURCES.iter().filter_map(|name| join(at, name)).filter(|path| all.contains(path));
        let own = (is_beside || all.contains(at)).then(|| at.to_owned());
        for folder in own.into_iter().chain(sources) {
            if !roots.iter().any(|root| root.folder == folder) {
                roots.push(Root::plain(&folder));
            }
        }
    }
    roots
}

/// Whether a folder is a package with a file that says so.
pub(super) fn is_package(tree: &Tree, folder: &str) -> bool {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    ["__init__.py", "__init__.pyi"].iter().any(|name| tree.find(&format!("{prefix}{name}")).is_some())
}
