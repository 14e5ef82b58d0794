//! Where usings and names of C# lead.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{Ecosystem, Note, NoteKind};
use crate::language::{DeclarationKind, RawImport, Reading, Resolver, Target, World};
use crate::manifest::nuget::References;
use crate::paths::{extension_of, folder_of};
use crate::tree::{Known, Tree};

use super::scan::LONGEST;

/// Most namespaces in which one file looks for names, and of which it looks around itself: each name is
/// looked up in all of them.
const MOST_NAMESPACES: usize = 256;

/// The namespaces and projects of the tree.
pub(super) struct Imports<'a> {
    tree: &'a Tree,
    namespaces: FxHashMap<&'a str, Namespace<'a>>,
    /// All of them, and those that they stand in.
    spaces: FxHashSet<&'a str>,
    notes: Vec<Note>,
    files: BTreeMap<Known, File<'a>>,
    projects: Vec<Project>,
    /// Methods of each namespace whose names others have too, by namespace and name.
    common: FxHashSet<(&'a str, &'a str)>,
}

/// What a namespace declares: files by name.
#[derive(Default)]
struct Namespace<'a> {
    types: FxHashMap<&'a str, Vec<Known>>,
    /// Methods that extend types of others.
    extensions: FxHashMap<&'a str, Vec<Known>>,
}

struct File<'a> {
    reading: &'a Reading,
    project: Option<usize>,
    /// Namespaces that parts of it stand in and those around these: after each the ones further out, to
    /// the one without a name.
    around: Vec<&'a str>,
    /// Namespaces that it uses.
    used: Vec<&'a str>,
}

/// A project: a folder with a project file.
#[derive(Default)]
struct Project {
    folder: String,
    /// Itself and what it refers to, by number, at any remove.
    sees: FxHashSet<usize>,
    /// Namespaces that all its files use.
    used: Vec<String>,
    /// What names stand for in all its files.
    aliases: FxHashMap<String, String>,
    packages: Vec<String>,
    /// Whether it holds tests.
    is_test: bool,
}

impl<'a> Imports<'a> {
    pub(super) fn new(world: &'a World<'a>) -> Self {
        let mut imports = Self {
            tree: world.tree(),
            namespaces: FxHashMap::default(),
            spaces: FxHashSet::default(),
            notes: Vec::new(),
            files: BTreeMap::new(),
            projects: Vec::new(),
            common: FxHashSet::default(),
        };
        if world.readings().next().is_none() {
            return imports;
        }
        imports.take_projects(world);
        let folders: FxHashMap<String, usize> =
            imports.projects.iter().enumerate().map(|(number, project)| (project.folder.clone(), number)).collect();
        for (file, reading) in world.readings() {
            imports.take(file, reading, &folders);
        }
        imports.look_in_few();
        imports.find_common();
        imports
    }

