//! Where imports and names of Java and Kotlin lead.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::Ecosystem;
use crate::language::{DeclarationKind, RawImport, Resolver, Target, World};
use crate::tree::{Known, Tree};

use super::modules::Modules;
use super::{Place, is_type_name};

/// All that files of the tree declare, by package.
pub(super) struct Imports<'a> {
    tree: &'a Tree,
    packages: FxHashMap<&'a str, Package<'a>>,
    modules: FxHashMap<&'a str, Known>,
    scopes: FxHashMap<Known, Scope<'a>>,
    builds: Modules,
}

/// What a package declares outside every body: files by name.
#[derive(Default)]
struct Package<'a> {
    types: FxHashMap<&'a str, Vec<Known>>,
    /// Functions and properties.
    values: FxHashMap<&'a str, Vec<Known>>,
    /// Those of them that extend a type, and are named after a full stop.
    extensions: FxHashMap<&'a str, Vec<Known>>,
}

/// Where a file looks for names.
struct Scope<'a> {
    package: &'a str,
    /// Packages of the tree that it imports whole.
    whole: Vec<&'a str>,
    place: Place<'a>,
}

impl<'a> Imports<'a> {
    pub(super) fn new(world: &'a World<'a>) -> Self {
        let mut imports = Self {
            tree: world.tree(),
            packages: FxHashMap::default(),
            modules: FxHashMap::default(),
            scopes: FxHashMap::default(),
            builds: Modules::default(),
        };
        if world.readings().next().is_none() {
            return imports;
        }
        imports.builds = Modules::new(world);
        for (file, reading) in world.kindred() {
            let mut package = "";
            for declaration in &reading.declarations {
                match declaration.kind {
                    DeclarationKind::Package => package = &declaration.name,
                    DeclarationKind::Module => {
                        imports.modules.entry(&declaration.name).or_insert(file);
                    }
                    kind => {
                        let of = imports.packages.entry(package).or_default();
                        if declaration.detail.is_some() {
                            of.extensions.entry(&declaration.name).or_default().push(file);
                        }
                        let declared = if kind == DeclarationKind::Value { &mut of.values } else { &mut of.types };
                        declared.entry(&declaration.name).or_default().push(file);
                    }
                }
            }
            let whole = reading.imports.iter().filter_map(|import| import.specifier.strip_suffix(".*"));
            let whole = whole.filter(|name| !name.starts_with("static ")).collect();
            imports.scopes.insert(file, Scope { package, whole, place: Place::of(imports.tree.path(file)) });
        }
        // Names are looked up in each of them.
        imports.scopes.values_mut().for_each(|scope| {
            let mut seen = FxHashSet::default();
            scope.whole.retain(|name| imports.packages.contains_key(name) && seen.insert(*name));
        });
        imports
    }

    /// The file that declares what a full name names or lies in, and the package of the tree that would
    /// have to.
    fn declaring(&self, from: Known, full: &str, is_strict: bool) -> (Option<Known>, Option<&str>) {
        let mut known = None;
        for (split, _) in full.rmatch_indices('.') {
            let (package, rest) = (full.get(..split).unwrap_or_default(), full.get(split + 1..).unwrap_or_default());
            let Some((&package, of)) = self.packages.get_key_value(package) else { continue };
            let name = rest.split('.').next().unwrap_or_default();
            let files = of.types.get(name).or_else(|| of.values.get(name));
            if let Some(file) = files.and_then(|files| self.nearest(from, files, is_strict)) {
                return (Some(file), Some(package));
            }
            // What follows a package is a type, or one function.
            if known.is_none() && (is_type_name(name) || name.len() == rest.len()) {
                known = Some(package);
            }
        }
        (None, known)
    }

    /// The file among several that declare one name which `from` means: of its own source set, then of its
    /// own module, then the one that stands nearest. When strict, none that it cannot see.
    fn nearest(&self, from: Known, files: &[Known], is_strict: bool) -> Option<Known> {
        let here = self.scopes.get(&from)?.place;
        let path = self.tree.path(from);
        let ranked = files.iter().filter_map(|file| {
            let there = self.scopes.get(file)?.place;
            let rank = match (here.module == there.module, here.is_test(), there.is_test()) {
                (true, ..) if here.set == there.set => 0,
                (true, _, false) => 1,
                (true, true, true) => 2,
                (false, is_test, there_is_test) => {
                    let sees = match (here.module, there.module) {
                        (Some(here), Some(there)) => self.builds.may_see(here, there),
                        _ => true,
                    };
                    match (sees, is_test || !there_is_test) {
                        (true, true) => 3,
                        _ if is_strict => return None,
                        (false, true) => 4,
                        (_, false) => 5,
                    }
                }
                (true, false, true) if is_strict => return None,
                (true, false, true) => 5,
            };
            Some((rank, std::cmp::Reverse(in_common(path, self.tree.path(*file))), *file))
        });
        ranked.min().map(|(.., file)| file)
    }

