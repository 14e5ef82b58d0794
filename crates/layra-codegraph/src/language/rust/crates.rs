//! Packages and their crates: which file each begins with, and what each may name.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Note, NoteKind};
use crate::language::World;
use crate::manifest::cargo::{Cargo, Dependency};
use crate::paths::{folder_of, folders_up, join, name_of};
use crate::tree::{Known, Tree};

/// The packages of a tree.
pub(super) struct Crates {
    /// By folder.
    pub(super) packages: BTreeMap<String, CratePackage>,
}

/// A package.
#[derive(Default)]
pub(super) struct CratePackage {
    /// The file its library begins with.
    pub(super) library: Option<Known>,
    /// The files its crates begin with; the library first.
    pub(super) roots: Vec<Known>,
    /// Those of them that are tests or benches, by the manifest.
    pub(super) tests: BTreeSet<Known>,
    /// What its code may name: the name there, and the folder of the package when that is in the tree, or
    /// else its own name.
    pub(super) names: BTreeMap<String, Meant>,
    /// Whether paths of `use` begin at the root of the crate.
    pub(super) is_edition_2015: bool,
}

impl CratePackage {
    /// The package outside whose library probably has this name, which differs from its own: the one that
    /// shares the first or last word with it.
    pub(super) fn library_of(&self, name: &str) -> Option<String> {
        let mut alike = self.names.iter().filter_map(|(called, meant)| match meant {
            Meant::Outside(package) => {
                let rest = name.strip_prefix(called.as_str()).map(|rest| rest.starts_with('_'));
                let before = name.strip_suffix(called.as_str()).map(|before| before.ends_with('_'));
                (rest == Some(true) || before == Some(true)).then_some(package)
            }
            Meant::Member(_) | Meant::Undeclared(_) => None,
        });
        alike.next().filter(|_| alike.next().is_none()).cloned()
    }
}

/// What a name of a dependency means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// The package in this folder of the tree.
    Member(String),
    /// The same, of the same workspace, though the manifest does not name it. A path that could mean something
    /// else does not mean it.
    Undeclared(String),
    /// A package outside, by its own name.
    Outside(String),
}

impl Crates {
    /// Reads the packages off a tree; also what could not be followed.
    pub(super) fn new(world: &World<'_>) -> (Self, Vec<Note>) {
        let tree = world.tree();
        let mut manifests: BTreeMap<String, Cargo> = BTreeMap::new();
        let mut notes = Vec::new();
        for (file, text) in world.texts() {
            let path = tree.path(file);
            if name_of(path) != "Cargo.toml" {
                continue;
            }
            match Cargo::parse(text) {
                Ok(cargo) => {
                    manifests.insert(folder_of(path).to_owned(), cargo);
                }
                Err((line, _)) => notes.push(Note {
                    path: path.to_owned(),
                    line: Some(line),
                    kind: NoteKind::Degraded,
                    message: "the package is not known: its dependencies count as if it had none".to_owned(),
                }),
            }
        }
        let names = library_names(&manifests);
        let mut members: BTreeMap<&str, Vec<(&String, &String)>> = BTreeMap::new();
        for (folder, name) in &names {
            if let Some(workspace) = workspace_of(&manifests, folder) {
                members.entry(workspace).or_default().push((folder, name));
            }
        }
        let mut packages = BTreeMap::new();
        for (folder, cargo) in &manifests {
            let Some(name) = names.get(folder) else { continue };
            let workspace = workspace_of(&manifests, folder);
            let mut package = CratePackage { is_edition_2015: cargo.is_edition_2015, ..targets(tree, folder, cargo) };
            let others = workspace.and_then(|workspace| members.get(workspace));
            for (other, name) in others.into_iter().flatten() {
                package.names.insert((*name).clone(), Meant::Undeclared((*other).clone()));
            }
            for dependency in &cargo.dependencies {
                let shared = workspace.and_then(|workspace| Some((workspace, manifests.get(workspace)?)));
                let (name, meant) = meaning(folder, dependency, shared, &manifests, &names);
                package.names.insert(name, meant);
            }
            // A package's own crates call its library by name.
            package.names.insert(name.clone(), Meant::Member(folder.clone()));
            packages.insert(folder.clone(), package);
        }
        (Self { packages }, notes)
    }