    /// What makes the graph less than it could be.
    pub(super) fn take_notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }

    /// Leaves out what is looked in for nothing, because the tree has no such namespace.
    fn look_in_few(&mut self) {
        for file in self.files.values_mut() {
            file.used.retain_mut(|name| {
                if let Some(inside) = name.strip_prefix("::") {
                    // One that is there already is kept once for all.
                    let known = seen_from(&self.spaces, &file.around, inside);
                    *name = known.and_then(|full| self.spaces.get(&*full).copied()).unwrap_or(inside);
                }
                self.spaces.contains(name)
            });
        }
        for project in &mut self.projects {
            let mut seen = FxHashSet::default();
            project.used.retain(|name| self.spaces.contains(name.as_str()) && seen.insert(name.clone()));
            project.used.truncate(MOST_NAMESPACES);
        }
    }

    /// A name that is called in a file which does not use the namespace cannot mean the method there:
    /// something else has that name too.
    fn find_common(&mut self) {
        let mut by_name: FxHashMap<&'a str, Vec<&'a str>> = FxHashMap::default();
        let all =
            self.namespaces.iter().flat_map(|(namespace, of)| of.extensions.keys().map(|name| (*namespace, *name)));
        all.for_each(|(namespace, name)| by_name.entry(name).or_default().push(namespace));
        let mut common = FxHashSet::default();
        for from in self.files.values() {
            let calls = from.reading.imports.iter().filter_map(|import| import.specifier.strip_prefix("~."));
            let looked_in: FxHashSet<&str> = self.looks_in(from).collect();
            for (name, namespaces) in calls.filter_map(|called| by_name.get_key_value(called)) {
                let elsewhere = |namespace: &&&'a str| !looked_in.contains(**namespace);
                common.extend(namespaces.iter().filter(elsewhere).map(|namespace| (*namespace, *name)));
            }
        }
        self.common = common;
    }

    /// The namespaces in which a file looks for names, nearest first.
    fn looks_in<'n>(&'n self, from: &'n File<'a>) -> impl Iterator<Item = &'n str> {
        let project = from.project.and_then(|project| self.projects.get(project));
        let global = project.into_iter().flat_map(|project| project.used.iter().map(String::as_str));
        from.around.iter().chain(&from.used).copied().chain(global)
    }

    fn take_projects(&mut self, world: &'a World<'a>) {
        let mut references = Vec::new();
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        let mut shared: Vec<(&str, References)> = Vec::new();
        for (file, text) in world.texts() {
            let path = self.tree.path(file);
            let folder = folder_of(path);
            match extension_of(path) {
                "csproj" => {
                    numbers.insert(path.to_owned(), self.projects.len());
                    let of = References::read(folder, text);
                    for (line, to) in of.projects.iter().filter(|(_, to)| self.tree.find(to).is_none()) {
                        let message = format!("it refers to the project `{to}`, which is not there");
                        let line = Some(*line);
                        self.notes.push(Note { path: path.to_owned(), line, kind: NoteKind::Degraded, message });
                    }
                    references.push(of);
                    self.projects.push(Project { folder: folder.to_owned(), ..Project::default() });
                }
                "props" | "targets" => shared.push((folder, References::read(folder, text))),
                _ => {}
            }
        }
        let near: Vec<Vec<usize>> = references
            .iter()
            .map(|of| of.projects.iter().filter_map(|(_, path)| numbers.get(path).copied()).collect())
            .collect();
        for (number, (project, of)) in self.projects.iter_mut().zip(references).enumerate() {
            let mut waiting = vec![number];
            while let Some(next) = waiting.pop() {
                if project.sees.insert(next) {
                    waiting.extend(near.get(next).into_iter().flatten());
                }
            }
            (project.used, project.packages, project.is_test) = (of.usings, of.packages, of.is_test);
            project.aliases = of.aliases.into_iter().filter(|(_, name)| name.len() <= LONGEST).collect();
            let around = shared.iter().filter(|(folder, _)| is_below(&project.folder, folder));
            for (_, of) in around {
                project.used.extend(of.usings.iter().cloned());
                let short = of.aliases.iter().filter(|(_, name)| name.len() <= LONGEST);
                project.aliases.extend(short.cloned());
                project.packages.extend(of.packages.iter().cloned());
            }
        }
    }

    fn take(&mut self, file: Known, reading: &'a Reading, folders: &FxHashMap<String, usize>) {
        let mut namespace = "";
        let mut around = Few::default();
        for declaration in &reading.declarations {
            if declaration.kind == DeclarationKind::Package {
                namespace = &declaration.name;
                around_of(namespace).for_each(|namespace| around.add(namespace));
                // Those around one that is known are known.
                around_of(namespace).take_while(|namespace| self.spaces.insert(namespace)).for_each(drop);
                continue;
            }
            let of = self.namespaces.entry(namespace).or_default();
            let declared = if declaration.kind == DeclarationKind::Value { &mut of.extensions } else { &mut of.types };
            let files = declared.entry(&declaration.name).or_default();
            if files.last() != Some(&file) {
                files.push(file);
            }
        }
        around.add("");
        let mut folder = folder_of(self.tree.path(file));
        let project = loop {
            match folders.get(folder) {
                Some(project) => break Some(*project),
                None if folder.is_empty() => break None,
                None => folder = folder_of(folder),
            }
        };
        let mut used = Few::default();
        for import in &reading.imports {
            if let Some(name) = import.specifier.strip_prefix("global ") {
                let Some(project) = project.and_then(|project| self.projects.get_mut(project)) else { continue };
                match Using::of(name) {
                    Using::Namespace(name) => project.used.push(name.to_owned()),
                    Using::Alias(_, name) if name.len() > LONGEST => {}
                    Using::Alias(alias, name) => {
                        project.aliases.insert(alias.to_owned(), name.to_owned());
                    }
                    Using::Static(_) => {}
                }
            } else if !import.specifier.starts_with('~')
                && let Using::Namespace(name) = Using::of(&import.specifier)
            {
                used.add(name);
            }
        }
        if around.is_cut || used.is_cut {
            let message = format!("names are looked up in {MOST_NAMESPACES} namespaces; it has more");
            let path = self.tree.path(file).to_owned();
            self.notes.push(Note { path, line: None, kind: NoteKind::Degraded, message });
        }
        self.files.insert(file, File { reading, project, around: around.list, used: used.list });
    }

    /// Those of `files` that a file sees: of its own project and of those it refers to. What stands in no
    /// project is seen by all.
    fn seen(&self, from: &File<'_>, files: &[Known]) -> Vec<Known> {
        let Some(own) = from.project.and_then(|project| self.projects.get(project)) else { return files.to_vec() };
        let project_of = |file: &Known| self.files.get(file).and_then(|file| file.project);
        let seen = |file: &&Known| project_of(file).is_none_or(|project| own.sees.contains(&project));
        let seen: Vec<Known> = files.iter().filter(seen).copied().collect();
        // A type of the own project is meant before one of the same name elsewhere.
        let near: Vec<Known> = seen.iter().filter(|file| project_of(file) == from.project).copied().collect();
        if near.is_empty() { seen } else { near }
    }

    /// The files that declare a type of a namespace.
    fn declaring(&self, from: &File<'_>, namespace: &str, name: &str) -> Vec<Known> {
        let files = self.namespaces.get(namespace).and_then(|namespace| namespace.types.get(name));
        files.map(|files| self.seen(from, files)).unwrap_or_default()
    }

    /// The files that a name means: one type, be it written in several parts.
    fn meant(&self, from: &File<'a>, name: &str) -> Vec<Known> {
        let first = name.split('.').next().unwrap_or_default();
        // What stands in brackets before something may leave out the end of its name.
        let attribute = format!("{first}Attribute");
        for first in [first, &attribute] {
            let found = self.looks_in(from).map(|namespace| self.declaring(from, namespace, first));
            if let Some(files) = found.into_iter().find(|files| !files.is_empty()) {
                return files;
            }
        }
        // A name that the project gives to something.
        let project = from.project.and_then(|project| self.projects.get(project));
        if let Some(full) = project.and_then(|project| project.aliases.get(first)) {
            let rest = name.get(first.len()..).unwrap_or_default();
            return self.declaring_full(from, &format!("{full}{rest}"));
        }
        // The name of a namespace, seen from the innermost that has one of its first name, and of a type in it.
        let Some(full) = seen_from(&self.spaces, &from.around, name) else { return Vec::new() };
        self.declaring_full(from, &full)
    }

    /// The files that declare the type that a full name names or lies in.
    fn declaring_full(&self, from: &File<'_>, full: &str) -> Vec<Known> {
        let found = full.rmatch_indices('.').map(|(end, _)| {
            let (namespace, rest) = (full.get(..end).unwrap_or_default(), full.get(end + 1..).unwrap_or_default());
            self.declaring(from, namespace, rest.split('.').next().unwrap_or_default())
        });
        found.into_iter().find(|files| !files.is_empty()).unwrap_or_default()
    }

    /// The files of a namespace with methods that a file calls on something, when no name says that the
    /// namespace is used: a `using` that nothing else needs is there for these.
    fn extending(&self, from: &File<'_>, name: &str) -> Vec<Known> {
        let Some(namespace) = self.namespaces.get(name) else { return Vec::new() };
        let uses = || from.reading.imports.iter().filter_map(|import| import.specifier.strip_prefix('~'));
        let is_named = |used: &str| {
            let first = used.split('.').next().unwrap_or_default();
            namespace.types.get(first).is_some_and(|files| !self.seen(from, files).is_empty())
        };
        if uses().any(is_named) {
            return Vec::new();
        }
        let calls = uses().filter_map(|used| used.strip_prefix('.'));
        let known: Vec<(&str, &Vec<Known>)> =
            calls.filter_map(|called| Some((called, namespace.extensions.get(called)?))).collect();
        // Names that others have too count when there is no better reason for the `using`.
        let is_own = |called: &str| !self.common.contains(&(name, called));
        let any_own = known.iter().any(|(called, _)| is_own(called));
        let files = known.iter().filter(|(called, _)| is_own(called) || !any_own);
        let mut found: Vec<Known> = files.flat_map(|(_, files)| self.seen(from, files)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A namespace from elsewhere: by the package that brings it, as far as names tell. One that would lie in
    /// a namespace whose types the tree declares, and is of no package, is nowhere.
    fn elsewhere(&self, from: &File<'_>, name: &str) -> Target {
        let project = from.project.and_then(|project| self.projects.get(project));
        let packages = project.map(|project| project.packages.as_slice()).unwrap_or_default();
        let package = packages.iter().filter(|package| is_inside(name, package)).max_by_key(|package| package.len());
        let standard = package.is_none() && (is_inside(name, "System") || is_inside(name, "Microsoft.Win32"));
        // Many a library puts types of its own into these.
        let is_shared = is_inside(name, "System") || is_inside(name, "Microsoft");
        let around = around_of(name).filter(|around| !around.is_empty());
        let own = around.into_iter().find(|around| self.namespaces.contains_key(around));
        if let Some(own) = own.filter(|_| package.is_none() && !is_shared) {
            return Target::Unresolved(
                format!("namespace `{own}` of the tree has no such part; it may be generated").into(),
            );
        }
        let name = package.map_or_else(|| name.to_owned(), Clone::clone);
        Target::External { ecosystem: Ecosystem::Nuget, name: name.into(), standard }
    }
}

impl Resolver for Imports<'_> {
    fn resolve(&self, from: Known, import: &RawImport, found: &mut dyn FnMut(Target)) {
        let Some(from) = self.files.get(&from) else { return };
        let specifier = &*import.specifier;
        if let Some(name) = specifier.strip_prefix('~') {
            if !name.starts_with('.') {
                self.meant(from, name).into_iter().for_each(|file| found(Target::File(file)));
            }
            return;
        }
        let using = Using::of(specifier.strip_prefix("global ").unwrap_or(specifier));
        let (Using::Namespace(written) | Using::Static(written) | Using::Alias(_, written)) = using;
        let inside = written.strip_prefix("::");
        let full = inside.and_then(|inside| seen_from(&self.spaces, &from.around, inside));
        let name = full.as_deref().or(inside).unwrap_or(written);
        let is_namespace = self.spaces.contains(name);
        let files = match using {
            Using::Namespace(_) if is_namespace => self.extending(from, name),
            Using::Namespace(_) => Vec::new(),
            _ => self.meant(from, name),
        };
        if files.is_empty() && !is_namespace {
            found(self.elsewhere(from, name));
        }
        files.into_iter().for_each(|file| found(Target::File(file)));
    }

    fn is_test(&self, file: Known) -> Option<bool> {
        let project = self.projects.get(self.files.get(&file)?.project?)?;
        project.is_test.then_some(true)
    }
}

