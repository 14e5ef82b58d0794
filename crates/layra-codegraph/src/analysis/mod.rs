//! What a graph tells: cycles and what to cut, figures, parts, differences.
//!
//! A [`Graph`] is looked at in groups of files ([`grouping`]), opened as far as one can
//! take in ([`outline`]), or around one part ([`focus`]). [`cycles()`] says what cannot be taken apart and
//! what it takes to change that; below it lie the strongly connected [`components`] and the [`cut`] of
//! one. [`measures`] gives figures, [`difference`] what changed between two graphs, and [`report`] all of
//! it as it is printed.
//!
//! **Invariants.** The same graph gives the same answers. However tangled a graph is, the work has
//! bounds, and an answer that ran into one says so.

pub mod components;
pub mod cut;
pub mod cycles;
pub mod difference;
pub mod digraph;
pub mod focus;
pub mod grouping;
pub mod measures;
mod order;
pub mod outline;
mod reduce;
pub mod report;
mod search;

use cycles::{Cycle, cycles};
use grouping::{Grouped, Of};

use crate::graph::Graph;

/// A graph, seen as groups.
#[derive(Debug)]
pub struct Analysis<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// What its groups are.
    pub of: Of,
    /// The groups.
    pub grouped: Grouped,
    /// The cycles among them.
    pub cycles: Vec<Cycle>,
}

impl<'a> Analysis<'a> {
    /// Groups a graph and finds the cycles.
    pub fn new(graph: &'a Graph, of: Of) -> Self {
        Self::of_groups(graph, of, Grouped::new(graph, of))
    }

    /// Finds the cycles among given groups.
    pub fn of_groups(graph: &'a Graph, of: Of, grouped: Grouped) -> Self {
        let cycles = cycles(&grouped);
        Self { graph, of, grouped, cycles }
    }
}
