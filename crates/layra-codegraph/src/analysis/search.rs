//! Shortest paths.

use std::collections::VecDeque;

use super::digraph::{Arc, Digraph};

/// Looks for shortest paths over arcs that have some weight left.
pub(super) struct Search<'a> {
    graph: &'a Digraph,
    left: Vec<u32>,
    /// The node before on the way, and in which search that was found.
    before: Vec<(u32, u32)>,
    round: u32,
}

/// What a [`Search`] finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Path {
    /// The nodes from the first to the last.
    Found(Vec<u32>),
    /// There is none.
    None,
    /// The steps were spent before any was found.
    TooFar,
}

impl<'a> Search<'a> {
    /// A search in which every arc has all its weight.
    pub(super) fn new(graph: &'a Digraph) -> Self {
        let left = graph.arcs().map(|arc| arc.weight).collect();
        Self { graph, left, before: vec![(0, 0); graph.len()], round: 0 }
    }

    fn index(&self, from: u32, to: u32) -> Option<usize> {
        let place = self.graph.heads(from).binary_search(&to).ok()?;
        Some(self.graph.range(from).start + place)
    }

    /// The weight that an arc has left.
    pub(super) fn left(&self, from: u32, to: u32) -> u32 {
        self.index(from, to).map_or(0, |index| self.left[index])
    }

    /// Takes weight off an arc.
    pub(super) fn take(&mut self, from: u32, to: u32, weight: u32) {
        if let Some(index) = self.index(from, to) {
            self.left[index] = self.left[index].saturating_sub(weight);
        }
    }

    /// Takes all weight off an arc, so that no path goes over it.
    pub(super) fn close(&mut self, arc: &Arc) {
        self.take(arc.from, arc.to, u32::MAX);
    }

    /// Gives an arc its weight back.
    pub(super) fn open(&mut self, arc: &Arc) {
        if let Some(index) = self.index(arc.from, arc.to) {
            self.left[index] = arc.weight;
        }
    }

    /// A shortest path, before `steps` are spent; of several the one whose nodes come first in order.
    pub(super) fn path(&mut self, from: u32, to: u32, steps: &mut usize) -> Path {
        self.round += 1;
        self.before[from as usize] = (from, self.round);
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            if node == to {
                let mut path = vec![to];
                let mut at = to;
                while at != from {
                    at = self.before[at as usize].0;
                    path.push(at);
                }
                path.reverse();
                return Path::Found(path);
            }
            let range = self.graph.range(node);
            let Some(rest) = steps.checked_sub(range.len() + 1) else {
                *steps = 0;
                return Path::TooFar;
            };
            *steps = rest;
            for (&head, index) in self.graph.heads(node).iter().zip(range) {
                if self.left[index] > 0 && self.before[head as usize].1 != self.round {
                    self.before[head as usize] = (node, self.round);
                    queue.push_back(head);
                }
            }
        }
        Path::None
    }
}
