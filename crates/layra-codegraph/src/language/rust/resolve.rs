//! Where paths lead: to the file of the module they name, or to a package.

use std::borrow::Cow;

use crate::graph::Ecosystem;
use crate::language::{RawImport, Resolver, Target};
use crate::paths::{folder_of, join};
use crate::tree::{Known, Tree};

use super::crates::{CratePackage, Crates, Meant};
use super::modules::{ModuleId, Modules};
use super::scan::{INCLUDED, PLAIN};

/// How many names that stand for others are followed one after the other.
const MOST_ALIASES: usize = 8;

/// Resolves the paths of Rust.
pub(super) struct Imports<'a> {
    tree: &'a Tree,
    crates: Crates,
    modules: Modules<'a>,
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Module(ModuleId),
    /// A package outside, by its name.
    Outside(String),
    Standard(String),
    /// A module is named that is not there.
    Lacks,
}

/// Where a path stands: the module, and the package it is of.
#[derive(Clone, Copy)]
struct Scope<'s> {
    module: ModuleId,
    package: Option<&'s CratePackage>,
    /// Whether it is the path of a `use`.
    is_use: bool,
    /// Whether names may come from `use path::*`. Such a path itself may not: every one would be looked
    /// for in all others.
    may_glob: bool,
}

impl<'a> Imports<'a> {
    pub(super) fn new(tree: &'a Tree, crates: Crates, modules: Modules<'a>) -> Self {
        Self { tree, crates, modules }
    }

    /// What a path leads to; none when that cannot be told, as of names that macros make.
    fn place(&self, scope: Scope<'_>, path: &str, aliases: usize) -> Option<Place> {
        let mut parts = path.split("::").peekable();
        let mut at = scope.module;
        let first = parts.next()?;
        match first {
            "crate" => at = self.modules.root(at),
            "self" => {}
            "super" => at = self.modules.parent(at)?,
            "" => {
                let name = parts.next()?;
                let of_root = scope.package.is_some_and(|package| package.is_edition_2015);
                let of_root = of_root.then(|| self.modules.child(self.modules.root(at), name)).flatten();
                match of_root {
                    Some(module) => at = module,
                    // Nothing but a crate can be meant.
                    None => return self.outside(Scope { is_use: true, ..scope }, name, parts),
                }
            }
            name => match self.in_scope(scope, name, aliases)? {
                Place::Module(module) => at = module,
                place @ (Place::Outside(_) | Place::Standard(_) | Place::Lacks) => return Some(place),
            },
        }
        while parts.peek() == Some(&"super") {
            parts.next();
            at = self.modules.parent(at)?;
        }
        self.walk(at, parts)
    }

    /// The last module on the way that `parts` names from `at`.
    fn walk<'p>(&self, mut at: ModuleId, parts: impl Iterator<Item = &'p str>) -> Option<Place> {
        let mut parts = parts.peekable();
        while let Some(name) = parts.next() {
            match self.modules.child(at, name) {
                Some(module) if self.modules.files(module).is_empty() => return Some(Place::Lacks),
                Some(module) => at = module,
                None => {
                    let begins_small = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
                    let may_be_passed_on = self.modules.alias(at, name).is_some() || !self.modules.globs(at).is_empty();
                    // What follows would have to stand in a module.
                    return Some(if begins_small && parts.peek().is_some() && !may_be_passed_on {
                        Place::Lacks
                    } else {
                        Place::Module(at)
                    });
                }
            }
        }
        Some(Place::Module(at))
    }

    /// What the first name of a path means.
    fn in_scope(&self, scope: Scope<'_>, name: &str, aliases: usize) -> Option<Place> {
        if let Some(module) = self.modules.child(scope.module, name) {
            let is_there = !self.modules.files(module).is_empty();
            return Some(if is_there { Place::Module(module) } else { Place::Lacks });
        }
        if aliases < MOST_ALIASES {
            let follow = |path: &str| {
                let is_itself = path == name || path.strip_prefix(name).is_some_and(|rest| rest.starts_with("::"));
                if is_itself {
                    // `use name;` and `use name::other as name;` say nothing of where it comes from.
                    return None;
                }
                self.place(Scope { is_use: true, ..scope }, path, aliases + 1)
            };
            if let Some(place) = self.modules.alias(scope.module, name).and_then(follow) {
                return Some(place);
            }
            let globs = if scope.may_glob { self.modules.globs(scope.module) } else { &[] };
            for glob in globs {
                let of_glob = Scope { is_use: true, may_glob: false, ..scope };
                let Some(Place::Module(module)) = self.place(of_glob, glob, aliases + 1) else { continue };
                if module == scope.module {
                    continue;
                }
                if let Some(child) = self.modules.child(module, name) {
                    return Some(Place::Module(child));
                }
                if let Some(path) = self.modules.alias(module, name) {
                    let there = Scope { module, package: self.package(module), ..of_glob };
                    if let Some(place) = self.place(there, path, aliases + 1) {
                        return Some(place);
                    }
                }
            }
        }
        // `extern crate` at the root gives a name to all of the crate.
        let root = self.modules.root(scope.module);
        let given = self.modules.alias(root, name).filter(|path| path.starts_with("::") || *path == "crate");
        if let Some(path) = given
            && aliases < MOST_ALIASES
        {
            return self.place(Scope { module: root, ..scope }, path, aliases + 1);
        }
        if scope.is_use
            && scope.package.is_some_and(|package| package.is_edition_2015)
            && let Some(module) = self.modules.child(root, name)
        {
            return Some(Place::Module(module));
        }
        if scope.is_use
            && !scope.package.is_some_and(|package| package.names.contains_key(name))
            && let Some(module) = self.modules.of_macro(scope.module, name)
        {
            return Some(Place::Module(module));
        }
        self.outside(scope, name, std::iter::empty())
    }

    fn package(&self, module: ModuleId) -> Option<&CratePackage> {
        self.crates.of(self.tree.path(*self.modules.files(module).first()?))
    }

    /// What a name means that stands for a crate.
    fn outside<'p>(&self, scope: Scope<'_>, name: &str, parts: impl Iterator<Item = &'p str>) -> Option<Place> {
        if matches!(name, "std" | "core" | "alloc" | "proc_macro" | "test") {
            return Some(Place::Standard(name.to_owned()));
        }
        let package = scope.package?;
        let Some(meant) = package.names.get(name) else {
            // Crates of the compiler, for those it lets in.
            if name.starts_with("rustc_") {
                return Some(Place::Standard(name.to_owned()));
            }
            return if scope.is_use { package.library_of(name).map(Place::Outside) } else { None };
        };
        match meant {
            Meant::Outside(name) => Some(Place::Outside(name.clone())),
            Meant::Undeclared(_) if !scope.is_use => None,
            Meant::Member(folder) | Meant::Undeclared(folder) => {
                let library = self.crates.packages.get(folder)?.library?;
                self.walk(self.modules.of_file(library)?, parts)
            }
        }
    }
}

