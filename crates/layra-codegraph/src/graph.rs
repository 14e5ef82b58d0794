//! The graph: files, packages and external packages, and what depends on what.
//!
//! Everything is in vectors, sorted, and named by its place there: files by path, packages by folder,
//! externals by ecosystem and name, edges by where they begin. The graph of a million lines takes a few
//! megabytes.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::Fact;
use crate::language::{self, Reading};
use crate::paths::Paths;

/// A file of a [`Graph`], by its place in the order of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A package of a [`Graph`], by its place in the order of folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PackageId(pub u32);

/// An external package of a [`Graph`], by its place in the order of ecosystems and names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ExternalId(pub u32);

/// The name of a language, in lower case.
pub type LanguageName = &'static str;

/// A file that takes part in the graph: one a language read, or one that such a file imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// The name of the language it was read as; none for a file that is only imported, like a picture.
    #[serde(with = "by_number")]
    pub language: Option<LanguageName>,
    /// The package whose folder it stands in.
    pub package: Option<PackageId>,
    /// Whether it is a test, by the customs of its language.
    pub test: bool,
    /// Lines of text; 0 for a file that is only imported.
    pub lines: u32,
    /// The types it declares.
    pub types: Types,
}

/// How many types a file declares, told apart as Martin's abstractness needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Types {
    /// Interfaces, traits, protocols, abstract classes, type aliases that only describe.
    pub abstracts: u32,
    /// Classes, structures, enumerations.
    pub concrete: u32,
}

/// A package of the tree itself: a folder with a manifest that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Whose package it is.
    pub ecosystem: Ecosystem,
    /// The name its manifest gives it.
    pub name: String,
    /// Its folder, relative to the root; empty for the root itself.
    pub folder: String,
    /// The manifest, relative to the root.
    pub manifest: String,
}

/// A package that the tree depends on and does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct External {
    /// Where such packages come from.
    pub ecosystem: Ecosystem,
    /// Its name there, without the path inside it.
    pub name: String,
    /// Whether it comes with the language.
    pub standard: bool,
}

/// Where packages come from, in the words of the technologies' vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ecosystem {
    /// JavaScript and TypeScript.
    Npm,
    /// Python.
    Pypi,
    /// Rust.
    Crates,
    /// Java and Kotlin.
    Maven,
    /// Go.
    Go,
    /// C# and its kin.
    Nuget,
}

impl Ecosystem {
    /// The word for it, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pypi => "pypi",
            Self::Crates => "crates",
            Self::Maven => "maven",
            Self::Go => "go",
            Self::Nuget => "nuget",
        }
    }
}

/// What an edge leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Node {
    /// A file of the tree.
    File(FileId),
    /// A package outside it.
    External(ExternalId),
}

/// One file depends on something.
///
/// There is one edge for each pair and kind; `line` is the first that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edge {
    /// The file that depends.
    pub from: FileId,
    /// What it depends on.
    pub to: Node,
    /// In which way.
    pub kind: EdgeKind,
    /// The line in `from`, counted from 1.
    pub line: u32,
}

/// In which way a file depends on something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// It is needed when the file is loaded or compiled.
    Import,
    /// It only lends types, and is gone when the program runs.
    TypeOnly,
    /// It is imported to be passed on.
    ReExport,
    /// It is loaded while the program runs: dynamic imports, imports inside functions.
    Dynamic,
    /// It is needed by a test alone.
    Test,
}

impl EdgeKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Import, Self::TypeOnly, Self::ReExport, Self::Dynamic, Self::Test];

    /// The word for it, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::TypeOnly => "type-only",
            Self::ReExport => "re-export",
            Self::Dynamic => "dynamic",
            Self::Test => "test",
        }
    }
}

/// An import that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Unresolved {
    /// The file, relative to the root.
    pub path: String,
    /// The line, counted from 1.
    pub line: u32,
    /// What it imports, as written.
    pub import: String,
    /// Why it leads nowhere.
    pub reason: String,
}

/// Something about the tree that makes the graph less than it could be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// The file or folder, relative to the root.
    pub path: String,
    /// The line, counted from 1; none when it is about the whole.
    pub line: Option<u32>,
    /// What sort of thing it is.
    pub kind: NoteKind,
    /// What is the matter.
    pub message: String,
}

