//! Layers: the ranked graph made proper, so that every link joins neighbouring layers.
//!
//! Nodes stand in the even layers. The odd layers between them belong to labels: every edge
//! passes at least one, and the one that suits best holds its label, as if it were a small box of
//! its own. That is why no label ever covers anything. Where an edge passes a layer without a
//! label, it has an item without width that keeps its way free.

use crate::measure::{Edge, Node, Part};

/// Stiffness of a line where it passes other boxes: a bend there is seen most.
const BETWEEN_BOXES: f64 = 4.0;
/// Stiffness of a line from one box to the next, which is what should stand in line.
const AT_BOX: f64 = 1.0;
/// Stiffness of the ends of a line that passes other boxes: it may bend to get out and in.
const AT_BOX_OF_DETOUR: f64 = 0.6;

/// What stands at a place in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The node of that index.
    Node(usize),
    /// The label of the edge of that index.
    Label(usize),
    /// A line that passes.
    Line,
}

/// Something that takes a place in a layer.
#[derive(Debug)]
pub(crate) struct Item {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its layer.
    pub(crate) layer: usize,
    /// How far it reaches before its anchor, across the edges.
    pub(crate) before: f64,
    /// How far it reaches after its anchor.
    pub(crate) after: f64,
    /// Links to the layer above.
    pub(crate) up: Vec<usize>,
    /// Links to the layer below.
    pub(crate) down: Vec<usize>,
}

/// A piece of an edge between neighbouring layers.
#[derive(Debug)]
pub(crate) struct Link {
    /// The item in the upper layer.
    pub(crate) upper: usize,
    /// The item in the lower layer.
    pub(crate) lower: usize,
    /// How much it resists being bent.
    pub(crate) stiffness: f64,
}

/// The way of an edge through the layers.
#[derive(Debug)]
pub(crate) struct Chain {
    /// Its items from the upper node to the lower, these included.
    pub(crate) items: Vec<usize>,
    /// Its links, one fewer.
    pub(crate) links: Vec<usize>,
}

/// A graph in layers.
#[derive(Debug)]
pub(crate) struct Layers {
    /// Everything that stands in them; the nodes come first, in their order.
    pub(crate) items: Vec<Item>,
    /// Everything that joins them.
    pub(crate) links: Vec<Link>,
    /// The way of each edge of the part.
    pub(crate) chains: Vec<Chain>,
    /// The items of each layer, in order.
    pub(crate) order: Vec<Vec<usize>>,
}

impl Layers {
    /// Puts the nodes of `part` into layers by their `rank` and leads the edges through them.
    pub(crate) fn new(part: &Part, rank: &[usize]) -> Self {
        let count = rank.iter().max().map_or(0, |last| last * 2 + 1);
        let mut layers =
            Self { items: Vec::new(), links: Vec::new(), chains: Vec::new(), order: vec![Vec::new(); count] };
        for (index, node) in part.nodes.iter().enumerate() {
            layers.add(Kind::Node(index), rank[index] * 2, half(node), half(node) + node.overhang());
        }
        let mut filled = vec![0.0; count];
        for (index, edge) in part.edges.iter().enumerate() {
            layers.lead(index, edge, &mut filled);
        }
        layers
    }

    fn add(&mut self, kind: Kind, layer: usize, before: f64, after: f64) -> usize {
        self.order[layer].push(self.items.len());
        self.items.push(Item { kind, layer, before, after, up: Vec::new(), down: Vec::new() });
        self.items.len() - 1
    }

    /// Leads an edge through the layers; `filled` is the room labels take in each.
    fn lead(&mut self, index: usize, edge: &Edge, filled: &mut [f64]) {
        let (upper, lower) = edge.downwards();
        let (first, last) = (self.items[upper].layer, self.items[lower].layer);
        // The emptiest layer holds the label, and of two the one nearer to the edge's beginning.
        let distance = |layer: usize| layer.abs_diff(self.items[edge.from].layer);
        let labelled = edge.label.as_ref().and_then(|label| {
            let layer = (first + 1..last)
                .step_by(2)
                .min_by(|&a, &b| filled[a].total_cmp(&filled[b]).then_with(|| distance(a).cmp(&distance(b))))?;
            Some((layer, label.size.across))
        });
        let at_box = if last - first == 2 { AT_BOX } else { AT_BOX_OF_DETOUR };
        let mut chain = Chain { items: vec![upper], links: Vec::new() };
        for (layer, filled) in filled.iter_mut().enumerate().take(last).skip(first + 1) {
            let item = match labelled {
                Some((at, across)) if at == layer => {
                    *filled += across;
                    self.add(Kind::Label(index), layer, across / 2.0, across / 2.0)
                }
                _ => self.add(Kind::Line, layer, 0.0, 0.0),
            };
            self.join(&mut chain, item, if layer == first + 1 { at_box } else { BETWEEN_BOXES });
        }
        self.join(&mut chain, lower, at_box);
        self.chains.push(chain);
    }

    fn join(&mut self, chain: &mut Chain, lower: usize, stiffness: f64) {
        let link = self.links.len();
        let upper = chain.items.last().copied().unwrap_or(lower);
        self.links.push(Link { upper, lower, stiffness });
        self.items[upper].down.push(link);
        self.items[lower].up.push(link);
        chain.items.push(lower);
        chain.links.push(link);
    }

    /// The place of each item within its layer.
    pub(crate) fn positions(&self) -> Vec<usize> {
        let mut positions = vec![0; self.items.len()];
        for layer in &self.order {
            for (position, &item) in layer.iter().enumerate() {
                positions[item] = position;
            }
        }
        positions
    }

    /// Puts the labels of edges between the same two nodes beside their lines, to the outside, so
    /// that the lines themselves can run close together.
    pub(crate) fn set_labels_aside(&mut self, part: &Part) {
        let positions = self.positions();
        let pair = |edge: &Edge| (edge.from.min(edge.to), edge.from.max(edge.to));
        let mut bundles: Vec<usize> = (0..part.edges.len()).collect();
        bundles.sort_by_key(|&edge| (pair(&part.edges[edge]), positions[self.chains[edge].items[1]], edge));
        for bundle in bundles.chunk_by(|&a, &b| pair(&part.edges[a]) == pair(&part.edges[b])) {
            let [first, .., last] = *bundle else { continue };
            for (edge, outside) in [(first, Outside::Before), (last, Outside::After)] {
                for &item in &self.chains[edge].items {
                    let item = &mut self.items[item];
                    if let Kind::Label(_) = item.kind {
                        let across = item.before + item.after;
                        (item.before, item.after) = match outside {
                            Outside::Before => (across, 0.0),
                            Outside::After => (0.0, across),
                        };
                    }
                }
            }
        }
    }
}

/// On which side of its line a label stands.
#[derive(Debug, Clone, Copy)]
enum Outside {
    Before,
    After,
}

fn half(node: &Node) -> f64 {
    node.size.across / 2.0
}
