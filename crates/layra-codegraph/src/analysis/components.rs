//! Strongly connected components: what cannot be taken apart because everything in it depends on
//! everything else.

use super::digraph::Digraph;

/// The strongly connected components of a [`Digraph`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Components {
    /// The component of each node. What a component leads to has a lower number.
    pub of: Vec<u32>,
    /// How many there are, those of a single node included.
    pub count: usize,
}

impl Components {
    /// The components of `graph`.
    ///
    /// Tarjan, "Depth-first search and linear graph algorithms", 1972, without recursion: a chain of
    /// dependencies may be longer than a stack.
    pub fn new(graph: &Digraph) -> Self {
        const UNSEEN: u32 = u32::MAX;
        let nodes = graph.len();
        let mut search = Self { of: vec![UNSEEN; nodes], count: 0 };
        let (mut seen, mut low) = (vec![UNSEEN; nodes], vec![0; nodes]);
        let (mut open, mut path): (Vec<u32>, Vec<(u32, usize)>) = (Vec::new(), Vec::new());
        let mut next = 0;
        for root in 0..nodes as u32 {
            if seen[root as usize] != UNSEEN {
                continue;
            }
            path.push((root, 0));
            while let Some((node, arc)) = path.pop() {
                let at = node as usize;
                if arc == 0 {
                    seen[at] = next;
                    low[at] = next;
                    next += 1;
                    open.push(node);
                } else {
                    // Back from where the arc before leads.
                    low[at] = low[at].min(low[graph.heads(node)[arc - 1] as usize]);
                }
                let ahead = graph.heads(node)[arc..].iter().position(|&head| {
                    let head = head as usize;
                    if seen[head] == UNSEEN {
                        return true;
                    }
                    if search.of[head] == UNSEEN {
                        low[at] = low[at].min(seen[head]);
                    }
                    false
                });
                if let Some(skipped) = ahead {
                    path.push((node, arc + skipped + 1));
                    path.push((graph.heads(node)[arc + skipped], 0));
                } else if low[at] == seen[at] {
                    search.close(node, &mut open);
                    // Nobody looks at the low point of a closed component.
                    low[at] = u32::MAX;
                }
            }
        }
        search
    }

    /// Takes the component of `root` off the open nodes.
    fn close(&mut self, root: u32, open: &mut Vec<u32>) {
        while let Some(node) = open.pop() {
            self.of[node as usize] = self.count as u32;
            if node == root {
                break;
            }
        }
        self.count += 1;
    }

    /// The components of two nodes and more, each sorted, by their first node.
    pub fn cycles(&self) -> Vec<Vec<u32>> {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); self.count];
        for (node, &component) in (0..).zip(&self.of) {
            members[component as usize].push(node);
        }
        members.retain(|members| members.len() > 1);
        members.sort();
        members
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::digraph::Arc;

    fn components(nodes: usize, arcs: &[(u32, u32)]) -> Components {
        Components::new(&Digraph::new(nodes, arcs.iter().map(|&(from, to)| Arc { from, to, weight: 1 })))
    }

    #[test]
    fn what_is_depended_on_comes_first() {
        let found = components(5, &[(0, 1), (1, 2), (2, 1), (2, 3), (0, 4)]);
        assert_eq!(found.cycles(), [vec![1, 2]]);
        let [zero, one, two, three, four] = found.of[..] else { panic!("five nodes") };
        assert_eq!(one, two);
        assert!(three < one && one < zero && four < zero, "{found:?}");
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let nodes = 300_000;
        let arcs: Vec<(u32, u32)> = (0..nodes).map(|node| (node, (node + 1) % nodes)).collect();
        assert_eq!(components(nodes as usize, &arcs).count, 1);
        assert_eq!(components(nodes as usize, &arcs[1..]).count, nodes as usize);
    }
}
