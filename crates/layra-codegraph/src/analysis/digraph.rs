//! A directed graph of numbers: what the algorithms here work on.

/// Nodes from 0 up, and arcs between two different ones, each with a weight.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digraph {
    /// Where the arcs of each node begin in `heads`, and one more for the end.
    begins: Vec<u32>,
    heads: Vec<u32>,
    weights: Vec<u32>,
}

/// An arc of a [`Digraph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arc {
    /// Where it begins.
    pub from: u32,
    /// Where it leads.
    pub to: u32,
    /// How much it weighs; at least 1.
    pub weight: u32,
}

impl Digraph {
    /// The graph of `nodes` nodes and `arcs`. Arcs from a node to itself, to nodes that are not there and
    /// of no weight are left out; arcs between the same two nodes become one with the weight of all.
    pub fn new(nodes: usize, arcs: impl IntoIterator<Item = Arc>) -> Self {
        let is_sound = |arc: &Arc| arc.from != arc.to && (arc.from.max(arc.to) as usize) < nodes && arc.weight > 0;
        let mut arcs: Vec<Arc> = arcs.into_iter().filter(is_sound).collect();
        arcs.sort_unstable();
        arcs.dedup_by(|next, kept| {
            let same = (next.from, next.to) == (kept.from, kept.to);
            if same {
                kept.weight = kept.weight.saturating_add(next.weight);
            }
            same
        });
        let mut begins = vec![0; nodes + 1];
        for arc in &arcs {
            begins[arc.from as usize + 1] += 1;
        }
        for node in 0..nodes {
            begins[node + 1] += begins[node];
        }
        Self {
            begins,
            heads: arcs.iter().map(|arc| arc.to).collect(),
            weights: arcs.iter().map(|arc| arc.weight).collect(),
        }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the arcs of a node lead, in order.
    pub fn heads(&self, node: u32) -> &[u32] {
        &self.heads[self.range(node)]
    }

    /// The arcs that begin at a node, by where they lead.
    pub fn arcs_from(&self, node: u32) -> impl ExactSizeIterator<Item = Arc> + '_ {
        self.range(node).map(move |index| Arc { from: node, to: self.heads[index], weight: self.weights[index] })
    }

    /// All arcs, by where they begin and lead.
    pub fn arcs(&self) -> impl Iterator<Item = Arc> + '_ {
        (0..self.len() as u32).flat_map(|node| self.arcs_from(node))
    }

    /// How many arcs there are.
    pub fn arc_count(&self) -> usize {
        self.heads.len()
    }

    /// The same nodes with all arcs turned round.
    pub fn reversed(&self) -> Self {
        Self::new(self.len(), self.arcs().map(|Arc { from, to, weight }| Arc { from: to, to: from, weight }))
    }

    /// The arcs among `members`, which are sorted; each member becomes its place among them.
    pub fn within(&self, members: &[u32]) -> Self {
        let local = |node: u32| members.binary_search(&node).ok().map(|place| place as u32);
        let arcs = members.iter().zip(0..).flat_map(|(&member, from)| {
            self.arcs_from(member).filter_map(move |arc| Some(Arc { from, to: local(arc.to)?, weight: arc.weight }))
        });
        Self::new(members.len(), arcs)
    }

    /// The same graph without `arcs`, whose weights do not matter.
    pub fn without(&self, arcs: &[Arc]) -> Self {
        let mut left_out: Vec<(u32, u32)> = arcs.iter().map(|arc| (arc.from, arc.to)).collect();
        left_out.sort_unstable();
        Self::new(self.len(), self.arcs().filter(|arc| left_out.binary_search(&(arc.from, arc.to)).is_err()))
    }

    pub(super) fn range(&self, node: u32) -> std::ops::Range<usize> {
        self.begins[node as usize] as usize..self.begins[node as usize + 1] as usize
    }
}
