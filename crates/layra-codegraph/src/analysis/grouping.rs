//! Files gathered into groups: what a graph looks like from further away.
//!
//! Nothing is lost on the way: every edge between two files is counted either inside a group or in one
//! dependency of a group on another.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::digraph::{Arc, Digraph};
use crate::graph::{Edge, EdgeKind, Graph, Node, Types};
use crate::paths::folder_of;

/// What the groups of a graph are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// The files that stand in one folder, without those in folders below it.
    Folders,
    /// The files of one package; all that belong to none are one group.
    Packages,
    /// Each file by itself.
    Files,
}

impl Of {
    /// The word for it, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Folders => "folders",
            Self::Packages => "packages",
            Self::Files => "files",
        }
    }
}

/// Files that are looked at as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it is called: a path, the name of a package, or `path/**` for all that is below a folder.
    pub name: String,
    /// The folder that all of it stands in, relative to the root.
    pub folder: String,
    /// How many files it has.
    pub files: u32,
    /// How many of them are tests.
    pub tests: u32,
    /// Lines of text.
    pub lines: u64,
    /// The types that its files declare, those of tests left out.
    pub types: Types,
    /// Edges between two of its files.
    pub inner: Counts,
}

impl Group {
    /// A group without files.
    pub(super) fn new(name: impl Into<String>, folder: &str) -> Self {
        Self {
            name: name.into(),
            folder: folder.to_owned(),
            files: 0,
            tests: 0,
            lines: 0,
            types: Types::default(),
            inner: Counts::default(),
        }
    }
}

/// Edges by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
pub struct Counts([u32; EdgeKind::ALL.len()]);

impl Counts {
    /// Those of one kind.
    pub fn of(self, kind: EdgeKind) -> u32 {
        self.0[kind as usize]
    }

    /// Those that are followed when a file is loaded or compiled: imports and re-exports. Cycles of these
    /// are what has to be cut; type-only and dynamic imports are the usual way to do so.
    pub fn loading(self) -> u32 {
        self.of(EdgeKind::Import) + self.of(EdgeKind::ReExport)
    }

    /// All that are not of tests.
    pub fn source(self) -> u32 {
        self.total() - self.of(EdgeKind::Test)
    }

    /// All.
    pub fn total(self) -> u32 {
        self.0.iter().sum()
    }

    fn add(&mut self, kind: EdgeKind) {
        self.0[kind as usize] += 1;
    }
}

/// One group depends on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dependency {
    /// The group that depends, by its place.
    pub from: u32,
    /// The group it depends on.
    pub to: u32,
    /// The edges between their files.
    pub counts: Counts,
    /// One of these edges: the first of those that matter most, which are loading ones, then those that
    /// are not of tests.
    pub example: Edge,
}

/// The groups of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped {
    /// The groups, by name.
    pub groups: Vec<Group>,
    /// The group of each file of the graph; none for a file that is left out.
    pub group_of: Vec<Option<u32>>,
    /// What depends on what, by where it begins and leads.
    pub dependencies: Vec<Dependency>,
}

impl Grouped {
    /// The groups of `graph`.
    pub fn new(graph: &Graph, of: Of) -> Self {
        let mut numbers: BTreeMap<(String, String), u32> = BTreeMap::new();
        let names = package_names(graph);
        let key = |path: &str, package: Option<crate::PackageId>| match of {
            Of::Folders => (shown(folder_of(path)).to_owned(), folder_of(path).to_owned()),
            Of::Files => (path.to_owned(), folder_of(path).to_owned()),
            Of::Packages => match package.and_then(|id| Some((names.get(id.0 as usize)?, id))) {
                Some((name, id)) => (name.clone(), graph.packages()[id.0 as usize].folder.clone()),
                None => ("(no package)".to_owned(), String::new()),
            },
        };
        for (_, path, file) in graph.files() {
            numbers.insert(key(path, file.package), 0);
        }
        for (number, slot) in (0..).zip(numbers.values_mut()) {
            *slot = number;
        }
        let group_of = graph.files().map(|(_, path, file)| numbers.get(&key(path, file.package)).copied()).collect();
        let groups = numbers.keys().map(|(name, folder)| Group::new(name, folder)).collect();
        Self::gather(graph, groups, group_of)
    }

