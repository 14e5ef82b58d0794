//! Which dependencies are drawn, and how.

use crate::analysis::Analysis;
use crate::analysis::digraph::{Arc, Digraph};

/// An arrow between two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrow {
    /// The group that depends.
    pub(super) from: u32,
    /// The group it depends on.
    pub(super) to: u32,
    /// How many edges between their files it stands for, those of tests left out.
    pub(super) edges: u32,
    /// How it is drawn.
    pub(super) sort: Sort,
}

/// How an arrow is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// It is followed when files are loaded.
    Loading,
    /// It is followed by types alone, or while the program runs.
    Loose,
    /// It would have to be cut so that no cycle is left.
    Cut,
}

/// The arrows of a picture that cannot have many.
#[derive(Debug)]
pub(super) struct Few {
    /// Those that are drawn, by how they are.
    pub(super) arrows: Vec<Arrow>,
    /// How many are not because a way over others says the same.
    pub(super) implied: usize,
    /// How many are not because there is no room.
    pub(super) left_out: usize,
}

/// The arrows that say most, at most `most`: first what has to be cut, then what is followed when files are
/// loaded, of each what stands for most.
pub(super) fn few(analysis: &Analysis<'_>, most: usize) -> Few {
    let mut arrows = arrows(analysis);
    let implied = reduce(analysis.grouped.groups.len(), &mut arrows);
    let left_out = arrows.len().saturating_sub(most);
    let importance = |sort: Sort| match sort {
        Sort::Cut => 0,
        Sort::Loading => 1,
        Sort::Loose => 2,
    };
    arrows.sort_by_key(|arrow| (importance(arrow.sort), std::cmp::Reverse(arrow.edges)));
    arrows.truncate(most);
    arrows.sort_by_key(|arrow| (arrow.sort, arrow.from, arrow.to));
    Few { arrows, implied, left_out }
}

/// The arrows of a picture, by how they are drawn.
pub(super) fn arrows(analysis: &Analysis<'_>) -> Vec<Arrow> {
    let mut cuts: Vec<(u32, u32)> =
        analysis.cycles.iter().flat_map(|cycle| &cycle.cuts).map(|way| (way.from, way.to)).collect();
    cuts.sort_unstable();
    let drawn = analysis.grouped.dependencies.iter().filter(|each| each.counts.source() > 0);
    let mut arrows: Vec<Arrow> = drawn
        .map(|each| {
            let sort = if cuts.binary_search(&(each.from, each.to)).is_ok() {
                Sort::Cut
            } else if each.counts.loading() > 0 {
                Sort::Loading
            } else {
                Sort::Loose
            };
            Arrow { from: each.from, to: each.to, edges: each.counts.source(), sort }
        })
        .collect();
    // The layout lets those that come first run downwards.
    arrows.sort_by_key(|arrow| arrow.sort);
    arrows
}

/// Takes out arrows that a way over others says already, and gives how many these were. Those to cut stay.
///
/// What is left of the loading ones is their transitive reduction (Aho, Garey and Ullman, "The transitive
/// reduction of a directed graph", 1972).
fn reduce(groups: usize, arrows: &mut Vec<Arrow>) -> usize {
    let loading = arrows.iter().filter(|arrow| arrow.sort == Sort::Loading);
    let graph = Digraph::new(groups, loading.map(|arrow| Arc { from: arrow.from, to: arrow.to, weight: 1 }));
    let is_implied = |arrow: &Arrow| {
        let (mut seen, mut open) = (vec![false; groups], Vec::new());
        open.extend(graph.heads(arrow.from).iter().filter(|head| **head != arrow.to));
        while let Some(node) = open.pop() {
            if node == arrow.to {
                return true;
            }
            if !std::mem::replace(&mut seen[node as usize], true) {
                open.extend(graph.heads(node));
            }
        }
        false
    };
    let before = arrows.len();
    arrows.retain(|arrow| arrow.sort == Sort::Cut || !is_implied(arrow));
    before - arrows.len()
}
