//! Sizes: how much room the names and labels of a diagram take when set in a certain way.
//!
//! The layout knows two directions only: *along* the edges and *across* them. What that means on
//! the page is said here and undone in [`crate::route`].

use crate::graph::Graph;
use crate::rank;
use crate::text::{Block, Setting};

/// Font size of a node's name, in pixels.
pub const NAME_SIZE: f64 = 14.0;
/// Distance between two lines of a name.
pub const NAME_LEADING: f64 = 18.0;
/// Font size of an edge's label.
pub const LABEL_SIZE: f64 = 12.0;
/// Distance between two lines of a label.
pub const LABEL_LEADING: f64 = 15.0;
/// Room between a name and the sides of its box, left and right, then above and below.
const NAME_PADDING: (f64, f64) = (16.0, 12.0);
/// The narrowest a box gets.
const NARROWEST_BOX: f64 = 88.0;
/// How far a line that returns to its own box swings out.
pub(crate) const LOOP_REACH: f64 = 26.0;
/// Room along the box that such a line takes.
const LOOP_ROOM: f64 = 28.0;
/// Least distance between a line at the side of a box and the box's corner.
pub(crate) const PORT_MARGIN: f64 = 11.0;

/// Where the edges of a diagram point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    Right,
    /// From top to bottom.
    Down,
}

/// A way to set a diagram, of which several are tried.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Where the edges point.
    pub direction: Direction,
    /// Widest line of a name, in pixels.
    pub name_width: f64,
    /// Widest line of a label, in pixels.
    pub label_width: f64,
    /// How near lines come to one another.
    pub lines: Lines,
}

/// How near lines come to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// Far enough to follow each with ease, where there are few.
    Apart,
    /// As near as can be told apart, where there are many.
    Close,
}

impl Lines {
    /// Least distance between two lines, in pixels.
    pub(crate) fn gap(self) -> f64 {
        match self {
            Self::Apart => 20.0,
            Self::Close => 8.0,
        }
    }

    /// Least distance between two layers, and the most that far sideways steps bring about, in pixels.
    pub(crate) fn layer_gap(self) -> (f64, f64) {
        match self {
            Self::Apart => (22.0, 52.0),
            Self::Close => (12.0, 40.0),
        }
    }

    /// Distance between two lines that a box is made wide enough for, in pixels.
    fn room(self) -> f64 {
        match self {
            Self::Apart => 34.0,
            Self::Close => 9.0,
        }
    }
}

/// Width and height, or the two directions of the layout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extent {
    /// Across the edges.
    pub(crate) across: f64,
    /// Along the edges.
    pub(crate) along: f64,
}

/// A node with its room.
#[derive(Debug)]
pub(crate) struct Node {
    /// Its index in the graph.
    pub(crate) index: usize,
    /// Its name in lines.
    pub(crate) name: Block,
    /// Size of its box.
    pub(crate) size: Extent,
    /// The edges from it to itself.
    pub(crate) loops: Vec<Edge>,
}

/// An edge with the room of its label.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    /// Its index in the graph.
    pub(crate) index: usize,
    /// Index of the node it leaves, within the part.
    pub(crate) from: usize,
    /// Index of the node it reaches, within the part.
    pub(crate) to: usize,
    /// Whether it runs with the ranks.
    pub(crate) sense: Sense,
    /// Its label, when it has one.
    pub(crate) label: Option<Label>,
}

/// How an edge runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    /// With the ranks.
    Forward,
    /// Against them, as it closes a cycle.
    Back,
}

/// A label in lines, with its size.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    /// Its lines.
    pub(crate) text: Block,
    /// Its size, air included.
    pub(crate) size: Extent,
}

/// Nodes joined by edges, ready to be laid out.
#[derive(Debug)]
pub(crate) struct Part {
    /// How they are set.
    pub(crate) style: Style,
    /// Its nodes.
    pub(crate) nodes: Vec<Node>,
    /// The edges between two of them.
    pub(crate) edges: Vec<Edge>,
}

impl Direction {
    /// A size on the page as the layout sees it.
    pub(crate) fn extent(self, width: f64, height: f64) -> Extent {
        match self {
            Self::Down => Extent { across: width, along: height },
            Self::Right => Extent { across: height, along: width },
        }
    }
}

impl Edge {
    /// The ends of the edge, the one in the upper rank first.
    pub(crate) fn downwards(&self) -> (usize, usize) {
        match self.sense {
            Sense::Forward => (self.from, self.to),
            Sense::Back => (self.to, self.from),
        }
    }
}

impl Node {
    /// How far the node's loops and their labels stick out of its box, across the edges.
    pub(crate) fn overhang(&self) -> f64 {
        let reach = |edge: &Edge| LOOP_REACH + edge.label.as_ref().map_or(0.0, |label| label.size.across);
        self.loops.iter().map(reach).fold(0.0, f64::max)
    }
}

impl Part {
    /// Measures the nodes `members` of `graph` and the edges among them.
    pub(crate) fn new(graph: &Graph<'_>, members: &[usize], style: Style) -> Self {
        let mut local = vec![None; graph.nodes.len()];
        for (position, &member) in members.iter().enumerate() {
            local[member] = Some(position);
        }
        let mut nodes: Vec<Node> = members.iter().map(|&member| node(graph, member, style)).collect();
        let mut edges: Vec<Edge> = Vec::new();
        for (index, edge) in graph.edges.iter().enumerate() {
            let (Some(from), Some(to)) = (local[edge.from], local[edge.to]) else { continue };
            let edge = Edge { index, from, to, sense: Sense::Forward, label: label(edge.label, style) };
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
            node.size.across = node.size.across.max(gaps * style.lines.room() + 2.0 * PORT_MARGIN);
            // Loops share the side of the box equally.
            let room = |edge: &Edge| edge.label.as_ref().map_or(0.0, |label| label.size.along).max(LOOP_ROOM);
            let share = node.loops.iter().map(room).fold(0.0, f64::max);
            node.size.along = node.size.along.max(share * node.loops.len() as f64);
        }
        Self { style, nodes, edges }
    }
}

fn node(graph: &Graph<'_>, index: usize, style: Style) -> Node {
    let setting = Setting { size: NAME_SIZE, leading: NAME_LEADING, width: style.name_width, lines: 3 };
    let name = Block::new(graph.nodes[index], setting);
    let width = (name.width + 2.0 * NAME_PADDING.0).max(NARROWEST_BOX).ceil();
    let size = style.direction.extent(width, name.height + 2.0 * NAME_PADDING.1);
    Node { index, name, size, loops: Vec::new() }
}

fn label(text: &str, style: Style) -> Option<Label> {
    let setting = Setting { size: LABEL_SIZE, leading: LABEL_LEADING, width: style.label_width, lines: 3 };
    let text = (!text.is_empty()).then(|| Block::new(text, setting))?;
    let size = style.direction.extent((text.width + 8.0).ceil(), text.height + 4.0);
    Some(Label { text, size })
}
