//! Figures about a graph and its groups.
//!
//! Edges of tests are not counted here: a test may know whatever it tests.

use schemars::JsonSchema;
use serde::Serialize;

use super::components::Components;
use super::cycles::Cycle;
use super::digraph::{Arc, Digraph};
use super::grouping::Grouped;
use crate::graph::{EdgeKind, Graph, Node};

/// Targets that are followed at a time: as many as there are bits in [`Bits`].
const AT_ONCE: usize = 512;
/// The targets that something reaches.
type Bits = [u64; AT_ONCE / 64];
/// Steps beyond which nobody waits for the propagation cost.
const STEPS: usize = 4_000_000_000;

/// Figures about the files of a graph that a language read and that are no tests.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Measures {
    /// Files that a language read, without tests.
    pub files: usize,
    /// Files that are tests.
    pub tests: usize,
    /// Lines of both.
    pub lines: u64,
    /// The share of files that a change to a file may reach, from the file itself (1 / files) to all
    /// (1): the density of the visibility matrix of MacCormack, Rusnak and Baldwin, "Exploring the
    /// structure of complex software designs", 2006. Null when there are no files, or so many that it
    /// would take long.
    pub propagation_cost: Option<f64>,
    /// The most files on a way from one to what it depends on, files of one cycle counted as one.
    pub depth: usize,
    /// Files that are in a cycle of edges that are followed when files are loaded.
    pub files_in_cycles: usize,
}

impl Measures {
    /// The figures of `graph`.
    pub fn new(graph: &Graph) -> Self {
        let counts = |file: &crate::File| file.language.is_some() && !file.test;
        let mut numbers = Vec::new();
        let mut files = 0;
        for (.., file) in graph.files() {
            numbers.push(counts(file).then_some(files as u32));
            files += usize::from(counts(file));
        }
        let number = |id: crate::FileId| numbers[id.0 as usize];
        let arcs = |is_wanted: &dyn Fn(EdgeKind) -> bool| {
            let arc = |edge: &crate::Edge| {
                let Node::File(to) = edge.to else { return None };
                is_wanted(edge.kind).then_some(())?;
                Some(Arc { from: number(edge.from)?, to: number(to)?, weight: 1 })
            };
            Digraph::new(files, graph.edges().iter().filter_map(arc))
        };
        let source = arcs(&|kind| kind != EdgeKind::Test);
        let loading = arcs(&|kind| matches!(kind, EdgeKind::Import | EdgeKind::ReExport));
        let components = Components::new(&source);
        Self {
            files,
            tests: graph.files().filter(|(.., file)| file.test).count(),
            lines: graph.files().map(|(.., file)| u64::from(file.lines)).sum(),
            propagation_cost: propagation_cost(&source, &components),
            depth: depth(&source, &components),
            files_in_cycles: Components::new(&loading).cycles().iter().map(Vec::len).sum(),
        }
    }
}

/// The arcs between different components, by where they begin.
fn condensed(graph: &Digraph, components: &Components) -> Digraph {
    let of = |node: u32| components.of[node as usize];
    Digraph::new(components.count, graph.arcs().map(|arc| Arc { from: of(arc.from), to: of(arc.to), weight: 1 }))
}

fn propagation_cost(graph: &Digraph, components: &Components) -> Option<f64> {
    let nodes = graph.len();
    let condensed = condensed(graph, components);
    let steps = nodes.div_ceil(AT_ONCE).saturating_mul(condensed.arc_count() + components.count);
    if nodes == 0 || steps.saturating_mul(AT_ONCE / 64) > STEPS {
        return None;
    }
    let mut sizes = vec![0_u64; components.count];
    for &component in &components.of {
        sizes[component as usize] += 1;
    }
    let mut reached = 0_u64;
    for first in (0..nodes).step_by(AT_ONCE) {
        let mut reaches: Vec<Bits> = vec![Bits::default(); components.count];
        for (bit, &component) in components.of[first..nodes.min(first + AT_ONCE)].iter().enumerate() {
            reaches[component as usize][bit / 64] |= 1 << (bit % 64);
        }
        // What a component leads to has a lower number and is complete already.
        for component in 0..components.count as u32 {
            let mut own = reaches[component as usize];
            for &head in condensed.heads(component) {
                own.iter_mut().zip(&reaches[head as usize]).for_each(|(word, more)| *word |= more);
            }
            reaches[component as usize] = own;
            reached += sizes[component as usize] * own.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
        }
    }
    Some(reached as f64 / (nodes as f64 * nodes as f64))
}

