//! Which modules of Maven and Gradle see which, as far as their build files say it plainly.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::language::World;
use crate::manifest::{gradle, maven};
use crate::paths::{folder_of, name_of};

/// The modules of a tree, by folder.
#[derive(Default)]
pub(super) struct Modules {
    numbers: FxHashMap<String, usize>,
    /// For each module those it depends on, at any remove; none when its build file refers to something
    /// that cannot be found, so that it may see anything.
    sees: Vec<Option<FxHashSet<usize>>>,
}

/// What one folder's build files say.
#[derive(Default)]
struct Build {
    /// Group and artefact of Maven.
    artefact: Option<String>,
    artefacts: Vec<String>,
    projects: Vec<gradle::Reference>,
}

impl Modules {
    pub(super) fn new(world: &World<'_>) -> Self {
        let mut builds: BTreeMap<&str, Build> = BTreeMap::new();
        for (file, text) in world.texts() {
            let path = world.tree().path(file);
            if !super::is_build_file(path) {
                continue;
            }
            let build = builds.entry(folder_of(path)).or_default();
            if name_of(path) == "pom.xml" {
                let (artefact, artefacts) = maven::artefacts(text);
                build.artefact = artefact;
                build.artefacts.extend(artefacts);
            } else {
                build.projects.extend(gradle::references(text));
            }
        }
        let folders: Vec<&str> = builds.keys().copied().collect();
        let mut by_artefact: FxHashMap<&str, usize> = FxHashMap::default();
        let mut by_name: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (number, (folder, build)) in builds.iter().enumerate() {
            if let Some(artefact) = &build.artefact {
                by_artefact.insert(artefact, number);
            }
            by_name.entry(gradle::squeezed(name_of(folder))).or_default().push(number);
        }
        let mut near: Vec<Option<FxHashSet<usize>>> = Vec::new();
        for (folder, build) in &builds {
            let mut seen = FxHashSet::default();
            let mut is_known = true;
            // Those of nobody here are libraries.
            seen.extend(build.artefacts.iter().filter_map(|artefact| by_artefact.get(artefact.as_str()).copied()));
            for reference in &build.projects {
                let mut named = by_name.get(reference.name()).into_iter().flatten().copied();
                let meant = named.find(|number| folders.get(*number).is_some_and(|folder| reference.means(folder)));
                seen.extend(meant);
                is_known &= meant.is_some();
            }
            // What a folder further up says may be for all below it.
            for (number, other) in folders.iter().enumerate() {
                let is_around =
                    other.is_empty() || folder.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
                if is_around && other != folder {
                    seen.insert(number);
                }
            }
            near.push(is_known.then_some(seen));
        }
        let sees = (0..near.len()).map(|number| reach(number, &near)).collect();
        Self {
            numbers: folders.iter().enumerate().map(|(number, folder)| ((*folder).to_owned(), number)).collect(),
            sees,
        }
    }

    /// Whether the module in one folder may see the module in another. What is not known may be.
    pub(super) fn may_see(&self, from: &str, to: &str) -> bool {
        match (self.numbers.get(from), self.numbers.get(to)) {
            (Some(from), Some(to)) => match self.sees.get(*from) {
                Some(Some(seen)) => from == to || seen.contains(to),
                _ => true,
            },
            _ => true,
        }
    }
}

/// All modules that can be reached from one.
fn reach(from: usize, near: &[Option<FxHashSet<usize>>]) -> Option<FxHashSet<usize>> {
    let mut found = FxHashSet::default();
    let mut waiting = vec![from];
    while let Some(next) = waiting.pop() {
        if found.insert(next) {
            waiting.extend(near.get(next)?.as_ref()?);
        }
    }
    Some(found)
}
