//! Where imports and names of Go lead.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::graph::Ecosystem;
use crate::language::{DeclarationKind, RawImport, Reading, Resolver, Target, World};
use crate::manifest::go::Module;
use crate::paths::{folder_of, join, name_of};
use crate::tree::{Known, Tree};

use super::tags;

/// The modules and packages of the tree.
pub(super) struct Imports<'a> {
    tree: &'a Tree,
    /// By the folder of their `go.mod`.
    modules: BTreeMap<&'a str, Module<'a>>,
    /// By folder and name.
    packages: FxHashMap<(&'a str, &'a str), Package<'a>>,
    /// The package of each folder that others can import.
    importable: FxHashMap<&'a str, &'a str>,
    files: BTreeMap<Known, File<'a>>,
}

#[derive(Default)]
struct Package<'a> {
    files: Vec<Known>,
    /// Files that declare a name, and whether it is a constant.
    declared: FxHashMap<&'a str, Vec<(Known, bool)>>,
}

struct File<'a> {
    folder: &'a str,
    package: &'a str,
    constraint: Option<String>,
    is_test: bool,
    reading: &'a Reading,
    /// What names of packages stand for: the import path, and the folder where that is one of the tree.
    aliases: FxHashMap<&'a str, (&'a str, Option<String>)>,
    /// Folders of packages whose names it uses as its own.
    dotted: Vec<String>,
}

/// Where an import path leads.
enum Place {
    Folder(String),
    External { name: String, standard: bool },
}

impl<'a> Imports<'a> {
    pub(super) fn new(world: &'a World<'a>) -> Self {
        let mut imports = Self {
            tree: world.tree(),
            modules: BTreeMap::new(),
            packages: FxHashMap::default(),
            importable: FxHashMap::default(),
            files: BTreeMap::new(),
        };
        for (file, text) in world.texts() {
            let path = imports.tree.path(file);
            if name_of(path) == "go.mod" {
                imports.modules.insert(folder_of(path), Module::read(text));
            }
        }
        for (file, reading) in world.readings() {
            imports.take(file, reading);
        }
        imports.choose_importable();
        imports.name_aliases();
        imports
    }

    fn take(&mut self, file: Known, reading: &'a Reading) {
        let path = self.tree.path(file);
        let folder = folder_of(path);
        let clause = reading.declarations.iter().find(|declaration| declaration.kind == DeclarationKind::Package);
        let package = clause.map_or("", |declaration| &*declaration.name);
        let constraint = tags::of_file(name_of(path), clause.and_then(|declaration| declaration.detail.as_deref()));
        let of = self.packages.entry((folder, package)).or_default();
        of.files.push(file);
        for declaration in &reading.declarations {
            if declaration.kind != DeclarationKind::Package {
                let is_constant = declaration.detail.is_some();
                of.declared.entry(&declaration.name).or_default().push((file, is_constant));
            }
        }
        let is_test = path.ends_with("_test.go");
        let aliases = FxHashMap::default();
        self.files.insert(file, File { folder, package, constraint, is_test, reading, aliases, dotted: Vec::new() });
    }

