//! The module trees of all crates.

use std::collections::{BTreeMap, HashMap};

use crate::language::{Declaration, DeclarationKind, Language, World};
use crate::paths::{folder_of, join, name_of};
use crate::tree::Known;

use super::Rust;
use super::crates::Crates;
use super::scan::{BY_NAME, GIVES_MACROS, INCLUDED, INLINE, OF_TESTS, OR};

/// Deepest tree that is followed.
const MOST_DEPTH: usize = 128;
/// Most modules that are kept. Files that name one another by `#[path]` could make more than there is memory.
const MOST_MODULES: usize = 1_000_000;

/// Most modules that are kept of one file besides the first.
const MOST_OTHERS: usize = 16;

/// A module of [`Modules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ModuleId(u32);

/// A module.
#[derive(Default)]
pub(super) struct Module<'a> {
    /// The files it stands in: several where conditions choose one.
    pub(super) files: Vec<Known>,
    /// The files whose text stands in it by `include!`.
    included: Vec<Known>,
    /// The module around it; none for the root of a crate.
    parent: Option<ModuleId>,
    children: BTreeMap<&'a str, ModuleId>,
    /// What names brought in by `use` stand for.
    aliases: BTreeMap<&'a str, &'a str>,
    /// The macros that stand in it or are given to it, with the module each stands in.
    macros: BTreeMap<&'a str, ModuleId>,
    /// Whether its macros are those of the module around it too.
    gives_macros: bool,
    /// Paths of `use path::*`, without the star.
    pub(super) globs: Vec<&'a str>,
    /// The folder that files of its modules stand in.
    folder: String,
    depth: usize,
    /// Whether it is for tests alone.
    is_of_tests: bool,
}