    /// A name that the body uses: `Type`, `value`, `.extension` or a full name.
    fn used(&self, from: Known, name: &str, found: &mut dyn FnMut(Target)) {
        let (name, follows_stop) = match name.strip_prefix('.') {
            Some(name) => (name, true),
            None => (name, false),
        };
        if name.contains('.') {
            if let (Some(file), _) = self.declaring(from, name, true) {
                found(Target::File(file));
            } else if is_standard(name) {
                found(external(name, false));
            }
            return;
        }
        let Some(scope) = self.scopes.get(&from) else { return };
        for package in std::iter::once(&scope.package).chain(&scope.whole) {
            let files = self.packages.get(package).and_then(|package| {
                let declared = match (follows_stop, is_type_name(name)) {
                    (true, _) => &package.extensions,
                    (false, true) => &package.types,
                    (false, false) => &package.values,
                };
                declared.get(name)
            });
            if let Some(file) = files.and_then(|files| self.nearest(from, files, true)) {
                return found(Target::File(file));
            }
        }
    }
}

impl Resolver for Imports<'_> {
    fn resolve(&self, from: Known, import: &RawImport, found: &mut dyn FnMut(Target)) {
        let specifier = &*import.specifier;
        if let Some(name) = specifier.strip_prefix('~') {
            return self.used(from, name, found);
        }
        if let Some(name) = specifier.strip_prefix("module ") {
            return found(match self.modules.get(name) {
                Some(file) => Target::File(*file),
                None => module(name),
            });
        }
        let name = specifier.strip_prefix("static ").unwrap_or(specifier);
        let whole = name.strip_suffix(".*");
        if whole.is_some_and(|package| self.packages.contains_key(package)) {
            // The names it brings say what is used of it.
            return;
        }
        let name = whole.unwrap_or(name);
        match self.declaring(from, name, false) {
            (Some(file), _) => found(Target::File(file)),
            (None, Some(package)) if whole.is_none() => {
                let reason = format!("package `{package}` of the tree declares no such name; it may be generated");
                found(Target::Unresolved(reason.into()));
            }
            _ => found(external(name, whole.is_some())),
        }
    }
}

/// How many bytes two paths have in common at their beginning.
fn in_common(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
}

/// The external package of a full name: what stands before its first type. Which library holds it cannot
/// be told from the source, so it is named by its package.
fn external(name: &str, is_whole: bool) -> Target {
    let mut end = 0;
    for part in name.split('.') {
        if is_type_name(part) {
            break;
        }
        end += part.len() + 1;
    }
    let before_type = end.checked_sub(1).and_then(|end| name.get(..end));
    let package = match before_type {
        // No type at all: one function, unless a package is imported whole.
        Some(package) if package.len() == name.len() && !is_whole => {
            name.rsplit_once('.').map_or(name, |(package, _)| package)
        }
        Some(package) => package,
        None => name,
    };
    Target::External { ecosystem: Ecosystem::Maven, name: package.to_owned().into(), standard: is_standard(name) }
}

fn module(name: &str) -> Target {
    let standard = name.starts_with("java.") || name.starts_with("jdk.");
    Target::External { ecosystem: Ecosystem::Maven, name: name.to_owned().into(), standard }
}

/// Packages that come with Java or Kotlin.
fn is_standard(name: &str) -> bool {
    const ROOTS: &[&str] = &[
        "java",
        "jdk",
        "kotlin",
        "sun",
        "com.sun.net.httpserver",
        "com.sun.source",
        "com.sun.tools",
        "org.ietf.jgss",
        "org.w3c.dom",
        "org.xml.sax",
        "javax.accessibility",
        "javax.annotation.processing",
        "javax.crypto",
        "javax.imageio",
        "javax.lang.model",
        "javax.management",
        "javax.naming",
        "javax.net",
        "javax.print",
        "javax.rmi.ssl",
        "javax.script",
        "javax.security.auth",
        "javax.security.cert",
        "javax.security.sasl",
        "javax.smartcardio",
        "javax.sound",
        "javax.sql",
        "javax.swing",
        "javax.tools",
        "javax.transaction.xa",
        "javax.xml",
    ];
    ROOTS.iter().any(|root| name.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}
