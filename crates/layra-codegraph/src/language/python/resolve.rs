//! Where imports lead: to modules of the tree, to what comes with Python, or to a package.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::graph::Ecosystem;
use crate::language::{RawImport, Resolver, Target, World};
use crate::paths::{folder_of, name_of};
use crate::tree::{Known, Tree};

use super::roots::{Root, Roots};
use super::scan::is_computed;
use super::standard::{is_built_in, is_standard};
use super::tests::Tests;

/// Resolves the imports of Python.
pub(super) struct Imports<'a> {
    tree: &'a Tree,
    roots: Roots<'a>,
    /// Everything a name at the top could be: names of folders, and of files without their ending. Most
    /// imports are of other packages and need no look at the tree.
    names: HashSet<Cow<'a, str>>,
    /// Packages with a file of their own that are spread over several roots all the same.
    spread: HashSet<Known>,
    tests: Tests<'a>,
}

/// What a path of modules is in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Module {
    /// A module, or a package with a file of its own.
    File(Known),
    /// A folder that has no file of its own.
    Namespace,
}

/// What an absolute import is, seen from one root.
enum Seen {
    File(Known),
    /// A folder of modules without a file of its own: there is nothing to depend on.
    Namespace,
    /// The root has the package at the top, and not what is asked of it.
    Lacks,
    /// So it is, and the package says that other roots have more of it.
    LacksHere,
    /// Nothing there has to do with it.
    Nothing,
}

impl Seen {
    fn is_found(&self) -> bool {
        matches!(self, Self::File(_) | Self::Namespace)
    }

    /// What says most, of this and what is seen from a root that is looked at later.
    fn or(self, later: Self) -> Self {
        match (&self, &later) {
            (Self::Nothing, _) | (Self::LacksHere, Self::Lacks) => later,
            _ if later.is_found() && !self.is_found() => later,
            _ => self,
        }
    }
}

impl<'a> Imports<'a> {
    pub(super) fn new(world: &'a World<'a>, roots: Roots<'a>) -> Self {
        let tree = world.tree();
        let mut names: HashSet<Cow<'a, str>> =
            roots.named().filter_map(|package| package.split('.').next()).map(|top| top.to_owned().into()).collect();
        for (_, path) in tree.files() {
            let Some(stem) = path.strip_suffix(".py").or_else(|| path.strip_suffix(".pyi")) else { continue };
            names.extend(stem.split('/').map(Cow::Borrowed));
        }
        let spread = world.readings().filter(|(_, reading)| !reading.declarations.is_empty());
        Self { tree, roots, names, spread: spread.map(|(file, _)| file).collect(), tests: Tests::new(tree) }
    }

    fn relative(&self, from: Known, level: usize, import: &RawImport) -> Option<Target> {
        let mut folder = folder_of(self.tree.path(from));
        for _ in 1..level {
            if folder.is_empty() {
                return Some(unresolved("it leads out of the tree"));
            }
            folder = folder_of(folder);
        }
        let module = import.specifier.get(level..).unwrap_or_default();
        match self.take(&mut path_of(folder, module), import.member.as_deref()) {
            Some(Module::File(file)) => Some(Target::File(file)),
            // A folder without a file of its own: there is nothing to depend on.
            Some(Module::Namespace) if self.is_folder(folder, module, import.member.as_deref()) => None,
            _ => Some(unresolved("there is no such module")),
        }
    }

    /// Whether what is taken is a folder, or all of one.
    fn is_folder(&self, folder: &str, module: &str, member: Option<&str>) -> bool {
        let member = member.filter(|member| *member != "*").unwrap_or_default();
        self.tree.has_folder(&path_of(&path_of(folder, module), member))
    }

    fn absolute(&self, from: Known, import: &RawImport) -> Option<Target> {
        let top = import.specifier.split('.').next().unwrap_or_default();
        let external = |standard: bool| Target::External {
            ecosystem: Ecosystem::Pypi,
            name: Cow::Owned(top.to_owned()),
            standard,
        };
        if top.is_empty() {
            return Some(unresolved("it names nothing"));
        }
        if !self.names.contains(top) {
            return Some(external(is_standard(top)));
        }
        if is_built_in(top) {
            return Some(external(true));
        }
        let folder = folder_of(self.tree.path(from));
        let mut seen = self.first(from, self.roots.near(folder), top, import);
        if !seen.is_found() && is_standard(top) {
            return Some(external(true));
        }
        if !seen.is_found() {
            seen = seen.or(self.first(from, self.roots.declared(folder), top, import));
        }
        // A package hides those of its name in other projects.
        if matches!(seen, Seen::LacksHere | Seen::Nothing) {
            seen = seen.or(self.first(from, self.roots.shared(), top, import));
        }
        match seen {
            Seen::File(file) => Some(Target::File(file)),
            Seen::Namespace => None,
            Seen::Lacks | Seen::LacksHere => Some(unresolved("the package of the tree has no such module")),
            Seen::Nothing => Some(external(false)),
        }
    }