/// The full name of what begins with the name of a namespace, as seen from those `around`: in the innermost
/// that has one of that name. None when there is none.
fn seen_from<'n>(spaces: &FxHashSet<&str>, around: &[&str], name: &'n str) -> Option<Cow<'n, str>> {
    let first = name.split('.').next().unwrap_or_default();
    let seen = around.iter().map(|around| match *around {
        "" => (Cow::Borrowed(first), ""),
        around => (Cow::Owned(format!("{around}.{first}")), around),
    });
    let (_, around) = seen.into_iter().find(|(full, _)| spaces.contains(&**full))?;
    Some(if around.is_empty() { name.into() } else { format!("{around}.{name}").into() })
}

/// A namespace and those it stands in, from the innermost to the one without a name.
fn around_of(namespace: &str) -> impl Iterator<Item = &str> {
    let shorter = namespace.rmatch_indices('.').map(|(end, _)| namespace.get(..end).unwrap_or_default());
    std::iter::once(namespace).chain(shorter).chain(std::iter::once(""))
}

/// What a `using` brings, as the scan wrote it.
#[derive(Clone, Copy)]
enum Using<'a> {
    Namespace(&'a str),
    /// The members of a type.
    Static(&'a str),
    /// A name for a type or namespace.
    Alias(&'a str, &'a str),
}

impl<'a> Using<'a> {
    fn of(specifier: &'a str) -> Self {
        let alias = specifier.strip_prefix("alias ").and_then(|alias| alias.split_once('='));
        match (alias, specifier.strip_prefix("static ")) {
            (Some((alias, name)), _) => Self::Alias(alias, name),
            (None, Some(name)) => Self::Static(name),
            (None, None) => Self::Namespace(specifier),
        }
    }
}

/// Different names in their order, so many that each can be looked in.
#[derive(Default)]
struct Few<'a> {
    list: Vec<&'a str>,
    known: FxHashSet<&'a str>,
    is_cut: bool,
}

impl<'a> Few<'a> {
    fn add(&mut self, name: &'a str) {
        if self.known.contains(name) {
            return;
        }
        self.is_cut |= self.list.len() == MOST_NAMESPACES;
        if !self.is_cut {
            self.known.insert(name);
            self.list.push(name);
        }
    }
}

/// Whether a namespace is another or lies in it.
fn is_inside(name: &str, around: &str) -> bool {
    name.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a folder is another or lies below it.
fn is_below(folder: &str, above: &str) -> bool {
    above.is_empty() || folder.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
