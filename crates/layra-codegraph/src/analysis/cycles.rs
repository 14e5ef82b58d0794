//! Cycles among groups: what is in them, what to cut, and the shortest way round.

use super::components::Components;
use super::cut::Cut;
use super::grouping::Grouped;
use super::search::{Path, Search};

/// Steps that may go into looking for shortest ways round.
const STEPS: usize = 60_000_000;

/// Groups that all depend on one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// The groups, by their place.
    pub members: Vec<u32>,
    /// A small set of dependencies whose cut leaves no cycle among them.
    pub cuts: Vec<Way>,
    /// How many edges between files these cuts take.
    pub edges: u32,
    /// How many edges every such cut takes at least. When it is as many as `edges`, there is none better.
    pub least: u32,
}

/// A dependency to cut, and a shortest cycle that it closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The group that depends.
    pub from: u32,
    /// The group it depends on.
    pub to: u32,
    /// A shortest way from `to` back to `from`, these included; empty when it was too far to look for.
    pub back: Vec<u32>,
}

/// The cycles among groups, counting only edges that are followed when files are loaded, by their first
/// group.
pub fn cycles(grouped: &Grouped) -> Vec<Cycle> {
    let graph = grouped.loading();
    let mut steps = STEPS;
    let cycle = |members: Vec<u32>| {
        let component = graph.within(&members);
        let cut = Cut::new(&component);
        let mut search = Search::new(&component);
        let of = |local: u32| members[local as usize];
        let cuts = cut
            .arcs
            .iter()
            .map(|arc| {
                let back = match search.path(arc.to, arc.from, &mut steps) {
                    Path::Found(back) => back.into_iter().map(of).collect(),
                    Path::None | Path::TooFar => Vec::new(),
                };
                Way { from: of(arc.from), to: of(arc.to), back }
            })
            .collect();
        Cycle { cuts, edges: cut.weight(), least: cut.least, members }
    };
    Components::new(&graph).cycles().into_iter().map(cycle).collect()
}
