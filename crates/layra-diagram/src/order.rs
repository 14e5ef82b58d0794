//! Order: who stands beside whom within a layer, with few lines crossing.
//!
//! The layer-by-layer sweep of Sugiyama, Tagawa and Toda (1981) by barycentres, with the
//! transposition step of Gansner et al. (1993), from several first orders. The first one follows
//! the graph as given, so that among equally good orders the one in which it is told wins.

use crate::layers::Layers;
use crate::work::Work;

/// First orders tried when the given one leaves crossings.
const SHUFFLES: u64 = 6;
/// Sweeps down and up from each.
const SWEEPS: usize = 8;

/// Orders every layer so that few lines cross; returns the number of crossings left.
pub(crate) fn order(layers: &mut Layers, work: &mut Work) -> usize {
    follow_the_graph(layers);
    let told = layers.order.clone();
    let mut best = (usize::MAX, told.clone());
    for shuffle in 0..=SHUFFLES {
        layers.order.clone_from(&told);
        if shuffle > 0 {
            layers.order.iter_mut().for_each(|layer| shuffle_by(layer, shuffle));
        }
        for sweep in 0..SWEEPS {
            let crossings = crossings(layers);
            if crossings < best.0 {
                best = (crossings, layers.order.clone());
            }
            if best.0 == 0 || !work.spend(layers.links.len() * 16) {
                layers.order = best.1;
                return best.0;
            }
            sweep_once(layers, if sweep % 2 == 0 { Towards::Bottom } else { Towards::Top });
            transpose(layers, work);
        }
    }
    layers.order = best.1;
    best.0
}

/// A first order: nodes and lines as met when the edges are followed from the top, each
/// node's in the order in which they are declared.
fn follow_the_graph(layers: &mut Layers) {
    let mut order = vec![Vec::new(); layers.order.len()];
    let mut met = vec![false; layers.items.len()];
    let mut open: Vec<usize> = layers.order.iter().flatten().rev().copied().collect();
    while let Some(item) = open.pop() {
        if std::mem::replace(&mut met[item], true) {
            continue;
        }
        order[layers.items[item].layer].push(item);
        open.extend(layers.items[item].down.iter().rev().map(|&link| layers.links[link].lower));
    }
    layers.order = order;
}

/// Sorts a layer by numbers that look like chance and are not.
fn shuffle_by(layer: &mut [usize], seed: u64) {
    let key = |item: usize| {
        let mixed = (item as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ seed.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 20
    };
    layer.sort_by_key(|&item| key(item));
}

/// Where a sweep goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Towards {
    Bottom,
    Top,
}

/// Goes through the layers once and sorts each by the mean place of its neighbours in the layer
/// before it; items without neighbours there keep their place.
fn sweep_once(layers: &mut Layers, towards: Towards) {
    let mut positions = layers.positions();
    let count = layers.order.len();
    for step in 1..count {
        let layer = if towards == Towards::Bottom { step } else { count - 1 - step };
        let mean = |item: usize| {
            let item = &layers.items[item];
            let neighbours: Vec<usize> = match towards {
                Towards::Bottom => item.up.iter().map(|&link| positions[layers.links[link].upper]).collect(),
                Towards::Top => item.down.iter().map(|&link| positions[layers.links[link].lower]).collect(),
            };
            (!neighbours.is_empty()).then(|| neighbours.iter().sum::<usize>() as f64 / neighbours.len() as f64)
        };
        let old = &layers.order[layer];
        let mut movable: Vec<(f64, usize)> = old.iter().filter_map(|&item| Some((mean(item)?, item))).collect();
        movable.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut movable = movable.into_iter();
        let new: Vec<usize> = old
            .iter()
            .map(|&item| if mean(item).is_some() { movable.next().map_or(item, |(_, next)| next) } else { item })
            .collect();
        for (position, &item) in new.iter().enumerate() {
            positions[item] = position;
        }
        layers.order[layer] = new;
    }
}

/// Swaps neighbours as long as that removes crossings.
fn transpose(layers: &mut Layers, work: &mut Work) {
    let mut positions = layers.positions();
    let mut better = true;
    while better {
        better = false;
        for layer in 0..layers.order.len() {
            for left in 1..layers.order[layer].len() {
                let (a, b) = (layers.order[layer][left - 1], layers.order[layer][left]);
                let ends = |item: usize| {
                    let item = &layers.items[item];
                    let up = item.up.iter().map(|&link| positions[layers.links[link].upper]).collect::<Vec<_>>();
                    let down = item.down.iter().map(|&link| positions[layers.links[link].lower]).collect::<Vec<_>>();
                    [up, down]
                };
                let (ends_a, ends_b) = (ends(a), ends(b));
                let pairs: usize = ends_a.iter().zip(&ends_b).map(|(a, b)| a.len() * b.len()).sum();
                if !work.spend(pairs + 4) {
                    return;
                }
                let (mut now, mut swapped) = (0, 0);
                for (ends_a, ends_b) in ends_a.iter().zip(&ends_b) {
                    for a in ends_a {
                        now += ends_b.iter().filter(|&b| a > b).count();
                        swapped += ends_b.iter().filter(|&b| a < b).count();
                    }
                }
                if swapped < now {
                    layers.order[layer].swap(left - 1, left);
                    positions.swap(a, b);
                    better = true;
                }
            }
        }
    }
}

/// The number of pairs of lines that cross.
fn crossings(layers: &Layers) -> usize {
    let positions = layers.positions();
    let mut total = 0;
    for upper in &layers.order {
        let mut ends: Vec<(usize, usize)> = upper
            .iter()
            .flat_map(|&item| &layers.items[item].down)
            .map(|&link| (positions[layers.links[link].upper], positions[layers.links[link].lower]))
            .collect();
        ends.sort_unstable();
        let lower: Vec<usize> = ends.into_iter().map(|(_, lower)| lower).collect();
        total += inversions(&lower);
    }
    total
}

/// Pairs that stand the wrong way round, counted in a tree of prefix sums (Barth, Juenger, Mutzel,
/// "Simple and efficient bilayer cross counting", 2002).
fn inversions(values: &[usize]) -> usize {
    let mut tree = vec![0; values.iter().max().map_or(1, |max| max + 2)];
    let mut total = 0;
    for (seen, &value) in values.iter().enumerate() {
        let mut not_greater = 0;
        let mut at = value + 1;
        while at > 0 {
            not_greater += tree[at];
            at -= at & at.wrapping_neg();
        }
        total += seen - not_greater;
        at = value + 1;
        while at < tree.len() {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    total
}