/// Every module of a tree.
#[derive(Default)]
pub(super) struct Modules<'a> {
    all: Vec<Module<'a>>,
    /// The module that is a file as a whole, or in which its text stands; the first where several share it.
    of_file: HashMap<Known, ModuleId>,
    /// The others, where several share it.
    others: HashMap<Known, Vec<ModuleId>>,
    /// How many files are included.
    included: usize,
    /// The first module of files that no crate holds.
    first_loose: u32,
    /// Files that are for tests in every crate that holds them.
    tests: HashMap<Known, bool>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(world: &'a World<'a>, crates: &Crates) -> Self {
        let mut modules = Self::default();
        for package in crates.packages.values() {
            for root in &package.roots {
                modules.add_crate(world, *root, package.tests.contains(root));
            }
        }
        // What no package claims stands for itself: files of other build tools, examples, fixtures.
        for begins_crate in [true, false] {
            modules.first_loose = modules.all.len() as u32;
            for (file, _) in world.readings() {
                let is_root = matches!(name_of(world.tree().path(file)), "lib.rs" | "main.rs");
                if is_root == begins_crate && !modules.of_file.contains_key(&file) {
                    modules.add_crate(world, file, false);
                }
            }
        }
        modules
    }

    fn get(&self, id: ModuleId) -> Option<&Module<'a>> {
        self.all.get(id.0 as usize)
    }

    fn push(&mut self, module: Module<'a>) -> Option<ModuleId> {
        if self.all.len() >= MOST_MODULES {
            return None;
        }
        let id = ModuleId(self.all.len() as u32);
        self.all.push(module);
        Some(id)
    }

    fn add_crate(&mut self, world: &'a World<'a>, root: Known, is_of_tests: bool) {
        let path = world.tree().path(root);
        let is_of_tests = is_of_tests || Rust.is_test(path);
        let folder = folder_of(path).to_owned();
        let module = Module { files: vec![root], folder, is_of_tests, ..Module::default() };
        let Some(id) = self.push(module) else { return };
        let mut open = vec![(id, root)];
        while let Some((id, file)) = open.pop() {
            self.add_file(world, id, file, &mut open);
        }
    }

    /// Adds what a file declares to the module it is; files of further modules go to `open`.
    fn add_file(&mut self, world: &'a World<'a>, id: ModuleId, file: Known, open: &mut Vec<(ModuleId, Known)>) {
        let first = *self.of_file.entry(file).or_insert(id);
        if first != id {
            let others = self.others.entry(file).or_default();
            if others.len() < MOST_OTHERS && !others.contains(&id) {
                others.push(id);
            }
        }
        let declarations = world.reading(file).map(|reading| reading.declarations.as_slice()).unwrap_or_default();
        let says_so = |declared: &Declaration| {
            declared.kind == DeclarationKind::Module
                && declared.name.is_empty()
                && declared.detail.as_deref().is_some_and(|detail| detail.starts_with(OF_TESTS))
        };
        if let Some(module) = self.all.get_mut(id.0 as usize) {
            module.is_of_tests |= declarations.iter().any(says_so);
            let is_of_tests = module.is_of_tests;
            self.tests.entry(file).and_modify(|of_all| *of_all &= is_of_tests).or_insert(is_of_tests);
        }
        for Declaration { kind, name, detail } in declarations {
            let (scope, name) = name.rsplit_once("::").unwrap_or(("", name));
            let Some(scope) = self.descend(id, scope) else { continue };
            match kind {
                DeclarationKind::Module if name.is_empty() => {
                    let included = detail.as_deref().and_then(|detail| detail.strip_prefix(INCLUDED));
                    let included = included.and_then(|path| join(folder_of(world.tree().path(file)), path));
                    if let Some(included) = included.and_then(|path| world.tree().find(&path)) {
                        self.include(world, scope, included, open);
                    }
                }
                DeclarationKind::Module => self.add_module(world, (id, file), scope, name, detail.as_deref(), open),
                DeclarationKind::Alias => {
                    let (Some(module), Some(path)) = (self.all.get_mut(scope.0 as usize), detail) else { continue };
                    match path.strip_suffix("::*") {
                        Some(glob) => module.globs.push(glob),
                        None => {
                            module.aliases.entry(name).or_insert(path);
                        }
                    }
                }
                DeclarationKind::Value => self.add_macro(scope, name),
                _ => {}
            }
        }
    }

    /// Adds the text of a file to a module.
    fn include(&mut self, world: &World<'_>, scope: ModuleId, file: Known, open: &mut Vec<(ModuleId, Known)>) {
        if world.reading(file).is_none() || self.is_around(scope, file) || self.included >= MOST_MODULES {
            return;
        }
        if let Some(module) = self.all.get_mut(scope.0 as usize) {
            module.included.push(file);
            self.included += 1;
            open.push((scope, file));
        }
    }

    /// Whether a module or one around it stands in a file.
    fn is_around(&self, id: ModuleId, file: Known) -> bool {
        let mut at = Some(id);
        let modules = std::iter::from_fn(|| {
            let module = self.get(at?)?;
            at = module.parent;
            Some(module)
        });
        modules.into_iter().any(|module| module.files.contains(&file) || module.included.contains(&file))
    }

    fn add_macro(&mut self, scope: ModuleId, name: &'a str) {
        let mut at = Some(scope);
        while let Some(module) = at.and_then(|at| self.all.get_mut(at.0 as usize)) {
            module.macros.entry(name).or_insert(scope);
            at = module.parent.filter(|_| module.gives_macros);
        }
    }

    fn add_module(
        &mut self,
        world: &'a World<'a>,
        (of_file, file): (ModuleId, Known),
        around: ModuleId,
        name: &'a str,
        detail: Option<&str>,
        open: &mut Vec<(ModuleId, Known)>,
    ) {
        let Some(outer) = self.get(around) else { return };
        let depth = outer.depth + 1;
        if depth > MOST_DEPTH {
            return;
        }
        let tree = world.tree();
        let path = tree.path(file);
        // Files of modules in a text that is included stand beside it.
        let is_included = around == of_file && outer.included.contains(&file);
        let beside = if is_included { folder_of(path) } else { outer.folder.as_str() };
        let of_tests = detail.and_then(|detail| detail.strip_prefix(OF_TESTS));
        let is_of_tests = outer.is_of_tests || of_tests.is_some();
        let detail = of_tests.or(detail);
        let giving = detail.and_then(|detail| detail.strip_prefix(GIVES_MACROS));
        let gives_macros = giving.is_some();
        let detail = giving.or(detail).filter(|detail| !detail.is_empty());
        let inline = detail.and_then(|detail| detail.strip_prefix(INLINE));
        let (files, folder) = if let Some(path) = inline {
            let part = if path.is_empty() { name } else { path };
            (Vec::new(), join(beside, part))
        } else {
            let below = join(beside, name);
            let by_name = || {
                let below = below.as_ref()?;
                tree.find(&format!("{below}.rs")).or_else(|| tree.find(&format!("{below}/mod.rs")))
            };
            let from = if around == of_file { folder_of(path) } else { beside };
            let named = detail.into_iter().flat_map(|detail| detail.split(OR)).filter(|path| *path != BY_NAME);
            let mut found: Vec<Known> = named.filter_map(|path| tree.find(&join(from, path)?)).collect();
            // A file that is named like this is as one called `mod.rs`.
            let mut folder = found.first().map(|file| folder_of(tree.path(*file)).to_owned());
            if detail.is_none_or(|detail| detail.split(OR).any(|path| path == BY_NAME)) {
                let file = by_name();
                found.extend(file);
                folder = if file.is_some() { below } else { folder.or(below) };
            }
            (found, folder.or_else(|| Some(String::new())))
        };
        let Some(folder) = folder else { return };
        let files: Vec<Known> = files.into_iter().filter(|file| !self.is_around(around, *file)).collect();
        let existing = outer.children.get(name).copied();
        let module = Module { parent: Some(around), folder, depth, is_of_tests, gives_macros, ..Module::default() };
        let Some(id) = existing.or_else(|| self.push(module)) else { return };
        if let Some(module) = self.all.get_mut(id.0 as usize) {
            module.files.extend(&files);
            if inline.is_some() && !module.files.contains(&file) {
                module.files.push(file);
            }
        }
        if let Some(outer) = self.all.get_mut(around.0 as usize) {
            outer.children.insert(name, id);
        }
        open.extend(files.into_iter().map(|file| (id, file)));
    }

    /// The module at `path` below another, through modules that are declared.
    pub(super) fn descend(&self, from: ModuleId, path: &str) -> Option<ModuleId> {
        let mut at = from;
        for name in path.split("::").filter(|name| !name.is_empty()) {
            at = self.child(at, name)?;
        }
        Some(at)
    }

    /// The module that a file is as a whole, or in which its text stands: the first of them.
    pub(super) fn of_file(&self, file: Known) -> Option<ModuleId> {
        self.of_file.get(&file).copied()
    }

    /// All of them, where several crates share the file.
    pub(super) fn all_of_file(&self, file: Known) -> impl Iterator<Item = ModuleId> {
        let others = self.others.get(&file).map(Vec::as_slice).unwrap_or_default();
        self.of_file(file).into_iter().chain(others.iter().copied())
    }

    /// Whether the text of a file stands in a module by `include!`.
    pub(super) fn includes(&self, id: ModuleId, file: Known) -> bool {
        self.get(id).is_some_and(|module| module.included.contains(&file))
    }

    /// Whether a module is of a file that no crate is known to hold.
    pub(super) fn is_loose(&self, id: ModuleId) -> bool {
        id.0 >= self.first_loose
    }

    /// Whether a file is for tests in every crate that holds it.
    pub(super) fn is_of_tests(&self, file: Known) -> bool {
        self.tests.get(&file).copied().unwrap_or(false)
    }

    /// The files a module stands in; none where its file is not there.
    pub(super) fn files(&self, id: ModuleId) -> &[Known] {
        self.get(id).map(|module| module.files.as_slice()).unwrap_or_default()
    }

    pub(super) fn child(&self, id: ModuleId, name: &str) -> Option<ModuleId> {
        self.get(id)?.children.get(name).copied()
    }

    pub(super) fn alias(&self, id: ModuleId, name: &str) -> Option<&'a str> {
        self.get(id)?.aliases.get(name).copied()
    }

    /// The module in which the macro stands that `name` is in another.
    pub(super) fn of_macro(&self, id: ModuleId, name: &str) -> Option<ModuleId> {
        let mut at = Some(id);
        while let Some(module) = at.and_then(|at| self.get(at)) {
            if let Some(of) = module.macros.get(name) {
                return Some(*of);
            }
            at = module.parent;
        }
        None
    }

    pub(super) fn globs(&self, id: ModuleId) -> &[&'a str] {
        self.get(id).map(|module| module.globs.as_slice()).unwrap_or_default()
    }

    pub(super) fn parent(&self, id: ModuleId) -> Option<ModuleId> {
        self.get(id)?.parent
    }

    /// The root of the crate a module is of.
    pub(super) fn root(&self, id: ModuleId) -> ModuleId {
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            at = parent;
        }
        at
    }
}