    /// The package a file belongs to.
    pub(super) fn of(&self, path: &str) -> Option<&CratePackage> {
        folders_up(folder_of(path)).find_map(|folder| self.packages.get(folder))
    }
}

/// The folder of the workspace that a package is in; its own where nothing says that there is one.
fn workspace_of<'a>(manifests: &BTreeMap<String, Cargo>, folder: &'a str) -> Option<&'a str> {
    let named = folders_up(folder).find(|folder| manifests.get(*folder).is_some_and(|cargo| cargo.is_workspace));
    named.or_else(|| manifests.contains_key(folder).then_some(folder))
}

/// The names by which libraries are called, by folder.
fn library_names(manifests: &BTreeMap<String, Cargo>) -> BTreeMap<String, String> {
    let named = manifests.iter().filter_map(|(folder, cargo)| {
        let name = cargo.library.0.as_ref().or(cargo.name.as_ref())?;
        Some((folder.clone(), name.replace('-', "_")))
    });
    named.collect()
}

/// The name of a dependency in code, and what it means.
fn meaning(
    folder: &str,
    dependency: &Dependency,
    shared: Option<(&str, &Cargo)>,
    manifests: &BTreeMap<String, Cargo>,
    names: &BTreeMap<String, String>,
) -> (String, Meant) {
    let own = dependency.package.as_ref().unwrap_or(&dependency.name);
    let at = |folder: &str, dependency: &Dependency| {
        let target = join(folder, dependency.path.as_ref()?)?;
        manifests.contains_key(&target).then_some(target)
    };
    // What the workspace says of it, or a patch that takes its place.
    let of_workspace = shared.and_then(|(root, workspace)| {
        let same = |other: &&Dependency| &other.name == own || other.name == dependency.name;
        let other =
            workspace.shared.iter().filter(same).find(|other| dependency.is_of_workspace || other.path.is_some())?;
        Some((root, other))
    });
    let own = of_workspace.and_then(|(_, other)| other.package.as_ref()).unwrap_or(own);
    let target = at(folder, dependency).or_else(|| of_workspace.and_then(|(root, other)| at(root, other)));
    let is_renamed = dependency.package.is_some() || of_workspace.is_some_and(|(_, other)| other.package.is_some());
    let called = match &target {
        // The library may have a name of its own.
        Some(target) if !is_renamed => names.get(target).cloned(),
        _ => None,
    };
    let name = called.unwrap_or_else(|| dependency.name.replace('-', "_"));
    (name, target.map_or_else(|| Meant::Outside(own.clone()), Meant::Member))
}

/// The files that the crates of a package begin with.
fn targets(tree: &Tree, folder: &str, cargo: &Cargo) -> CratePackage {
    let find = |path: &str| join(folder, path).and_then(|path| tree.find(&path));
    let library = find(cargo.library.1.as_deref().unwrap_or("src/lib.rs"));
    let mut roots: Vec<Known> = library.into_iter().collect();
    roots.extend(find("src/main.rs"));
    roots.extend(cargo.targets.iter().filter_map(|path| find(path)));
    let tests: BTreeSet<Known> = cargo.tests.iter().filter_map(|path| find(path)).collect();
    roots.extend(&tests);
    for place in ["src/bin", "examples", "tests", "benches"] {
        let Some(place) = join(folder, place) else { continue };
        for (file, path) in tree.below(&place) {
            let rest = path.strip_prefix(&place).unwrap_or_default().trim_start_matches('/');
            let is_own = rest.ends_with(".rs") && !rest.contains('/');
            if is_own || rest.ends_with("/main.rs") && rest.matches('/').count() == 1 {
                roots.push(file);
            }
        }
    }
    roots.extend(find(cargo.build.as_deref().unwrap_or("build.rs")));
    let mut seen = BTreeSet::new();
    roots.retain(|root| seen.insert(*root));
    CratePackage { library, roots, tests, ..CratePackage::default() }
}