    /// What an import is, seen from the first of several roots that has it.
    fn first<'r>(&self, from: Known, roots: impl IntoIterator<Item = &'r Root>, top: &str, import: &RawImport) -> Seen {
        let mut first = Seen::Nothing;
        for root in roots {
            first = first.or(self.seen(from, root, top, import));
            if first.is_found() {
                break;
            }
        }
        first
    }

    fn seen(&self, from: Known, root: &Root, top: &str, import: &RawImport) -> Seen {
        let Some(rest) = root.rest(&import.specifier) else { return Seen::Nothing };
        let mut path = path_of(&root.folder, if root.package.is_empty() { top } else { "" });
        let Some(found) = self.module(&mut path) else { return Seen::Nothing };
        // A script that imports what has its own name means another module.
        if found == Module::File(from) && !name_of(self.tree.path(from)).starts_with("__init__.") {
            return Seen::Nothing;
        }
        let mut path = path_of(&root.folder, rest);
        match (self.take(&mut path, import.member.as_deref()), found) {
            (Some(Module::File(file)), _) => Seen::File(file),
            (Some(Module::Namespace), _) if self.is_meant(root, &path, import) => Seen::Namespace,
            (_, Module::File(package)) if self.spread.contains(&package) => Seen::LacksHere,
            (_, Module::File(_)) => Seen::Lacks,
            // A folder that only happens to have the name of a package.
            (_, Module::Namespace) => Seen::Nothing,
        }
    }

    /// Whether a folder without a file of its own is what an import means: one below the top, one of which
    /// it takes a folder, or one that the configuration names.
    fn is_meant(&self, root: &Root, path: &str, import: &RawImport) -> bool {
        let takes = |member: &str| self.names.contains(member) && self.tree.has_folder(&path_of(path, member));
        import.specifier.contains('.') || !root.package.is_empty() || import.member.as_deref().is_some_and(takes)
    }

    /// What `from path import member` takes: the module of that name, or else the one it is a part of.
    fn take(&self, path: &mut String, member: Option<&str>) -> Option<Module> {
        if let Some(member) = member.filter(|member| *member != "*") {
            let length = path.len();
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(member);
            if let Some(Module::File(file)) = self.module(path) {
                return Some(Module::File(file));
            }
            path.truncate(length);
        }
        self.module(path)
    }

    /// What a path is. The path comes back as it was.
    fn module(&self, path: &mut String) -> Option<Module> {
        let length = path.len();
        let slash = if path.is_empty() { "" } else { "/" };
        let is_folder = self.tree.has_folder(path);
        let mut find = |slash: &str, ending: &str| {
            path.push_str(slash);
            path.push_str(ending);
            let file = self.tree.find(path);
            path.truncate(length);
            file.map(Module::File)
        };
        if is_folder && let Some(package) = find(slash, "__init__.py") {
            return Some(package);
        }
        find("", ".py")
            .or_else(|| if is_folder { find(slash, "__init__.pyi") } else { None })
            .or_else(|| find("", ".pyi"))
            .or(is_folder.then_some(Module::Namespace))
    }
}

impl Resolver for Imports<'_> {
    fn resolve(&self, from: Known, import: &RawImport, found: &mut dyn FnMut(Target)) {
        let level = import.specifier.bytes().take_while(|byte| *byte == b'.').count();
        let target = if is_computed(&import.specifier) {
            Some(unresolved("which module it is shows only when the program runs"))
        } else if level > 0 {
            self.relative(from, level, import)
        } else {
            self.absolute(from, import)
        };
        if let Some(target) = target {
            found(target);
        }
    }

    fn is_test(&self, file: Known) -> Option<bool> {
        self.tests.is_production(self.tree, self.tree.path(file)).then_some(false)
    }
}

fn unresolved(reason: &'static str) -> Target {
    Target::Unresolved(Cow::Borrowed(reason))
}

/// The path of a dotted name below a folder.
fn path_of(folder: &str, module: &str) -> String {
    let mut path = String::with_capacity(folder.len() + module.len() + 16);
    path.push_str(folder);
    if !folder.is_empty() && !module.is_empty() {
        path.push('/');
    }
    path.extend(module.chars().map(|letter| if letter == '.' { '/' } else { letter }));
    path
}