/// What a [`Note`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// A file or folder was not read.
    Skipped,
    /// A file was read and is broken in places; the rest of it counts.
    Broken,
    /// A configuration could not be followed in full.
    Degraded,
}

/// What depends on what in a tree. Made by [`read`](crate::read()).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Graph {
    pub(crate) paths: Paths,
    pub(crate) files: Vec<File>,
    pub(crate) packages: Vec<Package>,
    pub(crate) externals: Vec<External>,
    pub(crate) edges: Vec<Edge>,
    /// Where the edges of each file begin in `edges`, and one more for the end.
    pub(crate) begins: Vec<u32>,
    pub(crate) unresolved: Vec<Unresolved>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) notes: Vec<Note>,
}

impl Graph {
    /// The files, by path.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (FileId, &str, &File)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), self.paths.get(index), file))
    }

    /// A file.
    ///
    /// # Panics
    /// When `id` is of another graph that has more files.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// The path of a file, relative to the root, with `/` between its parts.
    pub fn path(&self, id: FileId) -> &str {
        self.paths.get(id.0 as usize)
    }

    /// The file at `path`.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let (mut low, mut high) = (0, self.paths.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.paths.get(middle).cmp(path) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(FileId(middle as u32)),
            }
        }
        None
    }

    /// The packages of the tree, by folder.
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// The packages outside the tree, by ecosystem and name.
    pub fn externals(&self) -> &[External] {
        &self.externals
    }

    /// A package outside the tree.
    ///
    /// # Panics
    /// When `id` is of another graph that has more.
    pub fn external(&self, id: ExternalId) -> &External {
        &self.externals[id.0 as usize]
    }

    /// Takes over a new state of a file in which what it imports only stands on other lines; none when the
    /// file is not there. `lines` says where what stood on a line before stands now.
    pub(crate) fn move_lines(&mut self, path: &str, now: &Reading, lines: &BTreeMap<u32, u32>) -> Option<()> {
        let id = self.find(path)?;
        let file = &mut self.files[id.0 as usize];
        (file.lines, file.types) = (now.lines, now.types);
        let moved = |line: &mut u32| {
            if let Some(to) = lines.get(line) {
                *line = *to;
            }
        };
        let edges = self.bounds(id);
        self.edges[edges].iter_mut().for_each(|edge| moved(&mut edge.line));
        let of_it = self.unresolved.iter_mut().filter(|unresolved| unresolved.path == path);
        of_it.for_each(|unresolved| moved(&mut unresolved.line));
        Some(())
    }

    /// All edges, by where they begin, where they lead, and kind.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edges that begin at a file.
    pub fn edges_from(&self, id: FileId) -> &[Edge] {
        &self.edges[self.bounds(id)]
    }

    fn bounds(&self, id: FileId) -> Range<usize> {
        let begin = |index: usize| self.begins.get(index).map_or(self.edges.len(), |begin| *begin as usize);
        begin(id.0 as usize)..begin(id.0 as usize + 1)
    }

    /// What an edge leads to, as shown: a path, or `npm:name`.
    pub fn name(&self, node: Node) -> String {
        match node {
            Node::File(id) => self.path(id).to_owned(),
            Node::External(id) => {
                let external = self.external(id);
                format!("{}:{}", external.ecosystem.as_str(), external.name)
            }
        }
    }

    /// Imports that lead nowhere, by place.
    pub fn unresolved(&self) -> &[Unresolved] {
        &self.unresolved
    }

    /// What manifests tell, by place.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// What makes the graph less than it could be, by place.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}

/// A language by its number in [`language::ALL`]: names that live as long as the program cannot be read back.
mod by_number {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::language;

    pub(super) fn serialize<S: Serializer>(name: &Option<&'static str>, serializer: S) -> Result<S::Ok, S::Error> {
        let number = name.and_then(|name| language::ALL.iter().position(|language| language.name() == name));
        number.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'static str>, D::Error> {
        let number = Option::<usize>::deserialize(deserializer)?;
        Ok(number.and_then(|number| language::ALL.get(number)).map(|language| language.name()))
    }
}