fn depth(graph: &Digraph, components: &Components) -> usize {
    levels(&condensed(graph, components)).iter().max().map_or(0, |level| level + 1)
}

/// For each node of a graph without cycles the most arcs on a way from it.
pub(crate) fn levels(graph: &Digraph) -> Vec<usize> {
    let components = Components::new(graph);
    let mut order: Vec<u32> = (0..graph.len() as u32).collect();
    order.sort_unstable_by_key(|&node| components.of[node as usize]);
    let mut levels = vec![0; graph.len()];
    for node in order {
        levels[node as usize] = graph.heads(node).iter().map(|&head| levels[head as usize] + 1).max().unwrap_or(0);
    }
    levels
}

/// Figures about a group, by Martin ("OO design quality metrics: an analysis of dependencies", 1994),
/// with files for classes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct GroupMeasures {
    /// Files outside that depend on a file inside.
    pub afferent: u32,
    /// Files inside that depend on a file outside.
    pub efferent: u32,
    /// `efferent / (afferent + efferent)`: 0 when others depend on it and it on nobody, 1 the other way
    /// round. Null when it is joined to nothing.
    pub instability: Option<f64>,
    /// The share of abstract types among all that it declares, 0 to 1. Null when it declares none.
    pub abstractness: Option<f64>,
    /// `|abstractness + instability - 1|`: how far it is from being as abstract as it is stable, 0 to 1.
    pub distance: Option<f64>,
    /// The most dependencies on a way from it to what depends on nothing, with the cuts of all cycles made.
    pub level: usize,
}

impl GroupMeasures {
    /// The figures of each group.
    pub fn all(graph: &Graph, grouped: &Grouped, cycles: &[Cycle]) -> Vec<Self> {
        let count = grouped.groups.len();
        let (mut into, mut out): (Vec<(u32, u32)>, Vec<u32>) = (Vec::new(), Vec::new());
        for edge in graph.edges().iter().filter(|edge| edge.kind != EdgeKind::Test) {
            let Node::File(to) = edge.to else { continue };
            let (from, to) = (grouped.group_of[edge.from.0 as usize], grouped.group_of[to.0 as usize]);
            if let (Some(from), Some(to)) = (from, to)
                && from != to
            {
                into.push((to, edge.from.0));
                out.push(edge.from.0);
            }
        }
        into.sort_unstable();
        into.dedup();
        out.sort_unstable();
        out.dedup();
        let (mut afferent, mut efferent) = (vec![0_u32; count], vec![0_u32; count]);
        into.iter().for_each(|(group, _)| afferent[*group as usize] += 1);
        for file in out {
            if let Some(group) = grouped.group_of[file as usize] {
                efferent[group as usize] += 1;
            }
        }
        let levels = levels(&uncut(grouped, cycles));
        let measures = |(number, group): (usize, &super::grouping::Group)| {
            let (afferent, efferent) = (afferent[number], efferent[number]);
            let types = group.types.abstracts + group.types.concrete;
            let instability = share(efferent, afferent + efferent);
            let abstractness = share(group.types.abstracts, types);
            let distance = abstractness.zip(instability).map(|(one, other)| (one + other - 1.0).abs());
            Self { afferent, efferent, instability, abstractness, distance, level: levels[number] }
        };
        grouped.groups.iter().enumerate().map(measures).collect()
    }
}

/// The loading dependencies that are left when the cuts of all cycles are made.
pub(crate) fn uncut(grouped: &Grouped, cycles: &[Cycle]) -> Digraph {
    let cuts = cycles.iter().flat_map(|cycle| &cycle.cuts);
    let arcs: Vec<Arc> = cuts.map(|way| Arc { from: way.from, to: way.to, weight: 1 }).collect();
    grouped.loading().without(&arcs)
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}
