//! Where imports lead: into the tree, as `tsconfig.json` and `package.json` say, or to a package.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use oxc_resolver::{ResolveContext, ResolveError, ResolveOptions, ResolverGeneric, TsConfig, TsconfigDiscovery};
use serde_json::Value;

use crate::graph::{Ecosystem, Note, NoteKind};
use crate::language::{RawImport, Resolver, Target, World};
use crate::paths::{extension_of, folder_of, folders_up, join};
use crate::tree::{Known, Tree};

use super::project::{Project, is_compiler_configuration};
use super::view::{View, below_root, in_tree};

/// Endings that are tried where an import gives none. Sources come before what is made from them.
const EXTENSIONS: &[&str] = &[
    ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte", ".astro", ".json", ".d.ts",
    ".d.mts",
];
/// What an ending may stand for: imports name the file that will be made.
const STANDS_FOR: &[(&str, &[&str])] = &[
    (".js", &[".ts", ".tsx", ".js", ".jsx", ".d.ts"]),
    (".jsx", &[".tsx", ".jsx", ".d.ts"]),
    (".mjs", &[".mts", ".mjs", ".d.mts"]),
    (".cjs", &[".cts", ".cjs", ".d.cts"]),
];
/// Conditions of `exports` and `imports` that hold. Those that lead to sources come first where a package
/// has them.
const CONDITIONS: &[&str] = &["source", "development", "typescript", "import", "require", "node", "module", "types"];
/// Folders that hold what is made from sources.
const MADE: &[&str] =
    &["dist", "build", "lib", "out", "output", "es", "esm", "cjs", "types", "typings", "_esm", "_cjs"];

/// Modules that a framework makes when it builds: the package it comes in, and what their names begin with.
const FRAMEWORKS: &[(&str, &[&str])] = &[
    ("@sveltejs/kit", &["$app", "$env", "$service-worker", "./$types"]),
    ("nuxt", &["#app", "#build", "#components", "#imports"]),
    ("@nuxt/kit", &["#app", "#build", "#components", "#imports"]),
    ("@react-router/dev", &["./+types"]),
];

/// Resolves the imports of TypeScript and JavaScript.
pub(super) struct Imports<'a> {
    tree: &'a Tree,
    resolver: ResolverGeneric<View>,
    project: Project,
    /// Configurations by folder.
    configurations: BTreeMap<&'a str, Vec<Arc<TsConfig>>>,
}

impl<'a> Imports<'a> {
    /// Prepares for a tree; also what could not be followed.
    pub(super) fn new(world: &'a World<'a>) -> (Self, Vec<Note>) {
        let mut project = Project::new(world);
        let mut notes = std::mem::take(&mut project.notes);
        let view = View::new(
            world.shared_tree(),
            world.shared_texts(),
            std::mem::take(&mut project.replaced),
            std::mem::take(&mut project.links),
        );
        let own = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let resolver = ResolverGeneric::new_with_file_system(
            view,
            ResolveOptions {
                cwd: Some(below_root("")),
                tsconfig: Some(TsconfigDiscovery::Auto),
                extensions: own(EXTENSIONS),
                extension_alias: STANDS_FOR
                    .iter()
                    .map(|(ending, others)| ((*ending).to_owned(), own(others)))
                    .collect(),
                condition_names: own(CONDITIONS),
                main_fields: own(&["source", "module", "main", "types", "typings"]),
                builtin_modules: true,
                ..ResolveOptions::default()
            },
        );
        let mut configurations: BTreeMap<&str, Vec<Arc<TsConfig>>> = BTreeMap::new();
        for (file, _) in world.texts() {
            let path = world.tree().path(file);
            if !is_compiler_configuration(path) {
                continue;
            }
            match resolver.resolve_tsconfig(below_root(path)) {
                Ok(configuration) => configurations.entry(folder_of(path)).or_default().push(configuration),
                Err(error) => {
                    let message = format!("cannot be followed: {}", without_root(&error.to_string()));
                    notes.push(Note { path: path.to_owned(), line: None, kind: NoteKind::Degraded, message });
                }
            }
        }
        for list in configurations.values_mut() {
            // `tsconfig.json` says more of a folder than its kin.
            list.sort_by_key(|configuration| {
                let name = configuration.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
                (name != "tsconfig.json", name != "jsconfig.json", name.to_owned())
            });
        }
        (Self { tree: world.tree(), resolver, project, configurations }, notes)
    }

