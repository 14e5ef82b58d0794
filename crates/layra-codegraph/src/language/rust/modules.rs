//! The module trees of all crates.

use std::collections::{BTreeMap, HashMap};

use crate::language::{Declaration, DeclarationKind, Language, World};
use crate::paths::{folder_of, join, name_of};
use crate::tree::Known;

use super::Rust;
use super::crates::Crates;
use super::scan::{GIVES_MACROS, INLINE, OF_TESTS, OR};

/// Deepest tree that is followed.
const MOST_DEPTH: usize = 128;
/// Most modules that are kept. Files that name one another by `#[path]` could make more than there is memory.
const MOST_MODULES: usize = 1_000_000;

/// A module of [`Modules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ModuleId(u32);

/// A module.
#[derive(Default)]
pub(super) struct Module<'a> {
    /// The files it stands in: several where conditions choose one.
    pub(super) files: Vec<Known>,
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
pub(super) struct Modules<'a> {
    all: Vec<Module<'a>>,
    /// The module that is a file as a whole; the first where several crates share it.
    of_file: HashMap<Known, ModuleId>,
    /// Files that are for tests in every crate that holds them.
    tests: HashMap<Known, bool>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(world: &'a World<'a>, crates: &Crates) -> Self {
        let mut modules = Self { all: Vec::new(), of_file: HashMap::new(), tests: HashMap::new() };
        for package in crates.packages.values() {
            for root in &package.roots {
                modules.add_crate(world, *root, package.tests.contains(root));
            }
        }
        // What no package claims stands for itself: files of other build tools, examples, fixtures.
        for begins_crate in [true, false] {
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
        let Some(id) = self.push(Module { folder, is_of_tests, ..Module::default() }) else { return };
        let mut open = vec![(id, root)];
        while let Some((id, file)) = open.pop() {
            self.add_file(world, id, file, &mut open);
        }
    }

    /// Adds what a file declares to the module it is; files of further modules go to `open`.
    fn add_file(&mut self, world: &'a World<'a>, id: ModuleId, file: Known, open: &mut Vec<(ModuleId, Known)>) {
        if let Some(module) = self.all.get_mut(id.0 as usize) {
            module.files.push(file);
        }
        self.of_file.entry(file).or_insert(id);
        let declarations = world.reading(file).map(|reading| reading.declarations.as_slice()).unwrap_or_default();
        let says_so = |declared: &Declaration| declared.kind == DeclarationKind::Module && declared.name.is_empty();
        if let Some(module) = self.all.get_mut(id.0 as usize) {
            module.is_of_tests |= declarations.iter().any(says_so);
            let is_of_tests = module.is_of_tests;
            self.tests.entry(file).and_modify(|of_all| *of_all &= is_of_tests).or_insert(is_of_tests);
        }
        for Declaration { kind, name, detail } in declarations {
            let (scope, name) = name.rsplit_once("::").unwrap_or(("", name));
            let Some(scope) = self.descend(id, scope) else { continue };
            match kind {
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
        let of_tests = detail.and_then(|detail| detail.strip_prefix(OF_TESTS));
        let is_of_tests = outer.is_of_tests || of_tests.is_some();
        let detail = of_tests.or(detail);
        let giving = detail.and_then(|detail| detail.strip_prefix(GIVES_MACROS));
        let gives_macros = giving.is_some();
        let detail = giving.or(detail).filter(|detail| !detail.is_empty());
        let inline = detail.and_then(|detail| detail.strip_prefix(INLINE));
        let (files, folder) = if let Some(path) = inline {
            let part = if path.is_empty() { name } else { path };
            (Vec::new(), join(&outer.folder, part))
        } else if let Some(named) = detail {
            let from = if around == of_file { folder_of(path) } else { &outer.folder };
            let found: Vec<Known> = named.split(OR).filter_map(|path| tree.find(&join(from, path)?)).collect();
            // A file that is named like this is as one called `mod.rs`.
            let folder = found.first().map(|file| folder_of(tree.path(*file)).to_owned());
            (found, folder.or_else(|| Some(String::new())))
        } else {
            let below = join(&outer.folder, name);
            let beside = below.as_ref().and_then(|below| tree.find(&format!("{below}.rs")));
            let found = beside.or_else(|| below.as_ref().and_then(|below| tree.find(&format!("{below}/mod.rs"))));
            (found.into_iter().collect(), below)
        };
        let Some(folder) = folder else { return };
        let is_around = |file: Known| {
            let mut at = Some(around);
            std::iter::from_fn(|| {
                let module = self.get(at?)?;
                at = module.parent;
                Some(module)
            })
            .any(|module| module.files.contains(&file))
        };
        let files: Vec<Known> = files.into_iter().filter(|file| !is_around(*file)).collect();
        let existing = outer.children.get(name).copied();
        let module = Module { parent: Some(around), folder, depth, is_of_tests, gives_macros, ..Module::default() };
        let Some(id) = existing.or_else(|| self.push(module)) else { return };
        if inline.is_some()
            && let Some(module) = self.all.get_mut(id.0 as usize)
            && !module.files.contains(&file)
        {
            module.files.push(file);
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

    /// The module that a file is as a whole.
    pub(super) fn of_file(&self, file: Known) -> Option<ModuleId> {
        self.of_file.get(&file).copied()
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
