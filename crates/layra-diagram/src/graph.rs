//! What is drawn: names and what joins them.

/// What is drawn, by index into `nodes`.
#[derive(Debug, Clone, Default)]
pub struct Graph<'a> {
    /// What stands in each box. A text that has lines keeps them.
    pub nodes: Vec<&'a str>,
    /// The edges between two of them; those from a node to itself included.
    pub edges: Vec<Edge<'a>>,
}

/// An edge between two nodes.
#[derive(Debug, Clone, Copy)]
pub struct Edge<'a> {
    /// Index of the node it leaves.
    pub from: usize,
    /// Index of the node it reaches.
    pub to: usize,
    /// What stands beside it; may be empty.
    pub label: &'a str,
}

impl Graph<'_> {
    /// The nodes in groups that are joined by edges, each group and the groups among themselves in the
    /// order of the graph.
    pub(crate) fn parts(&self) -> Vec<Vec<usize>> {
        let mut part: Vec<usize> = (0..self.nodes.len()).collect();
        let mut settled = false;
        while !settled {
            settled = true;
            for edge in &self.edges {
                let least = part[edge.from].min(part[edge.to]);
                settled &= part[edge.from] == least && part[edge.to] == least;
                part[edge.from] = least;
                part[edge.to] = least;
            }
        }
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (node, &of) in part.iter().enumerate() {
            parts[of].push(node);
        }
        parts.retain(|part| !part.is_empty());
        parts
    }
}
