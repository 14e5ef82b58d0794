//! The graph behind a diagram: an entry's components and flows, numbered.
//!
//! Ids become indices here, and an entry too large to be read as a picture is cut down, so that
//! whatever follows has bounded work. What a box or a label looks like is decided by the layout.

use std::collections::HashMap;

use layra_diagram::Edge;

use crate::pattern::{Component, Flow, Pattern};

/// Most components that are drawn. Ten times what a reader takes in at once.
pub(super) const MOST_NODES: usize = 256;
/// Most flows that are drawn.
pub(super) const MOST_EDGES: usize = 512;

/// What is drawn, by index into `nodes`.
#[derive(Debug)]
pub(super) struct Graph<'a> {
    /// The components, as declared.
    pub(super) nodes: Vec<&'a Component>,
    /// The flows between two of them, as declared; those from a component to itself included.
    pub(super) edges: Vec<Edge<'a>>,
    /// Components that found no room.
    pub(super) nodes_left_out: usize,
    /// Flows that found no room.
    pub(super) edges_left_out: usize,
}

impl<'a> Graph<'a> {
    /// The graph of an entry. A flow that names no component of the entry is passed over: the
    /// loader has reported it.
    pub(super) fn of(pattern: &'a Pattern) -> Self {
        let mut index = HashMap::new();
        for (position, component) in pattern.components.iter().enumerate() {
            index.entry(component.id.as_str()).or_insert(position);
        }
        let edge = |flow: &'a Flow| {
            let (&from, &to) = (index.get(flow.from.as_str())?, index.get(flow.to.as_str())?);
            Some(Edge { from, to, label: flow.label.trim() })
        };
        let mut edges: Vec<Edge<'_>> = pattern.flows.iter().filter_map(edge).collect();
        let declared = edges.len();
        edges.retain(|edge| edge.from.max(edge.to) < MOST_NODES);
        edges.truncate(MOST_EDGES);
        let nodes: Vec<&Component> = pattern.components.iter().take(MOST_NODES).collect();
        Self {
            nodes_left_out: pattern.components.len() - nodes.len(),
            edges_left_out: declared - edges.len(),
            nodes,
            edges,
        }
    }

    /// What a component is called: by its id where it has no name.
    pub(super) fn name(&self, node: usize) -> &'a str {
        let component = self.nodes[node];
        if component.name.trim().is_empty() { &component.id } else { &component.name }
    }

    /// The graph as the layout takes it.
    pub(super) fn drawn(&self) -> layra_diagram::Graph<'a> {
        let names = (0..self.nodes.len()).map(|node| self.name(node));
        layra_diagram::Graph { nodes: names.collect(), edges: self.edges.clone() }
    }
}