    fn target(&self, from: &str, specifier: &str) -> Option<Target> {
        if specifier.is_empty() {
            return Some(unresolved("it names nothing"));
        }
        if let Some(target) = of_scheme(specifier) {
            return target;
        }
        let is_relative = specifier.starts_with('.') || specifier.starts_with('/');
        if is_relative && let Some(file) = self.as_it_runs(from, specifier) {
            return Some(Target::File(file));
        }
        match self.resolver.resolve_file(below_root(from), specifier) {
            Ok(found) => {
                if let Some(target) = self.file(found.path()) {
                    return Some(target);
                }
            }
            Err(ResolveError::Builtin { resolved, .. }) => return Some(standard(resolved)),
            Err(_) if is_relative => {
                let found = self.beside(from, specifier).map(Target::File);
                let found = found.or_else(|| self.of_framework(from, specifier));
                return Some(found.unwrap_or_else(|| unresolved("there is no such file")));
            }
            Err(_) => {}
        }
        if is_relative {
            return Some(unresolved("there is no such file"));
        }
        Some(self.named(from, specifier))
    }

    fn file(&self, path: &std::path::Path) -> Option<Target> {
        in_tree(path).and_then(|path| self.tree.find(&path)).map(Target::File)
    }

    /// What plain JavaScript names with its ending: that very file, unless the compiler takes sources in both
    /// languages.
    fn as_it_runs(&self, from: &str, specifier: &str) -> Option<Known> {
        let is_plain = |path: &str| matches!(extension_of(path), "js" | "jsx" | "mjs" | "cjs");
        if !is_plain(from) || !is_plain(specifier) {
            return None;
        }
        let file = self.tree.find(&join(folder_of(from), specifier)?)?;
        let mut configurations = folders_up(folder_of(from)).filter_map(|folder| self.configurations.get(folder));
        let allows = configurations.next().and_then(|list| list.first()?.compiler_options.allow_js);
        (allows != Some(true)).then_some(file)
    }

    /// What a framework makes that a package needs.
    fn of_framework(&self, from: &str, specifier: &str) -> Option<Target> {
        let name = specifier.trim_start_matches("../");
        let name = if name.len() < specifier.len() { format!("./{name}") } else { name.to_owned() };
        let is_of =
            |begin: &&str| name.strip_prefix(begin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']));
        let mut makers = FRAMEWORKS.iter().filter(|(_, names)| names.iter().any(is_of));
        makers.find(|(framework, _)| self.project.needs(from, framework)).map(|(framework, _)| external(framework))
    }

    /// A relative import without regard to configurations, which may be broken.
    fn beside(&self, from: &str, specifier: &str) -> Option<Known> {
        let specifier = specifier.split(['?', '#']).next().unwrap_or_default();
        let path = join(folder_of(from), specifier)?;
        self.source(&path).or_else(|| self.of_output(&path))
    }

    /// A file that is loaded from beside another one, as it is or as what will be made of it.
    fn place(&self, from: Known, place: &str) -> Option<Known> {
        let path = join(folder_of(self.tree.path(from)), place.split(['?', '#']).next()?)?;
        self.source(&path).filter(|_| !self.tree.has_folder(&path))
    }

    /// A name that the configuration of the file's own project does not answer.
    fn named(&self, from: &str, specifier: &str) -> Target {
        let mut is_declared = false;
        for configuration in folders_up(folder_of(from)).filter_map(|folder| self.configurations.get(folder)).flatten()
        {
            let folder = below_root(folder_of(from));
            let mut context = ResolveContext::default();
            let found = self.resolver.resolve_with_context(folder, specifier, Some(configuration), &mut context);
            if let Some(target) = found.ok().and_then(|found| self.file(found.path())) {
                return target;
            }
            is_declared |= declares(configuration, specifier);
        }
        if let Some((folder, rest)) = self.member(from, specifier) {
            return self.of_package(folder, rest.trim_start_matches('/'));
        }
        if let Some(target) = self.of_framework(from, specifier) {
            return target;
        }
        if specifier.starts_with('#') {
            return self.own_import(from, specifier);
        }
        if let Some(file) = self.aliased(from, specifier) {
            return Target::File(file);
        }
        let package = package_name(specifier);
        // Where no file answers a path, the compiler looks for a package.
        if is_declared && !package.is_some_and(|name| self.project.needs(from, name)) {
            return unresolved("no file answers the paths of tsconfig.json");
        }
        match package {
            Some(name) => external(name),
            None => unresolved("neither a package nor a path that tsconfig.json declares"),
        }
    }

    /// The package of the tree that a name reaches into, and what it names there: one that is linked, or the
    /// one the file is part of.
    fn member<'s>(&self, from: &str, specifier: &'s str) -> Option<(&str, &'s str)> {
        let reaches = |name: &str| specifier.strip_prefix(name).filter(|rest| is_whole(rest));
        let linked = self.project.members.iter().find_map(|(name, folder)| Some((folder.as_str(), reaches(name)?)));
        linked.or_else(|| {
            let (folder, manifest) = self.project.package(from)?;
            manifest.get("exports")?;
            Some((folder, reaches(manifest.get("name")?.as_str()?)?))
        })
    }

