//! Where imports and names of Go lead.

use rustc_hash::FxHashMap;

use crate::graph::Ecosystem;
use crate::language::{DeclarationKind, RawImport, Reading, Resolver, Target, World};
use crate::manifest::go::Module;
use crate::paths::{folder_of, folders_up, join, name_of};
use crate::tree::{Known, Tree};

use super::tags;

/// The modules and packages of the tree.
pub(super) struct Imports<'a> {
    tree: &'a Tree,
    /// By the folder of their `go.mod`.
    modules: FxHashMap<&'a str, Module<'a>>,
    /// What a `go.work` says, by folder.
    workspaces: FxHashMap<&'a str, Module<'a>>,
    /// In the order of their paths.
    files: Vec<File<'a>>,
    packages: Vec<Package<'a>>,
    /// The package of each folder that others can import.
    importable: FxHashMap<&'a str, PackageAt>,
    /// Where import paths lead, seen from the module of a folder.
    places: FxHashMap<(Option<&'a str>, &'a str), Place<'a>>,
}

/// The place of a file in [`Imports::files`].
type FileAt = usize;
/// The place of a package in [`Imports::packages`].
type PackageAt = usize;

/// Files of one folder that name the same package.
struct Package<'a> {
    folder: &'a str,
    name: &'a str,
    files: Vec<FileAt>,
    /// Files that declare a name, and whether it is a constant.
    declared: FxHashMap<&'a str, Vec<(FileAt, bool)>>,
}

struct File<'a> {
    known: Known,
    package: PackageAt,
    /// The folder of the module around it.
    module: Option<&'a str>,
    constraint: Option<String>,
    is_test: bool,
    reading: &'a Reading,
    /// What names of packages stand for, where those are of the tree; none where they are not.
    aliases: FxHashMap<&'a str, Option<PackageAt>>,
    /// Packages whose names it uses as its own.
    dotted: Vec<PackageAt>,
}

/// Where an import path leads.
enum Place<'a> {
    Folder(String),
    External { name: &'a str, standard: bool },
}

impl<'a> Imports<'a> {
    pub(super) fn new(world: &'a World<'a>) -> Self {
        let mut imports = Self {
            tree: world.tree(),
            modules: FxHashMap::default(),
            workspaces: FxHashMap::default(),
            files: Vec::new(),
            packages: Vec::new(),
            importable: FxHashMap::default(),
            places: FxHashMap::default(),
        };
        for (file, text) in world.texts() {
            let path = imports.tree.path(file);
            match name_of(path) {
                "go.mod" => drop(imports.modules.insert(folder_of(path), Module::read(text))),
                "go.work" => drop(imports.workspaces.insert(folder_of(path), Module::read(text))),
                _ => {}
            }
        }
        let mut packages = FxHashMap::default();
        for (file, reading) in world.readings() {
            imports.take(file, reading, &mut packages);
        }
        imports.choose_importable();
        imports.find_places();
        imports.name_aliases();
        imports
    }

    /// Takes a file into its package, which `packages` finds by folder and name.
    fn take(&mut self, known: Known, reading: &'a Reading, packages: &mut FxHashMap<(&'a str, &'a str), PackageAt>) {
        let path = self.tree.path(known);
        let folder = folder_of(path);
        let clause = reading.declarations.iter().find(|declaration| declaration.kind == DeclarationKind::Package);
        let name = clause.map_or("", |declaration| &*declaration.name);
        let constraint = tags::of_file(name_of(path), clause.and_then(|declaration| declaration.detail.as_deref()));
        let package = *packages.entry((folder, name)).or_insert(self.packages.len());
        if package == self.packages.len() {
            self.packages.push(Package { folder, name, files: Vec::new(), declared: FxHashMap::default() });
        }
        let file = self.files.len();
        if let Some(of) = self.packages.get_mut(package) {
            of.files.push(file);
            for declaration in &reading.declarations {
                if declaration.kind != DeclarationKind::Package {
                    let is_constant = declaration.detail.is_some();
                    of.declared.entry(&declaration.name).or_default().push((file, is_constant));
                }
            }
        }
        self.files.push(File {
            known,
            package,
            module: folders_up(folder).find(|folder| self.modules.contains_key(folder)),
            constraint,
            is_test: path.ends_with("_test.go"),
            reading,
            aliases: FxHashMap::default(),
            dotted: Vec::new(),
        });
    }

