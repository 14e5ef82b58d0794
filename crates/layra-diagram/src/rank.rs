//! Ranks: which node stands above which.
//!
//! Two steps of the layered method (Sugiyama, Tagawa, Toda, "Methods for visual understanding of
//! hierarchical system structures", 1981). First, edges that close a cycle are turned round. Edges
//! are taken in the order in which they are given, so that the story they tell runs forward
//! and only what comes back runs back. Second, the network simplex of Gansner, Koutsofios, North
//! and Vo ("A technique for drawing directed graphs", 1993) finds the ranks with the least total
//! length of edges.

use crate::measure::Sense;
use crate::work::Work;

/// An arrow between two nodes by index, both distinct.
pub(crate) type Arrow = (usize, usize);

/// How each arrow runs, so that no cycle is left when those that run back are turned round.
pub(crate) fn senses(nodes: usize, arrows: &[Arrow]) -> Vec<Sense> {
    let words = nodes.div_ceil(64);
    // reaches[a] holds a bit for each node that can be reached from a, itself included.
    let mut reaches = vec![vec![0_u64; words]; nodes];
    for (node, row) in reaches.iter_mut().enumerate() {
        row[node / 64] |= 1 << (node % 64);
    }
    let bit = |row: &[u64], node: usize| row[node / 64] >> (node % 64) & 1 == 1;
    arrows
        .iter()
        .map(|&(from, to)| {
            let back = bit(&reaches[to], from);
            let (from, to) = if back { (to, from) } else { (from, to) };
            if !bit(&reaches[from], to) {
                let gained = reaches[to].clone();
                for row in reaches.iter_mut().filter(|row| bit(row, from)) {
                    row.iter_mut().zip(&gained).for_each(|(word, more)| *word |= more);
                }
            }
            if back { Sense::Back } else { Sense::Forward }
        })
        .collect()
}

/// A rank for each node, least rank 0, every arrow pointing to a higher rank, all arrows together
/// as short as `work` allows to make them.
///
/// `arrows` must have no cycle and join all nodes to one another.
pub(crate) fn ranks(nodes: usize, arrows: &[Arrow], work: &mut Work) -> Vec<usize> {
    let mut simplex = Simplex { arrows, rank: longest_paths(nodes, arrows), in_tree: vec![false; arrows.len()] };
    simplex.grow_tree();
    // Every exchange shortens the drawing or leaves it as it is; the count keeps a chain of the
    // latter from going round for ever.
    for _ in 0..nodes * 4 {
        if !simplex.exchange(work) {
            break;
        }
    }
    let least = simplex.rank.iter().copied().min().unwrap_or(0);
    simplex.rank.iter().map(|rank| usize::try_from(rank - least).unwrap_or(0)).collect()
}

/// The least ranks that let every arrow point up in rank.
fn longest_paths(nodes: usize, arrows: &[Arrow]) -> Vec<i64> {
    let mut rank = vec![0; nodes];
    let mut waiting = vec![0; nodes];
    for &(_, to) in arrows {
        waiting[to] += 1;
    }
    let mut ready: Vec<usize> = (0..nodes).filter(|&node| waiting[node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &(_, to) in arrows.iter().filter(|&&(from, _)| from == node) {
            rank[to] = rank[to].max(rank[node] + 1);
            waiting[to] -= 1;
            if waiting[to] == 0 {
                ready.push(to);
            }
        }
    }
    rank
}

/// Ranks with a spanning tree of arrows that are as short as can be.
struct Simplex<'a> {
    arrows: &'a [Arrow],
    rank: Vec<i64>,
    in_tree: Vec<bool>,
}

impl Simplex<'_> {
    /// By how much an arrow is longer than it must be.
    fn slack(&self, arrow: usize) -> i64 {
        let (from, to) = self.arrows[arrow];
        self.rank[to] - self.rank[from] - 1
    }

    /// Joins all nodes by arrows without slack, moving nodes together where there is none.
    fn grow_tree(&mut self) {
        let mut joined = vec![false; self.rank.len()];
        if let Some(first) = joined.first_mut() {
            *first = true;
        }
        loop {
            let crossing = |&arrow: &usize| joined[self.arrows[arrow].0] != joined[self.arrows[arrow].1];
            let nearest = (0..self.arrows.len()).filter(crossing).min_by_key(|&arrow| (self.slack(arrow), arrow));
            let Some(arrow) = nearest else { return };
            let (from, to) = self.arrows[arrow];
            let shift = if joined[from] { self.slack(arrow) } else { -self.slack(arrow) };
            for (rank, _) in self.rank.iter_mut().zip(&joined).filter(|(_, joined)| **joined) {
                *rank += shift;
            }
            self.in_tree[arrow] = true;
            joined[from] = true;
            joined[to] = true;
        }
    }

    /// Swaps the tree arrow that wins most by growing for one that must not; false when there is
    /// none, or no more work allowed.
    fn exchange(&mut self, work: &mut Work) -> bool {
        let mut worst: Option<(i64, Vec<bool>, usize)> = None;
        for leaving in (0..self.arrows.len()).filter(|&arrow| self.in_tree[arrow]) {
            if !work.spend(self.rank.len() + self.arrows.len()) {
                return false;
            }
            let tail = self.tail_side(leaving);
            let cut: i64 = self.arrows.iter().map(|&(from, to)| i64::from(tail[from]) - i64::from(tail[to])).sum();
            if cut < worst.as_ref().map_or(0, |(cut, ..)| *cut) {
                worst = Some((cut, tail, leaving));
            }
        }
        let Some((_, tail, leaving)) = worst else { return false };
        let backward = |&arrow: &usize| !tail[self.arrows[arrow].0] && tail[self.arrows[arrow].1];
        let nearest = (0..self.arrows.len()).filter(backward).min_by_key(|&arrow| (self.slack(arrow), arrow));
        let Some(entering) = nearest else { return false };
        let shift = self.slack(entering);
        for (rank, _) in self.rank.iter_mut().zip(&tail).filter(|(_, tail)| **tail) {
            *rank -= shift;
        }
        self.in_tree[leaving] = false;
        self.in_tree[entering] = true;
        true
    }

    /// The nodes that the tree joins to the tail of `leaving` without `leaving`.
    fn tail_side(&self, leaving: usize) -> Vec<bool> {
        let mut beside = vec![Vec::new(); self.rank.len()];
        for (arrow, &(from, to)) in self.arrows.iter().enumerate() {
            if self.in_tree[arrow] && arrow != leaving {
                beside[from].push(to);
                beside[to].push(from);
            }
        }
        let mut tail = vec![false; self.rank.len()];
        let mut open = vec![self.arrows[leaving].0];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut tail[node], true) {
                open.extend(&beside[node]);
            }
        }
        tail
    }
}