    /// The source of what a package of the tree offers as `rest`, when what is built is not there.
    fn of_package(&self, folder: &str, rest: &str) -> Target {
        let manifest = self.project.manifests.get(folder).unwrap_or(&Value::Null);
        let mut offers = Vec::new();
        if let Some(exports) = manifest.get("exports") {
            offered(exports, rest, &mut offers);
            if offers.is_empty() {
                return unresolved("the package of the tree does not export it");
            }
        }
        if rest.is_empty() {
            let fields = ["source", "module", "main", "types", "typings"];
            offers.extend(fields.iter().filter_map(|field| manifest.get(*field)?.as_str().map(str::to_owned)));
        }
        let plain = if rest.is_empty() { "index" } else { rest };
        let plain = [format!("src/{plain}"), plain.to_owned(), format!("lib/{plain}")];
        let found = offers.iter().chain(&plain).find_map(|offer| self.built(folder, offer));
        found.map_or_else(|| unresolved("the package of the tree has no such file"), Target::File)
    }

    /// What the `imports` of the package that a file is part of say of a name.
    fn own_import(&self, from: &str, specifier: &str) -> Target {
        let mut offers = Vec::new();
        let package = self.project.package(from);
        if let Some(imports) = package.and_then(|(_, manifest)| manifest.get("imports")) {
            offered(imports, specifier, &mut offers);
        }
        let folder = package.map(|(folder, _)| folder).unwrap_or_default();
        let (inside, outside): (Vec<_>, Vec<_>) = offers.iter().partition(|offer| offer.starts_with('.'));
        if let Some(file) = inside.into_iter().find_map(|offer| self.built(folder, offer)) {
            return Target::File(file);
        }
        let outside = outside.first().filter(|name| !name.starts_with('#'));
        let target = outside.and_then(|name| self.target(from, name));
        target.unwrap_or_else(|| unresolved("no `imports` of a package.json leads there"))
    }

    /// The file at a path in a folder, or the source that it will be built from.
    fn built(&self, folder: &str, path: &str) -> Option<Known> {
        let path = path.trim_start_matches("./");
        let source = |path: &str| self.source(&join(folder, path)?);
        source(path)
            .or_else(|| self.of_output(&join(folder, path)?))
            .or_else(|| sources_of(path).iter().find_map(|path| source(path)))
    }

    /// The source of what the compiler will write to a path.
    fn of_output(&self, path: &str) -> Option<Known> {
        let stem = without_ending(path);
        folders_up(stem).find_map(|folder| {
            let rest = stem.get(folder.len()..)?.trim_start_matches('/');
            let sources = self.project.outputs.get(folder)?;
            sources.iter().find_map(|root| self.source(&join(root, rest)?))
        })
    }

