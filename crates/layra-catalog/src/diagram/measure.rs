//! Sizes: how much room the names and labels of a diagram take when set in a certain way.
//!
//! The layout knows two directions only: *along* the flows and *across* them. What that means on
//! the page is said here and undone in [`super::route`].

use super::graph::Graph;
use super::rank;
use super::text::{Block, Setting};

/// Font size of a component's name, in pixels.
pub(super) const NAME_SIZE: f64 = 14.0;
/// Distance between two lines of a name.
pub(super) const NAME_LEADING: f64 = 18.0;
/// Font size of a flow's label.
pub(super) const LABEL_SIZE: f64 = 12.0;
/// Distance between two lines of a label.
pub(super) const LABEL_LEADING: f64 = 15.0;
/// Room between a name and the sides of its box, left and right, then above and below.
const NAME_PADDING: (f64, f64) = (16.0, 12.0);
/// The narrowest a box gets.
const NARROWEST_BOX: f64 = 88.0;
/// How far a line that returns to its own box swings out.
pub(super) const LOOP_REACH: f64 = 26.0;
/// Room along the box that such a line takes.
const LOOP_ROOM: f64 = 28.0;
/// Least distance between two lines at the side of a box.
pub(super) const PORT_GAP: f64 = 20.0;
/// Distance between two lines that a box is made wide enough for.
const PORT_ROOM: f64 = 34.0;
/// Least distance between a line at the side of a box and the box's corner.
pub(super) const PORT_MARGIN: f64 = 11.0;

/// Where the flows of a diagram point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// From left to right.
    Right,
    /// From top to bottom.
    Down,
}

/// A way to set a diagram, of which several are tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Where the flows point.
    pub(super) direction: Direction,
    /// Widest line of a name, in pixels.
    pub(super) name_width: f64,
    /// Widest line of a label, in pixels.
    pub(super) label_width: f64,
}

/// Width and height, or the two directions of the layout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    /// Across the flows.
    pub(super) across: f64,
    /// Along the flows.
    pub(super) along: f64,
}

/// A component with its room.
#[derive(Debug)]
pub(super) struct Node {
    /// Its index in the graph.
    pub(super) component: usize,
    /// Its name in lines.
    pub(super) name: Block,
    /// Size of its box.
    pub(super) size: Extent,
    /// The flows from it to itself.
    pub(super) loops: Vec<Edge>,
}

/// A flow with the room of its label.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    /// Its index in the graph.
    pub(super) flow: usize,
    /// Index of the node it leaves, within the part.
    pub(super) from: usize,
    /// Index of the node it reaches, within the part.
    pub(super) to: usize,
    /// Whether it runs with the ranks.
    pub(super) sense: Sense,
    /// Its label, when it has one.
    pub(super) label: Option<Label>,
}

/// How a flow runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// With the ranks.
    Forward,
    /// Against them, as it closes a cycle.
    Back,
}

/// A label in lines, with its size.
#[derive(Debug, Clone)]
pub(super) struct Label {
    /// Its lines.
    pub(super) text: Block,
    /// Its size, air included.
    pub(super) size: Extent,
}

/// Components joined by flows, ready to be laid out.
#[derive(Debug)]
pub(super) struct Part {
    /// Its components.
    pub(super) nodes: Vec<Node>,
    /// The flows between two of them.
    pub(super) edges: Vec<Edge>,
}

impl Direction {
    /// A size on the page as the layout sees it.
    pub(super) fn extent(self, width: f64, height: f64) -> Extent {
        match self {
            Self::Down => Extent { across: width, along: height },
            Self::Right => Extent { across: height, along: width },
        }
    }
}

impl Edge {
    /// The ends of the edge, the one in the upper rank first.
    pub(super) fn downwards(&self) -> (usize, usize) {
        match self.sense {
            Sense::Forward => (self.from, self.to),
            Sense::Back => (self.to, self.from),
        }
    }
}

impl Node {
    /// How far the node's loops and their labels stick out of its box, across the flows.
    pub(super) fn overhang(&self) -> f64 {
        let reach = |edge: &Edge| LOOP_REACH + edge.label.as_ref().map_or(0.0, |label| label.size.across);
        self.loops.iter().map(reach).fold(0.0, f64::max)
    }
}

impl Part {
    /// Measures the components `members` of `graph` and the flows among them.
    pub(super) fn new(graph: &Graph<'_>, members: &[usize], style: Style) -> Self {
        let mut local = vec![None; graph.nodes.len()];
        for (position, &member) in members.iter().enumerate() {
            local[member] = Some(position);
        }
        let mut nodes: Vec<Node> = members.iter().map(|&member| node(graph, member, style)).collect();
        let mut edges: Vec<Edge> = Vec::new();
        for (flow, edge) in graph.edges.iter().enumerate() {
            let (Some(from), Some(to)) = (local[edge.from], local[edge.to]) else { continue };
            let edge = Edge { flow, from, to, sense: Sense::Forward, label: label(edge.label, style) };
            if from == to { nodes[from].loops.push(edge) } else { edges.push(edge) }
        }
        let arrows: Vec<rank::Arrow> = edges.iter().map(|edge| (edge.from, edge.to)).collect();
        // How many lines meet a box above and below.
        let mut ports = vec![[0_usize; 2]; nodes.len()];
        for (edge, sense) in edges.iter_mut().zip(rank::senses(nodes.len(), &arrows)) {
            edge.sense = sense;
            let (upper, lower) = edge.downwards();
            ports[upper][1] += 1;
            ports[lower][0] += 1;
        }
        for (node, [above, below]) in nodes.iter_mut().zip(ports) {
            let gaps = above.max(below).saturating_sub(1) as f64;
            node.size.across = node.size.across.max(gaps * PORT_ROOM + 2.0 * PORT_MARGIN);
            // Loops share the side of the box equally.
            let room = |edge: &Edge| edge.label.as_ref().map_or(0.0, |label| label.size.along).max(LOOP_ROOM);
            let share = node.loops.iter().map(room).fold(0.0, f64::max);
            node.size.along = node.size.along.max(share * node.loops.len() as f64);
        }
        Self { nodes, edges }
    }
}

fn node(graph: &Graph<'_>, component: usize, style: Style) -> Node {
    let setting = Setting { size: NAME_SIZE, leading: NAME_LEADING, width: style.name_width, lines: 3 };
    let name = Block::new(graph.name(component), setting);
    let width = (name.width + 2.0 * NAME_PADDING.0).max(NARROWEST_BOX).ceil();
    let size = style.direction.extent(width, name.height + 2.0 * NAME_PADDING.1);
    Node { component, name, size, loops: Vec::new() }
}

fn label(text: &str, style: Style) -> Option<Label> {
    let setting = Setting { size: LABEL_SIZE, leading: LABEL_LEADING, width: style.label_width, lines: 3 };
    let text = (!text.is_empty()).then(|| Block::new(text, setting))?;
    let size = style.direction.extent((text.width + 8.0).ceil(), text.height + 4.0);
    Some(Label { text, size })
}
