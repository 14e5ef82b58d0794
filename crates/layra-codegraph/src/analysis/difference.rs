//! What changed from one graph to another.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Analysis;
use super::grouping::Of;
use super::measures::Measures;
use super::report::{ListedCycle, ListedDependency};
use crate::graph::{EdgeKind, Graph, Note};
use crate::listing::ListedEdge;

/// What changed from one graph to another, by names. A file that was moved is one that is gone and one that
/// is new.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Difference<'a> {
    /// What the groups are.
    pub of: Of,
    /// Figures about the graph before.
    pub before: Measures,
    /// Figures about the graph after.
    pub after: Measures,
    /// Files of the graph.
    pub files: Changes<&'a str>,
    /// Packages outside the tree, each as ecosystem and name with a colon between.
    pub externals: Changes<String>,
    /// Dependencies of groups.
    pub dependencies: Changes<ListedDependency<'a>>,
    /// Cycles. One with groups in it that were not in one cycle before is new; one whose groups are no
    /// longer in one cycle is gone.
    pub cycles: Changes<ChangedCycle<'a>>,
    /// Edges, apart from their lines.
    pub edges: Changes<ListedEdge<'a>>,
    /// What makes either graph less than it could be: what changed there may be wrong.
    pub notes: BothNotes<'a>,
}

/// The notes of both graphs, each by place.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BothNotes<'a> {
    /// Of the graph before.
    pub before: &'a [Note],
    /// Of the graph after.
    pub after: &'a [Note],
}

/// A cycle that is in one of two graphs.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangedCycle<'a> {
    /// The cycle.
    #[serde(flatten)]
    pub cycle: ListedCycle<'a>,
    /// Its groups that are not in that cycle of the other graph with which it has the most groups in common: by
    /// them it grew or shrank. All of them where it has nothing in common with any.
    pub apart: Vec<&'a str>,
}

/// What is new and what is gone, each in order.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changes<T> {
    /// In the graph after and not in the one before.
    pub added: Vec<T>,
    /// In the graph before and not in the one after.
    pub removed: Vec<T>,
}

impl<T> Changes<T> {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

impl<'a> Difference<'a> {
    /// What changed. Both are in groups of the same sort.
    pub fn new(before: &'a Analysis<'a>, after: &'a Analysis<'a>) -> Self {
        let files = |graph: &'a Graph| graph.files().map(|(_, path, _)| (path, path)).collect();
        let externals = |graph: &Graph| {
            let name = |external: &crate::External| format!("{}:{}", external.ecosystem.as_str(), external.name);
            graph.externals().iter().map(name).map(|name| (name.clone(), name)).collect()
        };
        let dependencies = |of: &'a Analysis<'a>| {
            let listed = of.grouped.dependencies.iter().map(|each| of.listed(each));
            listed.map(|each| ((each.from, each.to), each)).collect()
        };
        Self {
            of: after.of,
            before: Measures::new(before.graph),
            after: Measures::new(after.graph),
            files: changes(files(before.graph), files(after.graph)),
            externals: changes(externals(before.graph), externals(after.graph)),
            dependencies: changes(dependencies(before), dependencies(after)),
            cycles: Changes { added: not_within(after, before), removed: not_within(before, after) },
            edges: changes(edges(before.graph), edges(after.graph)),
            notes: BothNotes { before: before.graph.notes(), after: after.graph.notes() },
        }
    }

    /// Whether nothing changed that the graphs tell of.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.externals.is_empty() && self.edges.is_empty()
    }
}

fn changes<K: Ord, T>(mut before: BTreeMap<K, T>, mut after: BTreeMap<K, T>) -> Changes<T> {
    before.retain(|key, _| after.remove(key).is_none());
    Changes { added: after.into_values().collect(), removed: before.into_values().collect() }
}

fn edges(graph: &Graph) -> BTreeMap<(&str, String, EdgeKind), ListedEdge<'_>> {
    let listed = graph.edges().iter().map(|edge| ListedEdge {
        from: graph.path(edge.from),
        to: graph.name(edge.to),
        kind: edge.kind,
        line: edge.line,
    });
    listed.map(|edge| ((edge.from, edge.to.clone(), edge.kind), edge)).collect()
}

/// The cycles of `these` that are not in one cycle of `those`.
fn not_within<'a>(these: &'a Analysis<'a>, those: &'a Analysis<'a>) -> Vec<ChangedCycle<'a>> {
    let mut home: BTreeMap<&str, usize> = BTreeMap::new();
    for (nth, cycle) in those.cycles.iter().enumerate() {
        home.extend(cycle.members.iter().map(|&member| (those.grouped.name(member), nth)));
    }
    let changed = these.cycles.iter().filter_map(|cycle| {
        let members: Vec<&str> = cycle.members.iter().map(|&member| these.grouped.name(member)).collect();
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for nth in members.iter().filter_map(|name| home.get(name)) {
            *common.entry(*nth).or_default() += 1;
        }
        let nearest = common.into_iter().max_by_key(|(nth, count)| (*count, Reverse(*nth))).map(|(nth, _)| nth);
        let is_apart = |name: &&str| nearest.is_none() || home.get(name).copied() != nearest;
        let apart: Vec<&str> = members.into_iter().filter(is_apart).collect();
        (!apart.is_empty()).then(|| ChangedCycle { cycle: these.listed_cycle(cycle), apart })
    });
    changed.collect()
}