    /// Of several packages in one folder (programs to generate code, tests from outside), the one with the
    /// most files is meant.
    fn choose_importable(&mut self) {
        let mut best: FxHashMap<&'a str, ((usize, std::cmp::Reverse<&'a str>), PackageAt)> = FxHashMap::default();
        for (at, package) in self.packages.iter().enumerate() {
            let counts = |file: &&FileAt| {
                let file = self.files.get(**file);
                file.is_some_and(|file| !file.is_test && !file.constraint.as_deref().is_some_and(tags::is_ignored))
            };
            let rank = (package.files.iter().filter(counts).count(), std::cmp::Reverse(package.name));
            if rank.0 > 0 && best.get(package.folder).is_none_or(|(other, _)| *other < rank) {
                best.insert(package.folder, (rank, at));
            }
        }
        self.importable = best.into_iter().map(|(folder, (_, at))| (folder, at)).collect();
    }

    fn find_places(&mut self) {
        let mut places = FxHashMap::default();
        for file in &self.files {
            for import in paths(file.reading) {
                let path = &*import.specifier;
                places.entry((file.module, path)).or_insert_with(|| self.place(file.module, path));
            }
        }
        self.places = places;
    }

    /// Where an import path of a file leads whose module is that of the folder `own`.
    fn place(&self, own: Option<&'a str>, path: &'a str) -> Place<'a> {
        let own = own.and_then(|folder| self.modules.get_key_value(folder));
        // What a workspace replaces counts before what its modules do.
        let workspace = own.and_then(|(folder, _)| {
            std::iter::once(*folder).chain(folders_up(folder)).find_map(|folder| self.workspaces.get_key_value(folder))
        });
        for (folder, module) in workspace.into_iter().chain(own) {
            for (replaced, to) in &module.replaced {
                if let Some(rest) = below(path, replaced)
                    && let Some(to) = join(folder, to).and_then(|to| join(&to, rest))
                    && self.tree.has_folder(&to)
                {
                    return Place::Folder(to);
                }
            }
        }
        let modules = self.modules.iter().filter(|(_, module)| below(path, module.path).is_some());
        // The longest path wins; of several modules with one path, the own.
        let own_folder = own.map(|(folder, _)| *folder);
        let nearest =
            modules.max_by_key(|(folder, module)| (module.path.len(), Some(**folder) == own_folder, **folder));
        if let Some((folder, module)) = nearest
            && let Some(folder) = below(path, module.path).and_then(|rest| join(folder, rest))
        {
            return Place::Folder(folder);
        }
        let first = path.split('/').next().unwrap_or_default();
        let required = own.map(|(_, module)| module.requires.as_slice()).unwrap_or_default();
        let required = required.iter().map(|module| module.path).filter(|module| below(path, module).is_some());
        let required = required.max_by_key(|module| module.len());
        if let Some(module) = required {
            return Place::External { name: path.get(..module.len()).unwrap_or(path), standard: false };
        }
        if !first.contains('.') {
            return Place::External { name: path, standard: true };
        }
        // Hosts whose repositories are two folders deep.
        let parts = if first.starts_with("gopkg.") { 2 } else { 3 };
        let end = path.match_indices('/').nth(parts - 1).map_or(path.len(), |(end, _)| end);
        Place::External { name: path.get(..end).unwrap_or(path), standard: false }
    }

    /// The package of the tree that an import path of a file names.
    fn imported(&self, from: &File<'a>, path: &str) -> Option<PackageAt> {
        match self.places.get(&(from.module, path))? {
            Place::Folder(folder) => self.importable.get(folder.as_str()).copied(),
            Place::External { .. } => None,
        }
    }

    /// The name under which a file uses what it imports, which is `package` where that is of the tree.
    fn alias<'i>(&self, import: &'i RawImport, package: Option<PackageAt>) -> &'i str
    where
        'a: 'i,
    {
        let package = || self.packages.get(package?);
        match import.member.as_deref() {
            Some(alias) => alias,
            None => package().map_or_else(|| guessed_name(&import.specifier), |package| package.name),
        }
    }

    fn name_aliases(&mut self) {
        let named: Vec<_> = self
            .files
            .iter()
            .map(|file| {
                let (mut aliases, mut dotted) = (FxHashMap::default(), Vec::new());
                for import in paths(file.reading) {
                    let package = self.imported(file, &import.specifier);
                    match self.alias(import, package) {
                        "." => dotted.extend(package),
                        alias => {
                            aliases.insert(alias, package);
                        }
                    }
                }
                (aliases, dotted)
            })
            .collect();
        for (file, named) in self.files.iter_mut().zip(named) {
            (file.aliases, file.dotted) = named;
        }
    }

    /// Gives the files of a package that declare a name and are compiled together with `from`; whether
    /// there were any.
    fn declaring(
        &self,
        from: &File<'_>,
        package: PackageAt,
        (name, only_constants): (&str, bool),
        found: &mut dyn FnMut(Target),
    ) -> bool {
        let folder_of = |package: PackageAt| self.packages.get(package).map(|package| package.folder);
        let mut any = false;
        let declared = self.packages.get(package).and_then(|package| package.declared.get(name));
        for (file, is_constant) in declared.into_iter().flatten() {
            let Some(there) = self.files.get(*file) else { continue };
            // Tests are seen by tests of the same folder alone.
            let is_seen = !there.is_test || from.is_test && folder_of(there.package) == folder_of(from.package);
            let is_compiled =
                there.package != from.package || tags::fit(from.constraint.as_deref(), there.constraint.as_deref());
            if (*is_constant || !only_constants) && is_seen && is_compiled {
                found(Target::File(there.known));
                any = true;
            }
        }
        any
    }

    /// A name that a file uses; whether it leads anywhere.
    fn used(&self, from: &File<'_>, name: &str, found: &mut dyn FnMut(Target)) -> bool {
        let (first, member) = name.split_once('.').map_or((name, None), |(first, member)| (first, Some(member)));
        if let Some(member) = member
            && let Some(package) = from.aliases.get(first)
        {
            return package.is_some_and(|package| self.declaring(from, package, (member, false), found));
        }
        let name = match first.strip_prefix(':') {
            Some(key) => (key, true),
            None => (first, false),
        };
        let mut packages = std::iter::once(from.package).chain(from.dotted.iter().copied());
        packages.any(|package| self.declaring(from, package, name, found))
    }

    /// An import whose package is a folder of the tree.
    fn package_imported(&self, from: &File<'a>, import: &RawImport, folder: &str, found: &mut dyn FnMut(Target)) {
        let Some(at) = self.importable.get(folder).copied() else {
            let reason = format!("`{folder}` holds no Go package; it may be generated");
            return found(Target::Unresolved(reason.into()));
        };
        let Some(package) = self.packages.get(at) else { return };
        let alias = self.alias(import, Some(at));
        let used = |name: &RawImport| {
            let name = name.specifier.strip_prefix('~').and_then(|name| name.strip_prefix(alias)?.strip_prefix('.'));
            name.is_some_and(|member| self.declaring(from, at, (member, false), &mut |_| {}))
        };
        if from.reading.imports.iter().any(used) {
            // The names say which files of it are used.
            return;
        }
        // Imported for what it does when it is loaded.
        if self.declaring(from, at, ("init", false), found) {
            return;
        }
        let last = name_of(folder);
        let path = |file: &File<'_>| self.tree.path(file.known);
        let plain = || package.files.iter().filter_map(|file| self.files.get(*file)).filter(|file| !file.is_test);
        let named = |file: &&File<'_>| name_of(path(file)).strip_suffix(".go") == Some(last);
        if let Some(file) = plain().find(named).or_else(|| plain().next()) {
            found(Target::File(file.known));
        }
    }
}

impl Resolver for Imports<'_> {
    fn resolve(&self, from: Known, import: &RawImport, found: &mut dyn FnMut(Target)) {
        let from = self.files.binary_search_by_key(&from, |file| file.known);
        let Some(from) = from.ok().and_then(|at| self.files.get(at)) else { return };
        if let Some(name) = import.specifier.strip_prefix('~') {
            self.used(from, name, found);
            return;
        }
        match self.places.get(&(from.module, &*import.specifier)) {
            Some(Place::Folder(folder)) => self.package_imported(from, import, folder, found),
            Some(Place::External { name, standard }) => {
                let (name, standard) = ((*name).to_owned().into(), *standard);
                found(Target::External { ecosystem: Ecosystem::Go, name, standard });
            }
            // Code in C.
            None => {}
        }
    }
}

/// The import paths of a file; `C` is not one.
fn paths(reading: &Reading) -> impl Iterator<Item = &RawImport> {
    reading.imports.iter().filter(|import| !import.specifier.starts_with('~') && &*import.specifier != "C")
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
