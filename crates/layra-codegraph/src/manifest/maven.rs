//! `pom.xml`: modules of Maven.

use std::collections::HashMap;

use crate::fact::{Purpose, What};
use crate::graph::Ecosystem;
use crate::manifest::document::{self, Node};
use crate::manifest::{Manifest, Stated};
use crate::paths::name_of;

/// `pom.xml`.
pub(super) struct Pom;

/// The group of plugins that name none.
const OWN_PLUGINS: &str = "org.apache.maven.plugins";

impl Manifest for Pom {
    fn reads(&self, path: &str) -> bool {
        name_of(path) == "pom.xml"
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        let (project, fault) = document::xml(text);
        let mut stated = Stated { notes: fault.into_iter().collect(), ..Stated::default() };
        let known = Properties::of(&project);
        if let Some(artefact) = project.text_at("artifactId") {
            let group = known.group.map(|group| format!("{}:", known.filled(group))).unwrap_or_default();
            stated.package = Some((Ecosystem::Maven, format!("{group}{}", known.filled(artefact))));
        }
        let profiles = project.get("profiles").into_iter().flat_map(|profiles| profiles.all("profile"));
        for part in profiles.chain([&project]) {
            for dependency in part.get("dependencies").into_iter().flat_map(|list| list.all("dependency")) {
                let purpose = match dependency.text_at("scope") {
                    Some("test") => Purpose::Develop,
                    Some("provided" | "import") => Purpose::Build,
                    _ => Purpose::Run,
                };
                stated.facts.extend(known.fact(dependency, None, purpose));
            }
            let plugins = part.at(&["build", "plugins"]).into_iter().flat_map(|list| list.all("plugin"));
            stated.facts.extend(plugins.filter_map(|plugin| known.fact(plugin, Some(OWN_PLUGINS), Purpose::Build)));
        }
        stated
    }
}

/// Group and artefact of the module that a `pom.xml` describes, and of all it depends on.
pub(crate) fn artefacts(text: &str) -> (Option<String>, Vec<String>) {
    let stated = Pom.read("", text);
    let dependencies = stated.facts.into_iter().filter_map(|(_, what)| match what {
        What::Dependency { name, .. } => Some(name),
        _ => None,
    });
    (stated.package.map(|(_, name)| name), dependencies.collect())
}

/// Values that stand for `${...}`.
struct Properties<'a> {
    group: Option<&'a str>,
    values: HashMap<&'a str, &'a str>,
}

impl<'a> Properties<'a> {
    fn of(project: &'a Node) -> Self {
        let group = project.text_at("groupId").or_else(|| project.at(&["parent", "groupId"]).and_then(Node::text));
        let written = project.get("properties").map(Node::entries).unwrap_or_default();
        let mut values: HashMap<_, _> =
            written.iter().filter_map(|entry| Some((entry.key.as_str(), entry.node.text()?))).collect();
        if let Some(group) = group {
            values.extend([("project.groupId", group), ("groupId", group), ("pom.groupId", group)]);
        }
        Self { group, values }
    }

    /// A text with what is known filled in, once: a value that names itself must not go on for ever.
    fn filled(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            filled.push_str(before);
            let (name, left) = after.split_once('}').unwrap_or((after, ""));
            match self.values.get(name) {
                Some(value) => filled.push_str(value),
                None => filled.push_str(&format!("${{{name}}}")),
            }
            rest = left;
        }
        filled + rest
    }

    /// The fact that something with group and artefact is needed.
    fn fact(&self, dependency: &Node, otherwise: Option<&str>, purpose: Purpose) -> Option<(u32, What)> {
        let artefact = dependency.text_at("artifactId")?;
        let group = dependency.text_at("groupId").or(otherwise)?;
        let name = format!("{}:{}", self.filled(group), self.filled(artefact));
        Some((dependency.line, What::Dependency { ecosystem: Ecosystem::Maven, name, purpose }))
    }
}
