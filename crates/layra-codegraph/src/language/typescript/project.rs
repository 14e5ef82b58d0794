//! What configurations say of the whole tree: which packages are linked into which, and what of a
//! `tsconfig.json` can be followed.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::Value;

use crate::graph::{Ecosystem, Note, NoteKind};
use crate::language::World;
use crate::manifest::TreePackage;
use crate::manifest::npm::pnpm_packages;
use crate::paths::{folder_of, folders_up, join, name_of};
use crate::tree::Known;

use super::resolve::is_whole;

/// The lists of what a package needs.
const DEPENDENCIES: &[&str] = &["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/// What the configurations of a tree say.
#[derive(Default)]
pub(super) struct Project {
    /// Links a package manager would make: where each stands, and which folder it leads to.
    pub(super) links: BTreeMap<String, String>,
    /// Texts of configurations that are not as the tree has them, with what leads nowhere taken out, and of
    /// those that are only known because another one names them.
    pub(super) replaced: BTreeMap<Known, String>,
    /// The packages of the tree that are linked somewhere: their folders and texts, by name.
    pub(super) members: BTreeMap<String, String>,
    /// Folders with a `package.json`, with what it says.
    pub(super) manifests: BTreeMap<String, Value>,
    /// Where the compiler writes to, and the folders it takes the sources of that from.
    pub(super) outputs: BTreeMap<String, Vec<String>>,
    /// What could not be followed.
    pub(super) notes: Vec<Note>,
}

impl Project {
    pub(super) fn new(world: &World<'_>) -> Self {
        let mut project = Self::default();
        for (file, text) in world.texts() {
            if name_of(world.tree().path(file)) == "package.json" {
                project.manifest(world, file, text);
            }
        }
        project.link(world);
        let mut waiting: Vec<Known> = world
            .texts()
            .map(|(file, _)| file)
            .filter(|file| is_compiler_configuration(world.tree().path(*file)))
            .collect();
        while let Some(file) = waiting.pop() {
            project.configuration(world, file, &mut waiting);
        }
        project
    }

    fn manifest(&mut self, world: &World<'_>, file: Known, text: &str) {
        match serde_json::from_str::<Value>(text) {
            Ok(value @ Value::Object(_)) => {
                self.manifests.insert(folder_of(world.tree().path(file)).to_owned(), value);
            }
            // That it is broken is said where it is read as a manifest. Here the folder is a package that
            // says nothing.
            _ => {
                self.replaced.insert(file, "{}".to_owned());
            }
        }
    }

    /// Links packages as their manager would when it installs.
    fn link(&mut self, world: &World<'_>) {
        let packages: Vec<&TreePackage> =
            world.packages().iter().filter(|package| package.ecosystem == Ecosystem::Npm).collect();
        let mut globs: Vec<(String, Vec<String>)> = Vec::new();
        for (folder, manifest) in &self.manifests {
            let workspaces = manifest.get("workspaces");
            let list = workspaces.and_then(|list| list.get("packages")).or(workspaces);
            globs.push((folder.clone(), strings(list)));
        }
        for (file, text) in world.texts() {
            let path = world.tree().path(file);
            let list = match name_of(path) {
                "pnpm-workspace.yaml" => {
                    let (list, fault) = pnpm_packages(text);
                    let note = |(line, message)| note(path, Some(line), message);
                    self.notes.extend(fault.map(note));
                    list
                }
                "lerna.json" => strings(relaxed(text).as_ref().and_then(|lerna| lerna.get("packages"))),
                _ => continue,
            };
            globs.push((folder_of(path).to_owned(), list));
        }
        globs.sort();
        for (root, globs) in globs.iter().filter(|(_, globs)| !globs.is_empty()) {
            let (wanted, unwanted) = sets(globs);
            for package in &packages {
                let Some(relative) = below(root, &package.folder) else { continue };
                if wanted.is_match(relative) && !unwanted.is_match(relative) {
                    self.add(root, &package.name, &package.folder);
                }
            }
        }
        let mut by_hand = Vec::new();
        for (folder, manifest) in &self.manifests {
            for list in DEPENDENCIES {
                for (name, value) in manifest.get(*list).and_then(Value::as_object).into_iter().flatten() {
                    let Some(value) = value.as_str() else { continue };
                    let path = ["file:", "link:", "portal:"].iter().find_map(|scheme| value.strip_prefix(scheme));
                    let wanted = value.strip_prefix("workspace:");
                    let target = if let Some(path) = path.or(wanted.filter(|wanted| wanted.starts_with('.'))) {
                        join(folder, path).filter(|target| self.manifests.contains_key(target))
                    } else if let Some(wanted) = wanted {
                        // `other@version` gives another package this name.
                        let other = wanted.rsplit_once('@').map(|(other, _)| other).filter(|other| !other.is_empty());
                        let wanted = other.unwrap_or(name);
                        let mut named = packages.iter().filter(|package| package.name == wanted);
                        named.next().filter(|_| named.next().is_none()).map(|package| package.folder.clone())
                    } else {
                        None
                    };
                    by_hand.extend(target.map(|target| (folder.clone(), name.clone(), target)));
                }
            }
        }
        by_hand.sort();
        for (folder, name, target) in by_hand {
            self.add(&folder, &name, &target);
        }
    }

    fn add(&mut self, root: &str, name: &str, target: &str) {
        // A name with `..` in it would stand somewhere else.
        let Some(place) = join(root, "node_modules").and_then(|folder| join(&folder, name)) else { return };
        if root == target || !place.ends_with(name) {
            return;
        }
        self.links.entry(place).or_insert_with(|| target.to_owned());
        self.members.entry(name.to_owned()).or_insert_with(|| target.to_owned());
    }

    /// Takes out of a `tsconfig.json` what it builds on and is not there. What is there and was not known
    /// is added to those that wait.
    fn configuration(&mut self, world: &World<'_>, file: Known, waiting: &mut Vec<Known>) {
        let path = world.tree().path(file);
        let folder = folder_of(path);
        let text = world.text(file).or_else(|| self.replaced.get(&file).map(String::as_str));
        let Some(mut value @ Value::Object(_)) = text.and_then(relaxed) else {
            self.notes.push(note(path, None, "not JSON: nothing of it counts".to_owned()));
            self.replaced.insert(file, "{}".to_owned());
            return;
        };
        self.output(folder, &value);
        let mut lost = Vec::new();
        let mut is_there = |target: Option<&str>, what: &str, endings: &[&str]| {
            let Some(target) = target else { return false };
            let found = self.named(world, folder, target, endings).is_some_and(|file| self.takes(world, file, waiting));
            if !found {
                lost.push(format!("{what} `{target}`, which is not in the tree"));
            }
            found
        };
        match value.get_mut("extends") {
            Some(Value::Array(targets)) => {
                targets.retain(|target| is_there(target.as_str(), "extends", &["", ".json", "/tsconfig.json"]));
            }
            Some(target) if !is_there(target.as_str(), "extends", &["", ".json", "/tsconfig.json"]) => {
                value["extends"] = Value::Array(Vec::new());
            }
            _ => {}
        }
        if let Some(Value::Array(references)) = value.get_mut("references") {
            references.retain(|reference| {
                let target = reference.get("path").and_then(Value::as_str);
                is_there(target, "refers to", &["", "/tsconfig.json"])
            });
        }
        if !lost.is_empty() {
            self.notes.extend(lost.into_iter().map(|message| note(path, None, message)));
            self.replaced.insert(file, value.to_string());
        }
    }

    /// Notes where the compiler writes to when a configuration in `folder` says so.
    fn output(&mut self, folder: &str, configuration: &Value) {
        let option = |name: &str| configuration.get("compilerOptions")?.get(name)?.as_str();
        let sources = match option("rootDir") {
            Some(root) => vec![join(folder, root)],
            None => vec![join(folder, "src"), Some(folder.to_owned())],
        };
        let sources: Vec<String> = sources.into_iter().flatten().collect();
        for written in ["outDir", "declarationDir"].into_iter().filter_map(option) {
            let own = |written: &String| written.is_empty() || sources.contains(written);
            let Some(written) = join(folder, written).filter(|written| !own(written)) else { continue };
            let known = self.outputs.entry(written).or_default();
            known.extend(sources.iter().cloned());
        }
    }

    /// The package that a file is part of: its folder, and what its `package.json` says.
    pub(super) fn package(&self, file: &str) -> Option<(&str, &Value)> {
        let (folder, manifest) = folders_up(folder_of(file)).find_map(|folder| self.manifests.get_key_value(folder))?;
        Some((folder, manifest))
    }

    /// Whether a package that a file is part of, directly or through others, needs another.
    pub(super) fn needs(&self, file: &str, name: &str) -> bool {
        folders_up(folder_of(file)).filter_map(|folder| self.manifests.get(folder)).any(|manifest| {
            DEPENDENCIES.iter().any(|list| manifest.get(*list).is_some_and(|list| list.get(name).is_some()))
        })
    }

    /// Whether the text of a configuration is known, if need be from now on.
    fn takes(&mut self, world: &World<'_>, file: Known, waiting: &mut Vec<Known>) -> bool {
        if world.text(file).is_some() || self.replaced.contains_key(&file) {
            return true;
        }
        let Some(text) = world.read(file) else { return false };
        self.replaced.insert(file, text);
        waiting.push(file);
        true
    }

    /// The configuration `target`, seen from `folder`, under any of the endings.
    fn named(&self, world: &World<'_>, folder: &str, target: &str, endings: &[&str]) -> Option<Known> {
        let find = |path: &str| {
            endings.iter().find_map(|ending| world.tree().find(format!("{path}{ending}").trim_start_matches('/')))
        };
        if target.starts_with('.') || endings.len() == 2 {
            return find(&join(folder, target)?);
        }
        // Of a package that is linked in.
        folders_up(folder).find_map(|folder| {
            let prefix = if folder.is_empty() { "node_modules/".to_owned() } else { format!("{folder}/node_modules/") };
            self.links.iter().find_map(|(link, linked)| {
                let rest = target.strip_prefix(link.strip_prefix(&prefix)?)?;
                find(&format!("{linked}{rest}")).filter(|_| is_whole(rest))
            })
        })
    }
}

fn note(path: &str, line: Option<u32>, message: String) -> Note {
    Note { path: path.to_owned(), line, kind: NoteKind::Degraded, message }
}

/// Whether a file is a configuration of the TypeScript compiler, by its name.
pub(super) fn is_compiler_configuration(path: &str) -> bool {
    let name = name_of(path);
    name.ends_with(".json") && (name.starts_with("tsconfig") || name.starts_with("jsconfig"))
}

/// JSON in which comments and commas at the end are allowed.
pub(super) fn relaxed(text: &str) -> Option<Value> {
    let mut text = text.to_owned();
    json_strip_comments::strip(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// `path` seen from `folder`, when it is below it.
fn below<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|entry| entry.as_str().map(str::to_owned)).collect()
}

/// The folders that globs of workspaces want, and those they do not.
fn sets(globs: &[String]) -> (GlobSet, GlobSet) {
    let mut wanted = GlobSetBuilder::new();
    let mut unwanted = GlobSetBuilder::new();
    for glob in globs {
        let (set, glob) = match glob.strip_prefix('!') {
            Some(glob) => (&mut unwanted, glob),
            None => (&mut wanted, glob.as_str()),
        };
        let glob = glob.trim_start_matches("./").trim_end_matches('/');
        // A glob that is none names no package.
        if let Ok(glob) = GlobBuilder::new(glob).literal_separator(true).build() {
            set.add(glob);
        }
    }
    (wanted.build().unwrap_or_default(), unwanted.build().unwrap_or_default())
}
