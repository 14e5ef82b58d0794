//! `package.json`: packages of JavaScript and TypeScript.

use crate::fact::{Purpose, What};
use crate::graph::Ecosystem;
use crate::manifest::{Manifest, Stated, document};
use crate::paths::name_of;

/// `package.json`.
pub(super) struct PackageJson;

/// The lists of dependencies, and what they are for.
const LISTS: &[(&str, Purpose)] = &[
    ("dependencies", Purpose::Run),
    ("optionalDependencies", Purpose::Run),
    ("peerDependencies", Purpose::Run),
    ("devDependencies", Purpose::Develop),
];

impl Manifest for PackageJson {
    fn reads(&self, path: &str) -> bool {
        name_of(path) == "package.json"
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        let written = match document::json(text) {
            Ok(written) => written,
            Err(fault) => return Stated { notes: vec![fault], ..Stated::default() },
        };
        let mut facts = Vec::new();
        for (list, purpose) in LISTS {
            for entry in written.get(list).map(document::Node::entries).unwrap_or_default() {
                let wanted = entry.node.text().unwrap_or_default();
                // Those of the tree itself are no technology.
                if ["workspace:", "file:", "link:", "portal:"].iter().any(|own| wanted.starts_with(own)) {
                    continue;
                }
                let name = aliased(wanted).unwrap_or(&entry.key).to_owned();
                facts.push((entry.line, What::Dependency { ecosystem: Ecosystem::Npm, name, purpose: *purpose }));
            }
        }
        let package = written.text_at("name").map(|name| (Ecosystem::Npm, name.to_owned()));
        Stated { package, facts, notes: Vec::new() }
    }
}

/// The globs of packages in a `pnpm-workspace.yaml`, and the first fault of the text with its line.
pub(crate) fn pnpm_packages(text: &str) -> (Vec<String>, Option<(u32, String)>) {
    let (documents, fault) = document::yaml(text);
    let globs = documents.first().and_then(|document| document.get("packages")).map(document::Node::items);
    let globs = globs.into_iter().flatten().filter_map(document::Node::text);
    (globs.map(str::to_owned).collect(), fault)
}

/// The package that `npm:name@version` stands for.
fn aliased(wanted: &str) -> Option<&str> {
    let name = wanted.strip_prefix("npm:")?;
    match name.rsplit_once('@') {
        // The sign at the beginning belongs to the name.
        Some((before, _)) if !before.is_empty() => Some(before),
        _ => Some(name),
    }
}