    /// Of several packages in one folder (programs to generate code, tests from outside), the one with the
    /// most files is meant.
    fn choose_importable(&mut self) {
        let mut best: FxHashMap<&'a str, (usize, std::cmp::Reverse<&'a str>)> = FxHashMap::default();
        let mut packages: Vec<_> = self.packages.iter().collect();
        packages.sort_unstable_by_key(|(key, _)| **key);
        for ((folder, name), package) in packages {
            let counts = |file: &&Known| {
                let file = self.files.get(file);
                file.is_some_and(|file| !file.is_test && !file.constraint.as_deref().is_some_and(tags::is_ignored))
            };
            let rank = (package.files.iter().filter(counts).count(), std::cmp::Reverse(*name));
            if rank.0 > 0 && best.get(folder).is_none_or(|other| *other < rank) {
                best.insert(folder, rank);
            }
        }
        self.importable = best.into_iter().map(|(folder, (_, name))| (folder, name.0)).collect();
    }

    fn name_aliases(&mut self) {
        let mut named = Vec::new();
        for (known, file) in &self.files {
            let mut aliases: FxHashMap<&'a str, (&'a str, Option<String>)> = FxHashMap::default();
            let mut dotted = Vec::new();
            for import in file.reading.imports.iter().filter(|import| !import.specifier.starts_with('~')) {
                let path = &*import.specifier;
                let folder = match self.place(file.folder, path) {
                    Place::Folder(folder) => Some(folder),
                    Place::External { .. } => None,
                };
                let alias = match (import.member.as_deref(), &folder) {
                    (Some("."), folder) => {
                        dotted.extend(folder.clone());
                        continue;
                    }
                    (Some(alias), _) => alias,
                    (None, Some(folder)) => {
                        self.importable.get(folder.as_str()).copied().unwrap_or_else(|| guessed_name(path))
                    }
                    (None, None) => guessed_name(path),
                };
                aliases.insert(alias, (path, folder));
            }
            named.push((*known, aliases, dotted));
        }
        for (known, aliases, dotted) in named {
            if let Some(file) = self.files.get_mut(&known) {
                (file.aliases, file.dotted) = (aliases, dotted);
            }
        }
    }

    /// Where the import path of a file in `folder` leads.
    fn place(&self, folder: &str, path: &str) -> Place {
        let own = self.module_around(folder);
        if let Some((folder, module)) = own {
            for (replaced, to) in &module.replaced {
                if let Some(rest) = below(path, replaced)
                    && let Some(to) = join(folder, to).and_then(|to| join(&to, rest))
                    && self.tree.has_folder(&to)
                {
                    return Place::Folder(to);
                }
            }
        }
        let mut modules: Vec<(&str, &str)> = self
            .modules
            .iter()
            .filter(|(_, module)| below(path, module.path).is_some())
            .map(|(folder, module)| (module.path, *folder))
            .collect();
        // The longest path wins; of several modules with one path, the own.
        let own_folder = own.map(|(folder, _)| folder);
        modules.sort_by_key(|(path, folder)| (path.len(), Some(*folder) == own_folder));
        if let Some((module, folder)) = modules.pop()
            && let Some(folder) = below(path, module).and_then(|rest| join(folder, rest))
        {
            return Place::Folder(folder);
        }
        let first = path.split('/').next().unwrap_or_default();
        let required = own.map(|(_, module)| module.requires.as_slice()).unwrap_or_default();
        let required = required.iter().map(|module| module.path).filter(|module| below(path, module).is_some());
        let required = required.max_by_key(|module| module.len());
        if let Some(module) = required {
            return Place::External { name: module.to_owned(), standard: false };
        }
        if !first.contains('.') {
            return Place::External { name: path.to_owned(), standard: true };
        }
        // Hosts whose repositories are two folders deep.
        let parts = if path.split('/').nth(2).is_some() && !first.starts_with("gopkg.") { 3 } else { 2 };
        let name: Vec<&str> = path.split('/').take(parts).collect();
        Place::External { name: name.join("/"), standard: false }
    }

    fn module_around(&self, folder: &str) -> Option<(&'a str, &Module<'a>)> {
        let mut folder = folder;
        loop {
            if let Some((folder, module)) = self.modules.get_key_value(folder) {
                return Some((folder, module));
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder_of(folder);
        }
    }

    /// Gives the files of a package that declare a name and are compiled together with `from`; whether
    /// there were any.
    fn declaring(
        &self,
        from: &File<'_>,
        package: &Package<'_>,
        (name, only_constants): (&str, bool),
        found: &mut dyn FnMut(Target),
    ) -> bool {
        let mut any = false;
        for (file, is_constant) in package.declared.get(name).into_iter().flatten() {
            let Some(there) = self.files.get(file) else { continue };
            let is_same = (there.folder, there.package) == (from.folder, from.package);
            // Tests are seen by tests of the same folder alone.
            let is_seen = !there.is_test || from.is_test && there.folder == from.folder;
            if (*is_constant || !only_constants)
                && is_seen
                && (!is_same || tags::fit(from.constraint.as_deref(), there.constraint.as_deref()))
            {
                found(Target::File(*file));
                any = true;
            }
        }
        any
    }

    /// The package of a folder.
    fn package(&self, folder: &str) -> Option<&Package<'a>> {
        let (folder, name) = self.importable.get_key_value(folder)?;
        self.packages.get(&(*folder, *name))
    }

    /// A name that a file uses; whether it leads anywhere.
    fn used(&self, from: &File<'_>, name: &str, found: &mut dyn FnMut(Target)) -> bool {
        if let Some((alias, member)) = name.split_once('.')
            && let Some((_, folder)) = from.aliases.get(alias)
        {
            let package = folder.as_deref().and_then(|folder| self.package(folder));
            return package.is_some_and(|package| self.declaring(from, package, (member, false), found));
        }
        let first = name.split('.').next().unwrap_or_default();
        let name = match first.strip_prefix(':') {
            Some(key) => (key, true),
            None => (first, false),
        };
        let own = self.packages.get(&(from.folder, from.package));
        if own.is_some_and(|package| self.declaring(from, package, name, found)) {
            return true;
        }
        let mut dotted = from.dotted.iter().filter_map(|folder| self.package(folder));
        dotted.any(|package| self.declaring(from, package, name, found))
    }

    /// An import whose package is a folder of the tree.
    fn package_imported(&self, from: &File<'_>, import: &RawImport, folder: &str, found: &mut dyn FnMut(Target)) {
        let Some(package) = self.package(folder) else {
            let reason = format!("`{folder}` holds no Go package; it may be generated");
            return found(Target::Unresolved(reason.into()));
        };
        let uses_it = |name: &&RawImport| {
            let name = name.specifier.strip_prefix('~');
            name.and_then(|name| name.split_once('.'))
                .is_some_and(|(alias, _)| from.aliases.get(alias).is_some_and(|(path, _)| **path == *import.specifier))
        };
        let mut uses = from.reading.imports.iter().filter(uses_it);
        if uses.any(|name| self.used(from, name.specifier.get(1..).unwrap_or_default(), &mut |_| {})) {
            // The names say which files of it are used.
            return;
        }
        // Imported for what it does when it is loaded.
        if self.declaring(from, package, ("init", false), found) {
            return;
        }
        let is_plain = |file: &&Known| self.files.get(file).is_some_and(|file| !file.is_test);
        let last = folder.rsplit('/').next().unwrap_or_default();
        let named = |file: &&Known| name_of(self.tree.path(**file)).strip_suffix(".go") == Some(last);
        let plain = || package.files.iter().filter(is_plain);
        if let Some(file) = plain().find(named).or_else(|| plain().next()) {
            found(Target::File(*file));
        }
    }
}

impl Resolver for Imports<'_> {
    fn resolve(&self, from: Known, import: &RawImport, found: &mut dyn FnMut(Target)) {
        let Some(from) = self.files.get(&from) else { return };
        if let Some(name) = import.specifier.strip_prefix('~') {
            self.used(from, name, found);
            return;
        }
        // Code in C.
        if &*import.specifier == "C" {
            return;
        }
        match self.place(from.folder, &import.specifier) {
            Place::Folder(folder) => self.package_imported(from, import, &folder, found),
            Place::External { name, standard } => {
                found(Target::External { ecosystem: Ecosystem::Go, name: name.into(), standard });
            }
        }
    }
}

/// What is left of an import path below another.
fn below<'p>(path: &'p str, above: &str) -> Option<&'p str> {
    if above.is_empty() {
        return None;
    }
    let rest = path.strip_prefix(above)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// The name a package most likely has, by its path: without version, and without what hosts add.
fn guessed_name(path: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or(path);
    let last = if is_version(last) { parts.next().unwrap_or(last) } else { last };
    let last = last.rsplit_once('.').filter(|(_, end)| is_version(end)).map_or(last, |(start, _)| start);
    last.strip_prefix("go-").unwrap_or(last)
}