impl Resolver for Imports<'_> {
    fn is_test(&self, file: Known) -> Option<bool> {
        self.modules.is_of_tests(file).then_some(true)
    }

    fn resolve(&self, from: Known, import: &RawImport, found: &mut dyn FnMut(Target)) {
        let path = self.tree.path(from);
        if let Some(included) = import.specifier.strip_prefix(INCLUDED) {
            let file = join(folder_of(path), included).and_then(|path| self.tree.find(&path));
            return found(file.map_or_else(|| unresolved("there is no such file"), Target::File));
        }
        let plain = import.specifier.strip_prefix(PLAIN);
        let package = self.crates.of(path);
        let within = import.member.as_deref().unwrap_or_default();
        let specifier = plain.unwrap_or(&import.specifier).trim_end_matches("::*");
        let modules = self.modules.all_of_file(from).filter_map(|module| self.modules.descend(module, within));
        let mut places = modules.map(|module| {
            let scope = Scope { module, package, is_use: plain.is_none(), may_glob: true };
            (module, self.place(scope, specifier, 0))
        });
        let Some((module, mut place)) = places.next() else { return };
        if matches!(place, None | Some(Place::Lacks)) {
            // Another crate may hold the file too, and have what the first lacks.
            let other = places.map(|(_, place)| place).find(|place| !matches!(place, None | Some(Place::Lacks)));
            place = other.unwrap_or(place);
        }
        match place {
            // What is meant may as well stand in the file itself.
            Some(Place::Module(module)) if self.modules.includes(module, from) => {}
            Some(Place::Module(module)) => {
                for file in self.modules.files(module) {
                    found(Target::File(*file));
                }
            }
            Some(Place::Outside(name)) => {
                found(Target::External { ecosystem: Ecosystem::Crates, name: name.into(), standard: false });
            }
            Some(Place::Standard(name)) => {
                found(Target::External { ecosystem: Ecosystem::Crates, name: name.into(), standard: true });
            }
            Some(Place::Lacks) if plain.is_none() => {
                let is_loose = self.modules.is_loose(module) && specifier.starts_with("crate::");
                found(unresolved(if is_loose { "no crate holds the file" } else { "there is no such module" }));
            }
            // Single names are of things in scope, and so are those of types.
            None if plain.is_none() && names_a_crate(specifier) => {
                found(unresolved("neither a module nor a dependency of the package"));
            }
            Some(Place::Lacks) | None => {}
        }
    }
}

fn names_a_crate(path: &str) -> bool {
    let first = path.trim_start_matches("::").split("::").next().unwrap_or_default();
    let is_keyword = matches!(first, "crate" | "self" | "super" | "Self");
    !is_keyword && first.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
}

fn unresolved(reason: &'static str) -> Target {
    Target::Unresolved(Cow::Borrowed(reason))
}
