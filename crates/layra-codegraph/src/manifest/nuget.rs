//! Project files of .NET.

use crate::fact::{Purpose, What};
use crate::graph::Ecosystem;
use crate::manifest::document::{self, Node};
use crate::manifest::{Manifest, Stated};
use crate::paths::{extension_of, join, name_of};

/// `*.csproj` and its kin, properties that projects share, and `packages.config`.
pub(super) struct Project;

impl Manifest for Project {
    fn reads(&self, path: &str) -> bool {
        is_project(path)
            || matches!(extension_of(path), "props" | "targets") && name_of(path).starts_with("Directory.")
            || name_of(path) == "packages.config"
    }

    fn read(&self, path: &str, text: &str) -> Stated {
        let (root, fault) = document::xml(text);
        let mut stated = Stated { notes: fault.into_iter().collect(), ..Stated::default() };
        if name_of(path) == "packages.config" {
            for package in root.all("package") {
                let purpose = if package.text_at("developmentDependency") == Some("true") {
                    Purpose::Develop
                } else {
                    Purpose::Run
                };
                stated.facts.extend(package.text_at("id").map(|name| fact(package.line, name, purpose)));
            }
            return stated;
        }
        if is_project(path) {
            let property = |name| properties(&root).find_map(|group| group.text_at(name));
            let named = property("PackageId").or_else(|| property("AssemblyName")).filter(|name| !name.contains('$'));
            let stem = name_of(path).rsplit_once('.').map_or("", |(stem, _)| stem);
            stated.package = Some((Ecosystem::Nuget, named.unwrap_or(stem).to_owned()));
        }
        let is_test = is_test(&root);
        for item in items(&root, "PackageReference").chain(items(&root, "GlobalPackageReference")) {
            let is_private = item.text_at("PrivateAssets").is_some_and(|assets| assets.eq_ignore_ascii_case("all"));
            let purpose = match (is_test, is_private) {
                (true, _) => Purpose::Develop,
                (false, true) => Purpose::Build,
                (false, false) => Purpose::Run,
            };
            stated.facts.extend(item.text_at("Include").map(|name| fact(item.line, name, purpose)));
        }
        stated
    }
}

fn is_project(path: &str) -> bool {
    matches!(extension_of(path), "csproj" | "fsproj" | "vbproj")
}

/// Whether a project holds tests.
fn is_test(root: &Node) -> bool {
    items(root, "PackageReference").any(|item| item.text_at("Include") == Some("Microsoft.NET.Test.Sdk"))
        || properties(root).any(|group| group.text_at("IsTestProject") == Some("true"))
}

fn fact(line: u32, name: &str, purpose: Purpose) -> (u32, What) {
    (line, What::Dependency { ecosystem: Ecosystem::Nuget, name: name.to_owned(), purpose })
}

fn properties(root: &Node) -> impl Iterator<Item = &Node> {
    root.all("PropertyGroup")
}

fn items<'a>(root: &'a Node, kind: &'a str) -> impl Iterator<Item = &'a Node> {
    root.all("ItemGroup").flat_map(move |group| group.all(kind))
}

/// What stands for the folder of a project file, with a slash at its end.
const OWN_FOLDER: &[&str] = &["$(MSBuildThisFileDirectory)", "$(MSBuildProjectDirectory)/"];

/// What a project file says to those who resolve names.
#[derive(Debug, Default)]
pub(crate) struct References {
    /// Other project files with the lines that name them, relative to the root of the tree.
    pub(crate) projects: Vec<(u32, String)>,
    /// Namespaces that all its files use.
    pub(crate) usings: Vec<String>,
    /// Names that all its files use for something else, and for what.
    pub(crate) aliases: Vec<(String, String)>,
    /// Whether it holds tests.
    pub(crate) is_test: bool,
    /// Packages from elsewhere.
    pub(crate) packages: Vec<String>,
}

impl References {
    /// Reads the text of a project file, or of properties that projects share, that stands in `folder`.
    pub(crate) fn read(folder: &str, text: &str) -> Self {
        let (root, _) = document::xml(text);
        let projects = items(&root, "ProjectReference").filter_map(|item| {
            let path = item.text_at("Include")?.replace('\\', "/");
            let path = OWN_FOLDER.iter().fold(path, |path, name| path.replace(name, ""));
            // What else is filled in is not known.
            let is_plain = !path.contains(['$', '*', '@', ';']);
            Some((item.line, join(folder, &path).filter(|_| is_plain)?))
        });
        let projects = projects.collect();
        let aliases = items(&root, "Using")
            .filter_map(|item| Some((item.text_at("Alias")?.to_owned(), item.text_at("Include")?.to_owned())));
        let is_plain = |item: &&Node| item.get("Alias").is_none() && item.text_at("Static") != Some("true");
        let usings = items(&root, "Using").filter(is_plain);
        let names = |items: &mut dyn Iterator<Item = &Node>| {
            items.filter_map(|item| item.text_at("Include")).map(str::to_owned).collect()
        };
        let usings = names(&mut usings.into_iter());
        let packages = names(&mut items(&root, "PackageReference"));
        Self { projects, usings, aliases: aliases.collect(), is_test: is_test(&root), packages }
    }
}