    /// A name that begins with a mark which no package can have, and which by custom stands for the
    /// sources of the package.
    fn aliased(&self, from: &str, specifier: &str) -> Option<Known> {
        let (rest, folders): (&str, &[&str]) =
            if let Some(rest) = specifier.strip_prefix("$lib").filter(|rest| is_whole(rest)) {
                (rest.trim_start_matches('/'), &["src/lib"])
            } else {
                let rest = specifier.strip_prefix("@/").or_else(|| specifier.strip_prefix("~/"));
                (rest.or_else(|| specifier.strip_prefix("~~/"))?, &["src", "app", ""])
            };
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        folders_up(folder_of(from))
            .filter(|folder| self.project.manifests.contains_key(*folder))
            .find_map(|package| folders.iter().find_map(|folder| self.source(&join(&join(package, folder)?, rest)?)))
    }

    /// The file at a path that may lack its ending, be of a folder, or name what will be made.
    fn source(&self, path: &str) -> Option<Known> {
        if let Some(file) = self.tree.find(path) {
            return Some(file);
        }
        let made = STANDS_FOR.iter().find_map(|(ending, others)| Some((path.strip_suffix(ending)?, *others)));
        if let Some((stem, others)) = made
            && let Some(file) = others.iter().find_map(|other| self.tree.find(&format!("{stem}{other}")))
        {
            return Some(file);
        }
        let with = |stem: &str| EXTENSIONS.iter().find_map(|ending| self.tree.find(&format!("{stem}{ending}")));
        with(path).or_else(|| with(format!("{path}/index").trim_start_matches('/')))
    }
}

impl Resolver for Imports<'_> {
    fn resolve(&self, from: Known, import: &RawImport, found: &mut dyn FnMut(Target)) {
        if let Some((call, place)) = called(&import.specifier) {
            match call {
                "new URL" => self.place(from, place).into_iter().for_each(|file| found(Target::File(file))),
                _ => found(unresolved("what it names is computed")),
            }
            return;
        }
        // Loaders stand before what they load.
        let specifier = import.specifier.rsplit_once('!').map_or(&*import.specifier, |(_, rest)| rest);
        if let Some(target) = self.target(self.tree.path(from), specifier.trim()) {
            found(target);
        }
    }
}

/// The call that a scan wrote down as it stands, and what stands in it.
fn called(specifier: &str) -> Option<(&str, &str)> {
    let (call, inside) = specifier.strip_suffix(')')?.split_once('(')?;
    matches!(call, "import" | "require" | "new URL").then_some((call, inside))
}

