//! Places: where across the edges every item of a layer stands, and where lines meet boxes.
//!
//! Wanted are straight lines and boxes in the middle of what they are joined to. The sum of the
//! squared sideways steps of all lines is minimised first, which balances; then it is weighted so
//! that it becomes the sum of the steps themselves (iteratively reweighted least squares), which
//! straightens. Both keep the order and the least distances within a layer. As these bind only
//! items of one layer, each layer can be solved exactly while the others stand still (pool
//! adjacent violators; Barlow et al., "Statistical inference under order restrictions", 1972), and
//! going through the layers again and again comes ever nearer to the optimum.

use crate::layers::{Item, Kind, Layers};
use crate::measure::{Direction, PORT_MARGIN, Part, Style};
use crate::ports::Aim;
use crate::work::Work;

/// Rounds that balance.
const BALANCING: usize = 20;
/// Rounds that straighten.
const STRAIGHTENING: usize = 80;
/// Rounds in which boxes stand still, and lines and their ends on the boxes find to one another.
const FINISHING: usize = 20;
/// Sideways steps up to this size, in pixels, are taken out where nothing stands in the way.
const JOG: f64 = 3.0;
/// Sideways steps below this size, in pixels, nobody sees.
const FINEST: f64 = 0.05;
/// The weight of a wish that no other can move.
const FIXED: f64 = 1e9;

/// Positions across the edges.
#[derive(Debug)]
pub(crate) struct Places {
    /// The anchor of each item: the middle of a box, the line of anything else.
    pub(crate) anchor: Vec<f64>,
    /// For each link, by how much its upper end is off the anchor of its upper item.
    pub(crate) upper_port: Vec<f64>,
    /// The same for the lower end.
    pub(crate) lower_port: Vec<f64>,
}

impl Places {
    /// Places all items of ordered layers.
    pub(crate) fn new(part: &Part, layers: &Layers, work: &mut Work) -> Self {
        let style = part.style;
        let none = vec![0.0; layers.links.len()];
        let mut places = Self { anchor: vec![0.0; layers.items.len()], upper_port: none.clone(), lower_port: none };
        for layer in &layers.order {
            let wishes = vec![(0.0, 1.0); layer.len()];
            places.settle(layers, layer, style, &wishes);
        }
        places.spread_ports(part, layers, Aim::Evenly);
        for round in 0..BALANCING + STRAIGHTENING {
            if !work.spend(layers.links.len() * 8) {
                break;
            }
            let pull = match round.checked_sub(BALANCING) {
                None => Pull::Square,
                // From a sum of squares to a sum by degrees, so that boxes find their line together.
                Some(done) => Pull::Plain((16.0 * 0.9_f64.powi(done as i32)).max(FINEST)),
            };
            places.sweep(layers, style, pull, Boxes::Free);
        }
        for round in 0..FINISHING {
            if !work.spend(layers.links.len() * 8) {
                break;
            }
            if round % 10 == 0 {
                places.spread_ports(part, layers, Aim::Straight);
            }
            places.sweep(layers, style, Pull::Plain(FINEST), Boxes::Fixed);
        }
        places.spread_ports(part, layers, Aim::Straight);
        places.smooth(part, layers);
        places
    }

    /// How far apart the two ends of a link are, across the edges.
    pub(crate) fn step(&self, layers: &Layers, link: usize) -> f64 {
        let Some(ends) = layers.links.get(link) else { return 0.0 };
        self.anchor[ends.lower] + self.lower_port[link] - self.anchor[ends.upper] - self.upper_port[link]
    }

    /// Moves every item to where its links pull it, layer by layer, down and up again.
    fn sweep(&mut self, layers: &Layers, style: Style, pull: Pull, boxes: Boxes) {
        for layer in layers.order.iter().chain(layers.order.iter().rev()) {
            let wish = |&item: &usize| match (boxes, layers.items[item].kind) {
                (Boxes::Fixed, Kind::Node(_)) => (self.anchor[item], FIXED),
                _ => self.wish(layers, item, pull),
            };
            let wishes: Vec<(f64, f64)> = layer.iter().map(wish).collect();
            self.settle(layers, layer, style, &wishes);
        }
    }

