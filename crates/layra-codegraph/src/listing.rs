//! The graph as it is printed: one list for each sort of thing, with names in place of numbers.

use schemars::JsonSchema;
use serde::Serialize;

use crate::fact::Fact;
use crate::graph::{Ecosystem, EdgeKind, Graph, Note, Unresolved};

/// A whole [`Graph`], for JSON.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listing<'a> {
    /// The files, by path.
    pub files: Vec<ListedFile<'a>>,
    /// The packages of the tree, by folder.
    pub packages: Vec<ListedPackage<'a>>,
    /// The packages outside it, by ecosystem and name.
    pub externals: Vec<ListedExternal<'a>>,
    /// What depends on what, by where it begins.
    pub edges: Vec<ListedEdge<'a>>,
    /// Imports that lead nowhere, by place.
    pub unresolved: &'a [Unresolved],
    /// What manifests tell of technologies and services, by place.
    pub facts: &'a [Fact],
    /// What makes the graph less than it could be, by place.
    pub notes: &'a [Note],
}

/// A file of the graph.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedFile<'a> {
    /// Its path, relative to the root.
    pub path: &'a str,
    /// The language it was read as; null for a file that is only imported.
    pub language: Option<&'a str>,
    /// The name of the package it belongs to.
    pub package: Option<&'a str>,
    /// Whether it is a test.
    pub test: bool,
    /// Lines of text; 0 for a file that is only imported.
    pub lines: u32,
    /// Interfaces, traits, protocols and abstract classes it declares.
    pub abstract_types: u32,
    /// Classes, structures and enumerations it declares.
    pub concrete_types: u32,
}

/// A package of the tree.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedPackage<'a> {
    /// Whose package it is.
    pub ecosystem: Ecosystem,
    /// The name its manifest gives it.
    pub name: &'a str,
    /// Its folder, relative to the root; empty for the root itself.
    pub folder: &'a str,
    /// Its manifest, relative to the root.
    pub manifest: &'a str,
}

/// A package outside the tree.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedExternal<'a> {
    /// Where it comes from.
    pub ecosystem: Ecosystem,
    /// Its name there.
    pub name: &'a str,
    /// Whether it comes with the language.
    pub standard: bool,
}

/// An edge of the graph.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedEdge<'a> {
    /// The path of the file that depends.
    pub from: &'a str,
    /// What it depends on: a path, or an ecosystem and a name with a colon between.
    pub to: String,
    /// In which way.
    pub kind: EdgeKind,
    /// The line in `from`, counted from 1.
    pub line: u32,
}

impl<'a> Listing<'a> {
    /// The listing of `graph`.
    pub fn new(graph: &'a Graph) -> Self {
        let package = |id: crate::PackageId| graph.packages().get(id.0 as usize);
        Self {
            files: graph
                .files()
                .map(|(_, path, file)| ListedFile {
                    path,
                    language: file.language,
                    package: file.package.and_then(package).map(|package| package.name.as_str()),
                    test: file.test,
                    lines: file.lines,
                    abstract_types: file.types.abstracts,
                    concrete_types: file.types.concrete,
                })
                .collect(),
            packages: graph
                .packages()
                .iter()
                .map(|package| ListedPackage {
                    ecosystem: package.ecosystem,
                    name: &package.name,
                    folder: &package.folder,
                    manifest: &package.manifest,
                })
                .collect(),
            externals: graph
                .externals()
                .iter()
                .map(|external| ListedExternal {
                    ecosystem: external.ecosystem,
                    name: &external.name,
                    standard: external.standard,
                })
                .collect(),
            edges: graph
                .edges()
                .iter()
                .map(|edge| ListedEdge {
                    from: graph.path(edge.from),
                    to: graph.name(edge.to),
                    kind: edge.kind,
                    line: edge.line,
                })
                .collect(),
            unresolved: graph.unresolved(),
            facts: graph.facts(),
            notes: graph.notes(),
        }
    }
}