    /// The graph seen through `groups`, which are by name and still empty, and the group of each file.
    pub(super) fn gather(graph: &Graph, mut groups: Vec<Group>, group_of: Vec<Option<u32>>) -> Self {
        for ((_, _, file), group) in graph.files().zip(&group_of) {
            let Some(group) = group.and_then(|group| groups.get_mut(group as usize)) else { continue };
            group.files += 1;
            group.lines += u64::from(file.lines);
            if file.test {
                group.tests += 1;
            } else {
                group.types.abstracts += file.types.abstracts;
                group.types.concrete += file.types.concrete;
            }
        }
        let mut pairs: Vec<((u32, u32), &Edge)> = Vec::new();
        for edge in graph.edges() {
            let Node::File(to) = edge.to else { continue };
            let (Some(from), Some(to)) = (group_of[edge.from.0 as usize], group_of[to.0 as usize]) else { continue };
            if from == to {
                groups[from as usize].inner.add(edge.kind);
            } else {
                pairs.push(((from, to), edge));
            }
        }
        pairs.sort_unstable_by_key(|(pair, edge)| (*pair, class(edge.kind), **edge));
        let mut dependencies: Vec<Dependency> = Vec::new();
        for ((from, to), edge) in pairs {
            match dependencies.last_mut() {
                Some(last) if (last.from, last.to) == (from, to) => last.counts.add(edge.kind),
                _ => {
                    let mut counts = Counts::default();
                    counts.add(edge.kind);
                    dependencies.push(Dependency { from, to, counts, example: *edge });
                }
            }
        }
        Self { groups, group_of, dependencies }
    }

    /// The name of a group.
    pub fn name(&self, group: u32) -> &str {
        self.groups.get(group as usize).map_or("", |group| &group.name)
    }

    /// The dependency of one group on another.
    pub fn dependency(&self, from: u32, to: u32) -> Option<&Dependency> {
        let found = self.dependencies.binary_search_by_key(&(from, to), |each| (each.from, each.to)).ok()?;
        self.dependencies.get(found)
    }

    /// The dependencies that count for cycles, weighed by their loading edges.
    pub fn loading(&self) -> Digraph {
        self.digraph(Counts::loading)
    }

    /// The dependencies, weighed by the edges that are not of tests.
    pub fn source(&self) -> Digraph {
        self.digraph(Counts::source)
    }

    fn digraph(&self, weight: impl Fn(Counts) -> u32) -> Digraph {
        let arc = |each: &Dependency| Arc { from: each.from, to: each.to, weight: weight(each.counts) };
        Digraph::new(self.groups.len(), self.dependencies.iter().map(arc))
    }
}

/// A folder as it is shown: the root is a full stop.
pub(super) fn shown(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

/// How much an edge matters; less is more.
fn class(kind: EdgeKind) -> u8 {
    match kind {
        EdgeKind::Import | EdgeKind::ReExport => 0,
        EdgeKind::TypeOnly | EdgeKind::Dynamic => 1,
        EdgeKind::Test => 2,
    }
}

/// The name of each package, with its folder where another one is called the same.
fn package_names(graph: &Graph) -> Vec<String> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for package in graph.packages() {
        *count.entry(&package.name).or_default() += 1;
    }
    let name = |package: &crate::Package| match count.get(package.name.as_str()) {
        Some(1) => package.name.clone(),
        _ => format!("{} ({} in {})", package.name, package.ecosystem.as_str(), shown(&package.folder)),
    };
    graph.packages().iter().map(name).collect()
}