    /// Where an item wants to be and how much, by the weighted mean of its links.
    fn wish(&self, layers: &Layers, item: usize, pull: Pull) -> (f64, f64) {
        let anchor = self.anchor[item];
        let Item { up, down, .. } = &layers.items[item];
        let ups = up.iter().map(|&link| (link, -self.step(layers, link)));
        let downs = down.iter().map(|&link| (link, self.step(layers, link)));
        let (mut sum, mut total) = (0.0, 0.0);
        for (link, step) in ups.chain(downs) {
            let weight = match pull {
                Pull::Square => layers.links[link].stiffness,
                Pull::Plain(finest) => layers.links[link].stiffness / step.abs().max(finest),
            };
            sum += weight * step;
            total += weight;
        }
        if total > 0.0 { (anchor + sum / total, total) } else { (anchor, 1e-3) }
    }

    /// Puts the items of a layer as near to their wishes as order and distances allow.
    fn settle(&mut self, layers: &Layers, layer: &[usize], style: Style, wishes: &[(f64, f64)]) {
        let gaps: Vec<f64> = layer
            .windows(2)
            .map(|pair| {
                let (left, right) = (&layers.items[pair[0]], &layers.items[pair[1]]);
                let room = left.after + right.before + distance(left.kind, right.kind, style);
                room.max(style.lines.gap())
            })
            .collect();
        for (&item, place) in layer.iter().zip(nearest_in_order(wishes, &gaps)) {
            self.anchor[item] = place;
        }
    }

    /// Takes out sideways steps too small to be meant.
    fn smooth(&mut self, part: &Part, layers: &Layers) {
        let old = self.anchor.clone();
        for chain in &layers.chains {
            let [_, middle @ .., _] = chain.items.as_slice() else { continue };
            for run in middle.chunk_by(|&a, &b| (old[a] - old[b]).abs() < JOG) {
                let labelled = run.iter().find(|&&item| layers.items[item].kind != Kind::Line);
                let place = old[*labelled.unwrap_or(&run[0])];
                if run.iter().all(|&item| (old[item] - place).abs() < JOG) {
                    run.iter().for_each(|&item| self.anchor[item] = place);
                }
            }
        }
        for link in 0..layers.links.len() {
            let step = self.step(layers, link);
            let reach = |item: usize| part.nodes.get(item).map(|node| node.size.across / 2.0 - PORT_MARGIN / 2.0);
            if step.abs() >= JOG {
                continue;
            }
            if reach(layers.links[link].upper).is_some_and(|reach| (self.upper_port[link] + step).abs() <= reach) {
                self.upper_port[link] += step;
            } else if reach(layers.links[link].lower).is_some_and(|reach| (self.lower_port[link] - step).abs() <= reach)
            {
                self.lower_port[link] -= step;
            }
        }
    }
}

/// How a line pulls at its ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pull {
    /// The more the further it goes aside: the sum of squares is made small.
    Square,
    /// Always the same, but for steps smaller than that: the sum is made small.
    Plain(f64),
}

/// Whether boxes move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Boxes {
    Free,
    Fixed,
}

/// Free room between neighbours in a layer, across the edges.
fn distance(left: Kind, right: Kind, style: Style) -> f64 {
    match (left, right, style.direction) {
        (Kind::Node(_), Kind::Node(_), Direction::Down) => 32.0,
        (Kind::Node(_), Kind::Node(_), Direction::Right) => 24.0,
        (Kind::Node(_), _, _) | (_, Kind::Node(_), _) => 20.0,
        (Kind::Label(_), Kind::Label(_), Direction::Right) => 10.0,
        (Kind::Label(_), _, _) | (_, Kind::Label(_), _) => 12.0,
        (Kind::Line, Kind::Line, _) => style.lines.gap(),
    }
}

/// The numbers nearest to `wishes` (each a number and its weight), by weighted squares, of which
/// each exceeds the one before it by at least its gap.
pub(crate) fn nearest_in_order(wishes: &[(f64, f64)], gaps: &[f64]) -> Vec<f64> {
    struct Pool {
        sum: f64,
        weight: f64,
        count: usize,
    }
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(wishes.len());
    let mut pools: Vec<Pool> = Vec::with_capacity(wishes.len());
    for (position, &(wanted, weight)) in wishes.iter().enumerate() {
        if position > 0 {
            offset += gaps[position - 1];
        }
        offsets.push(offset);
        let mut pool = Pool { sum: (wanted - offset) * weight, weight, count: 1 };
        while let Some(last) = pools.pop_if(|last| last.sum / last.weight >= pool.sum / pool.weight) {
            pool = Pool { sum: last.sum + pool.sum, weight: last.weight + pool.weight, count: last.count + pool.count };
        }
        pools.push(pool);
    }
    let means = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.sum / pool.weight, pool.count));
    means.zip(offsets).map(|(mean, offset)| mean + offset).collect()
}
