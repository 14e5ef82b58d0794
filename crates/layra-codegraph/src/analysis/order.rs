//! Good orders of large components: those against which few arcs run.

use std::collections::BTreeSet;

use super::cut::places;
use super::digraph::Digraph;

/// An order to begin with: what nothing leads to goes first, what leads nowhere last, and of the rest the
/// node that leads to most and is led to least goes first.
pub(super) fn first_order(graph: &Digraph) -> Vec<u32> {
    let reversed = graph.reversed();
    let nodes = graph.len();
    let sum = |graph: &Digraph, node: u32| graph.arcs_from(node).map(|arc| i64::from(arc.weight)).sum::<i64>();
    let mut out: Vec<i64> = (0..nodes as u32).map(|node| sum(graph, node)).collect();
    let mut into: Vec<i64> = (0..nodes as u32).map(|node| sum(&reversed, node)).collect();
    let mut left: BTreeSet<(i64, u32)> = (0..nodes).map(|node| (into[node] - out[node], node as u32)).collect();
    let (mut first, mut last) = (Vec::with_capacity(nodes), Vec::new());
    let mut taken = vec![false; nodes];
    let (mut sinks, mut sources): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        let node = if let Some(node) = next(&mut sinks, &taken) {
            last.push(node);
            node
        } else {
            let source = next(&mut sources, &taken);
            let Some(node) = source.or_else(|| left.first().map(|(_, node)| *node)) else { break };
            first.push(node);
            node
        };
        taken[node as usize] = true;
        left.remove(&(into[node as usize] - out[node as usize], node));
        let mut loosen = |other: u32, out_less: i64, into_less: i64| {
            let at = other as usize;
            if taken[at] {
                return;
            }
            left.remove(&(into[at] - out[at], other));
            let before = (out[at], into[at]);
            out[at] -= out_less;
            into[at] -= into_less;
            left.insert((into[at] - out[at], other));
            if before.0 > 0 && out[at] == 0 {
                sinks.push(other);
            } else if before.1 > 0 && into[at] == 0 {
                sources.push(other);
            }
        };
        for arc in graph.arcs_from(node) {
            loosen(arc.to, 0, i64::from(arc.weight));
        }
        for arc in reversed.arcs_from(node) {
            loosen(arc.to, i64::from(arc.weight), 0);
        }
    }
    last.reverse();
    first.extend(last);
    first
}

/// The last of `nodes` that is not taken yet.
fn next(nodes: &mut Vec<u32>, taken: &[bool]) -> Option<u32> {
    std::iter::from_fn(|| nodes.pop()).find(|&node| !taken[node as usize])
}

/// Moves every node to where it costs least, again and again until none moves or `steps` are spent.
pub(super) fn sift(graph: &Digraph, order: &mut [u32], steps: &mut usize) {
    let reversed = graph.reversed();
    let mut places = places(order);
    let mut moved = true;
    while moved {
        moved = false;
        for node in 0..graph.len() as u32 {
            let at = places[node as usize];
            // Where neighbours stand, and by how much the cost changes when the node comes to stand behind:
            // an arc to that neighbour then runs back, an arc from it does so no longer.
            let mut marks: Vec<(u32, i64)> = graph
                .arcs_from(node)
                .map(|arc| (places[arc.to as usize], i64::from(arc.weight)))
                .chain(reversed.arcs_from(node).map(|arc| (places[arc.to as usize], -i64::from(arc.weight))))
                .collect();
            marks.sort_unstable();
            let Some(left) = steps.checked_sub(marks.len() * 4 + 1) else { return };
            *steps = left;
            // The cost of standing before all, then behind each neighbour in turn.
            let (mut cost, mut best, mut here) = (0, (0, None), 0);
            for neighbour in marks.chunk_by(|(one, _), (other, _)| one == other) {
                let place = neighbour[0].0;
                cost += neighbour.iter().map(|(_, change)| change).sum::<i64>();
                if place < at {
                    here = cost;
                }
                if cost < best.0 {
                    best = (cost, Some(place));
                }
            }
            if best.0 >= here {
                continue;
            }
            // Where the node comes to stand once it is taken out.
            let target = match best.1 {
                None => 0,
                Some(place) if place < at => place + 1,
                Some(place) => place,
            };
            let (low, high) = (at.min(target) as usize, at.max(target) as usize);
            let Some(left) = steps.checked_sub(high - low) else { return };
            *steps = left;
            if target > at {
                order[low..=high].rotate_left(1);
            } else {
                order[low..=high].rotate_right(1);
            }
            for (place, &node) in (low as u32..).zip(&order[low..=high]) {
                places[node as usize] = place;
            }
            moved = true;
        }
    }
}
