//! Makes a component smaller without changing what it takes to cut its cycles.
//!
//! Levy and Low, "A contraction algorithm for finding small cycle cutsets", 1988, for arcs with weights:
//! when all that leads to a node comes by one arc, and that weighs no less than all that leads away from it
//! together, then cutting it is never better than cutting those. Its two ends become one node. The same
//! holds the other way round. An arc that comes to lead from a node to itself has to be cut.

use std::collections::{BTreeMap, BTreeSet};

use super::components::Components;
use super::digraph::{Arc, Digraph};

/// A component, and what its arcs stand for.
#[derive(Debug)]
pub(super) struct Part {
    /// The component.
    pub(super) graph: Digraph,
    /// For each of its arcs, by the ends, the arcs of the graph that it is a part of.
    stands_for: BTreeMap<(u32, u32), Vec<Arc>>,
}

impl Part {
    /// A component whose arcs stand for themselves.
    pub(super) fn new(graph: &Digraph) -> Self {
        let stands_for = graph.arcs().map(|arc| ((arc.from, arc.to), vec![arc])).collect();
        Self { graph: graph.clone(), stands_for }
    }

    /// The arcs that some of its arcs stand for.
    pub(super) fn stands_for(&self, arcs: &[Arc]) -> Vec<Arc> {
        let known = arcs.iter().filter_map(|arc| self.stands_for.get(&(arc.from, arc.to)));
        known.flatten().copied().collect()
    }

    /// The same smaller, and taken apart into components of two nodes and more; and arcs that have to be
    /// cut in any case.
    pub(super) fn reduce(self) -> (Vec<Self>, Vec<Arc>) {
        let nodes = self.graph.len();
        let mut work = Work {
            out: vec![BTreeMap::new(); nodes],
            into: vec![BTreeSet::new(); nodes],
            open: (0..nodes as u32).collect(),
            gone: vec![false; nodes],
            forced: Vec::new(),
        };
        for ((from, to), arcs) in self.stands_for {
            work.add(from, to, arcs);
        }
        while let Some(node) = work.open.pop_first() {
            work.look_at(node);
        }
        let Work { mut out, forced, .. } = work;
        let arcs = (0..)
            .zip(&out)
            .flat_map(|(from, out)| out.iter().map(move |(&to, arcs)| Arc { from, to, weight: weight(arcs) }));
        let rest = Digraph::new(nodes, arcs);
        let part = |members: Vec<u32>| {
            let graph = rest.within(&members);
            let stands_for = graph.arcs().map(|arc| {
                let (from, to) = (members[arc.from as usize], members[arc.to as usize]);
                ((arc.from, arc.to), out[from as usize].remove(&to).unwrap_or_default())
            });
            Self { stands_for: stands_for.collect(), graph }
        };
        (Components::new(&rest).cycles().into_iter().map(part).collect(), forced)
    }
}

/// What arcs weigh together.
pub(super) fn weight(arcs: &[Arc]) -> u32 {
    arcs.iter().fold(0, |sum, arc| sum.saturating_add(arc.weight))
}

/// What a node becomes part of.
#[derive(Debug, Clone, Copy)]
enum Becomes {
    /// The node that alone leads to it.
    Source(u32),
    /// The node that it alone leads to.
    Target(u32),
    /// No cycle passes it.
    Nothing,
}

/// A component while it is reduced.
struct Work {
    out: Vec<BTreeMap<u32, Vec<Arc>>>,
    into: Vec<BTreeSet<u32>>,
    /// Nodes to look at: their arcs changed.
    open: BTreeSet<u32>,
    /// Nodes that became part of another one, or that no cycle passes.
    gone: Vec<bool>,
    forced: Vec<Arc>,
}

impl Work {
    fn add(&mut self, from: u32, to: u32, mut arcs: Vec<Arc>) {
        if from == to {
            self.forced.append(&mut arcs);
            return;
        }
        self.out[from as usize].entry(to).or_default().append(&mut arcs);
        self.into[to as usize].insert(from);
    }

    fn remove(&mut self, from: u32, to: u32) -> Vec<Arc> {
        self.into[to as usize].remove(&from);
        self.open.extend([from, to]);
        self.out[from as usize].remove(&to).unwrap_or_default()
    }

    fn weight(&self, from: u32, to: u32) -> u32 {
        self.out[from as usize].get(&to).map_or(0, |arcs| weight(arcs))
    }

    /// Makes `node` part of another one, where that changes nothing.
    fn look_at(&mut self, node: u32) {
        let at = node as usize;
        if self.gone[at] {
            return;
        }
        let sources: Vec<u32> = self.into[at].iter().copied().collect();
        let targets: Vec<u32> = self.out[at].keys().copied().collect();
        let sum = |weights: &mut dyn Iterator<Item = u32>| weights.fold(0_u32, u32::saturating_add);
        let into = sum(&mut sources.iter().map(|&from| self.weight(from, node)));
        let out = sum(&mut targets.iter().map(|&to| self.weight(node, to)));
        let becomes = match (&sources[..], &targets[..]) {
            ([], _) | (_, []) => Becomes::Nothing,
            ([source], _) if into >= out => Becomes::Source(*source),
            (_, [target]) if out >= into => Becomes::Target(*target),
            _ => return,
        };
        // The arc to the node that it becomes part of vanishes with it; the others are that node's.
        for from in sources {
            let arcs = self.remove(from, node);
            if let Becomes::Target(target) = becomes {
                self.add(from, target, arcs);
            }
        }
        for to in targets {
            let arcs = self.remove(node, to);
            if let Becomes::Source(source) = becomes {
                self.add(source, to, arcs);
            }
        }
        self.gone[at] = true;
    }
}
