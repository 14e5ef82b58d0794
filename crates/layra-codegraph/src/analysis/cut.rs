//! What to cut so that no cycle is left: a feedback arc set.
//!
//! A component is made smaller where that changes nothing (Levy and Low), which often takes it apart. The
//! nodes of each part that is left are put into an order; the arcs that run against it are cut. Which
//! order costs least is found exactly for parts of up to [`EXACT`] nodes, by dynamic programming over sets
//! of nodes (Lawler, "A comment on minimum feedback arc sets", 1964; the recurrence is that of Held and
//! Karp, 1962). Larger ones begin with the order of Eades, Lin and Smyth ("A fast and effective heuristic
//! for the feedback arc set problem", 1993), weights taken for counts, and move single nodes to where they
//! cost least (sifting) until none is better elsewhere. At last every arc that closes no cycle any more
//! is left alone. Cycles that share no arc say how far that can be from the best.

use super::digraph::{Arc, Digraph};
use super::order::{first_order, sift};
use super::reduce::{Part, weight};
use super::search::{Path, Search};

/// Most nodes of a part for which the best order is found.
pub const EXACT: usize = 18;
/// Steps that may go into making the orders of larger parts of a component better and into looking for
/// cycles that share no arc, and again into looking for arcs that need not be cut.
const STEPS: usize = 40_000_000;

/// Arcs to cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The arcs, by where they begin and lead.
    pub arcs: Vec<Arc>,
    /// What every set of arcs that leaves no cycle weighs at least. This one is the best there is when it
    /// weighs no more.
    pub least: u32,
}

impl Cut {
    /// What to cut so that no cycle is left in `component`, all of whose nodes lead to one another.
    pub fn new(component: &Digraph) -> Self {
        let (mut arcs, mut least, mut steps) = (Vec::new(), 0_u32, STEPS);
        let mut parts = vec![Part::new(component)];
        while let Some(part) = parts.pop() {
            let nodes = part.graph.len();
            let (smaller, forced) = part.reduce();
            least = least.saturating_add(weight(&forced));
            arcs.extend(forced);
            for part in smaller {
                if part.graph.len() < nodes {
                    parts.push(part);
                    continue;
                }
                let (cut, at_least) = ordered(&part.graph, &mut steps);
                least = least.saturating_add(at_least);
                arcs.extend(part.stands_for(&cut));
            }
        }
        Self { arcs: needed(component, arcs, STEPS), least }
    }

    /// What all arcs weigh.
    pub fn weight(&self) -> u32 {
        weight(&self.arcs)
    }
}

/// The arcs against a good order of a component, and what every cut of it weighs at least.
fn ordered(component: &Digraph, steps: &mut usize) -> (Vec<Arc>, u32) {
    if component.len() <= EXACT {
        let arcs = against(component, &best_order(component));
        let least = weight(&arcs);
        return (arcs, least);
    }
    let mut order = first_order(component);
    sift(component, &mut order, steps);
    let arcs = against(component, &order);
    let least = disjoint_cycles(component, &arcs, steps);
    (arcs, least)
}

/// The arcs that run against `order`.
fn against(graph: &Digraph, order: &[u32]) -> Vec<Arc> {
    let places = places(order);
    graph.arcs().filter(|arc| places[arc.from as usize] > places[arc.to as usize]).collect()
}

/// The place of each node in `order`.
pub(super) fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, &node) in (0..).zip(order) {
        places[node as usize] = place;
    }
    places
}

/// The order against which arcs of the least weight run.
fn best_order(graph: &Digraph) -> Vec<u32> {
    let nodes = graph.len();
    let half = nodes / 2;
    // What arcs from a node to a set of nodes weigh, for sets of the lower and of the upper half: a
    // set of both is the sum of two.
    let table = |node: u32, first: usize, count: usize| -> Vec<u32> {
        let mut single = vec![0; count];
        for arc in graph.arcs_from(node) {
            if let Some(slot) = (arc.to as usize).checked_sub(first).and_then(|index| single.get_mut(index)) {
                *slot = arc.weight;
            }
        }
        let mut sums = vec![0_u32; 1 << count];
        for set in 1..sums.len() {
            let lowest = set.trailing_zeros() as usize;
            sums[set] = sums[set & (set - 1)].saturating_add(single[lowest]);
        }
        sums
    };
    let tables: Vec<(Vec<u32>, Vec<u32>)> =
        (0..nodes as u32).map(|node| (table(node, 0, half), table(node, half, nodes - half))).collect();
    // For each set of nodes that stand first: the least cost, and which of them stands last.
    let mut least = vec![u32::MAX; 1 << nodes];
    let mut last = vec![0_u8; 1 << nodes];
    least[0] = 0;
    for set in 0..least.len() {
        for (node, (lower, upper)) in tables.iter().enumerate() {
            if set >> node & 1 == 1 {
                continue;
            }
            let back = lower[set & ((1 << half) - 1)].saturating_add(upper[set >> half]);
            let cost = least[set].saturating_add(back);
            let with = set | 1 << node;
            if cost < least[with] {
                least[with] = cost;
                last[with] = node as u8;
            }
        }
    }
    let mut order = Vec::with_capacity(nodes);
    let mut set = least.len() - 1;
    while set != 0 {
        let node = u32::from(last[set]);
        order.push(node);
        set &= !(1 << node);
    }
    order.reverse();
    order
}

/// Of arcs whose cut leaves no cycle those that are needed for that; the light ones are cut first.
fn needed(graph: &Digraph, mut arcs: Vec<Arc>, mut steps: usize) -> Vec<Arc> {
    arcs.sort_by_key(|arc| (std::cmp::Reverse(arc.weight), arc.from, arc.to));
    let mut search = Search::new(graph);
    for arc in &arcs {
        search.close(arc);
    }
    arcs.retain(|arc| match search.path(arc.to, arc.from, &mut steps) {
        Path::None => {
            search.open(arc);
            false
        }
        Path::Found(_) | Path::TooFar => true,
    });
    arcs.sort_unstable();
    arcs
}

/// What cycles that share no weight weigh together; each holds one of `arcs`.
///
/// Every one of them has to be cut somewhere, so that no cut weighs less.
fn disjoint_cycles(graph: &Digraph, arcs: &[Arc], steps: &mut usize) -> u32 {
    let mut search = Search::new(graph);
    let mut sum: u32 = 0;
    for arc in arcs {
        loop {
            let room = search.left(arc.from, arc.to);
            if room == 0 {
                break;
            }
            let Path::Found(path) = search.path(arc.to, arc.from, steps) else { break };
            let pairs = || path.windows(2).map(|pair| (pair[0], pair[1])).chain([(arc.from, arc.to)]);
            let least = pairs().map(|(from, to)| search.left(from, to)).min().unwrap_or(0);
            for (from, to) in pairs() {
                search.take(from, to, least);
            }
            sum = sum.saturating_add(least);
        }
    }
    sum
}