/// Whether what comes before the rest of a path is whole parts of it.
pub(super) fn is_whole(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

fn unresolved(reason: &'static str) -> Target {
    Target::Unresolved(Cow::Borrowed(reason))
}

fn external(name: &str) -> Target {
    Target::External { ecosystem: Ecosystem::Npm, name: Cow::Owned(name.to_owned()), standard: false }
}

fn standard(name: String) -> Target {
    let name = name.strip_prefix("node:").map(str::to_owned).unwrap_or(name);
    // `fs/promises` is part of `fs`.
    let name = name.split('/').next().unwrap_or_default().to_owned();
    Target::External { ecosystem: Ecosystem::Npm, name: Cow::Owned(name), standard: true }
}

/// What an import with a scheme leads to; the inner none when it leads nowhere by intent.
fn of_scheme(specifier: &str) -> Option<Option<Target>> {
    let (scheme, rest) = specifier.split_once(':')?;
    if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    match scheme {
        "data" | "blob" => Some(None),
        "http" | "https" => Some(Some(unresolved("it is loaded from the network"))),
        "node" => Some(Some(standard(rest.to_owned()))),
        "npm" => {
            let name = package_name(rest)?;
            // The version comes after an `@` that is not the first letter.
            let end = name.get(1..)?.find('@').map_or(name.len(), |at| at + 1);
            let name = Cow::Owned(name.get(..end)?.to_owned());
            Some(Some(Target::External { ecosystem: Ecosystem::Npm, name, standard: false }))
        }
        // Given by the runtime or by what builds: `bun:test`, `cloudflare:workers`, `virtual:pages`.
        _ => {
            let name = Cow::Owned(specifier.to_owned());
            Some(Some(Target::External { ecosystem: Ecosystem::Npm, name, standard: true }))
        }
    }
}

/// The name of the package that a specifier reaches into.
fn package_name(specifier: &str) -> Option<&str> {
    let mut ends = specifier.match_indices('/').map(|(end, _)| end);
    let end = if specifier.starts_with('@') {
        // The scope ends with the first.
        ends.next()?;
        ends.next()
    } else {
        ends.next()
    };
    let name = specifier.get(..end.unwrap_or(specifier.len()))?;
    let name = name.split(['?', '#']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'@' | b'/' | b'~');
    let begins = name.trim_start_matches('@').bytes().next()?;
    (name.bytes().all(plain) && begins != b'/' && begins != b'~' && !name.ends_with('/')).then_some(name)
}

/// Whether the `paths` of a configuration lead a name into the tree.
fn declares(configuration: &TsConfig, specifier: &str) -> bool {
    let paths = configuration.compiler_options.paths.iter().flatten();
    let mut matching = paths.filter(|(pattern, _)| match pattern.split_once('*') {
        // One that answers everything says nothing of this name.
        Some(("", _)) => false,
        Some((start, end)) => specifier.starts_with(start) && specifier.ends_with(end),
        None => *pattern == specifier,
    });
    // Some only help the compiler to find a package.
    let is_of_package = |path: &std::path::PathBuf| path.iter().any(|part| part == "node_modules");
    matching.any(|(_, targets)| !targets.iter().all(is_of_package))
}

/// Every path that `exports` or `imports` gives for a key, under any condition. Of several patterns the most
/// exact counts.
fn offered(exports: &Value, rest: &str, offers: &mut Vec<String>) {
    let key = match rest {
        "" => ".".to_owned(),
        rest if rest.starts_with('#') => rest.to_owned(),
        rest => format!("./{rest}"),
    };
    let by_key = exports.as_object().filter(|map| map.keys().any(|key| key.starts_with(['.', '#'])));
    let Some(by_key) = by_key else {
        if rest.is_empty() {
            leaves(exports, "", offers, 0);
        }
        return;
    };
    if let Some(value) = by_key.get(&key) {
        return leaves(value, "", offers, 0);
    }
    let matching = by_key.iter().filter_map(|(pattern, value)| {
        // A folder is an older way to write a pattern.
        let (start, end) = pattern.split_once('*').or_else(|| pattern.ends_with('/').then_some((pattern, "")))?;
        let filled = key.strip_prefix(start)?.strip_suffix(end)?;
        Some(((start.len(), end.len()), filled, value))
    });
    if let Some((_, filled, value)) = matching.max_by_key(|(length, ..)| *length) {
        leaves(value, filled, offers, 0);
    }
}

/// Every text in a value, with `*` filled in. Deeper nesting than makes sense is left alone.
fn leaves(value: &Value, filled: &str, offers: &mut Vec<String>, depth: usize) {
    match value {
        Value::String(text) if text.ends_with('/') => offers.push(format!("{text}{filled}")),
        Value::String(text) => offers.push(text.replace('*', filled)),
        Value::Array(list) if depth < 8 => list.iter().for_each(|value| leaves(value, filled, offers, depth + 1)),
        Value::Object(map) if depth < 8 => map.values().for_each(|value| leaves(value, filled, offers, depth + 1)),
        _ => {}
    }
}

/// A path without the ending of what is built.
fn without_ending(path: &str) -> &str {
    let endings = [".d.ts", ".d.mts", ".d.cts", ".js", ".mjs", ".cjs", ".jsx"];
    let stem = endings.iter().find_map(|ending| path.strip_suffix(ending));
    stem.filter(|stem| !stem.is_empty() && !stem.ends_with('/')).unwrap_or(path)
}

/// Paths where the source of what is built at `path` may stand by custom, the likeliest first.
fn sources_of(path: &str) -> Vec<String> {
    let stem = without_ending(path);
    let mut sources = vec![stem.to_owned()];
    let mut rest = stem;
    while let Some((_, below)) = rest.split_once('/').filter(|(first, _)| MADE.contains(first)) {
        rest = below;
        sources.push(format!("src/{rest}"));
        sources.push(rest.to_owned());
    }
    sources
}

/// A message without the made-up root.
fn without_root(message: &str) -> String {
    message.replace(&format!("{}{}", super::view::ROOT, std::path::MAIN_SEPARATOR), "")
}
