//! Ports: where on the sides of the boxes lines begin and end.
//!
//! Evenly spread ports keep a box in the middle of its lines while the boxes are still moving. Once
//! these stand, a port slides along its side to where its line runs straight.

use crate::layers::Layers;
use crate::measure::{PORT_MARGIN, Part};
use crate::place::{Places, nearest_in_order};

/// How much more a port that can have a straight line insists on its place.
const INSISTENCE: f64 = 4.0;

/// What decides where a line meets a box.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Aim {
    /// Equal distances about the middle of the side.
    Evenly,
    /// The line runs straight where it can.
    Straight,
}

/// A side of a box that lines meet.
#[derive(Debug, Clone, Copy)]
enum Side {
    Upper,
    Lower,
}

impl Places {
    /// Decides for all boxes where on their sides lines begin and end.
    pub(crate) fn spread_ports(&mut self, part: &Part, layers: &Layers, aim: Aim) {
        let positions = layers.positions();
        for node in 0..part.nodes.len() {
            self.spread(part, layers, &positions, node, Side::Upper, aim);
            self.spread(part, layers, &positions, node, Side::Lower, aim);
        }
    }

    /// The same for one side of one box; `positions` are those of all items within their layers.
    fn spread(&mut self, part: &Part, layers: &Layers, positions: &[usize], node: usize, side: Side, aim: Aim) {
        let far = |link: usize| match side {
            Side::Upper => layers.links[link].upper,
            Side::Lower => layers.links[link].lower,
        };
        let mut links = match side {
            Side::Upper => layers.items[node].up.clone(),
            Side::Lower => layers.items[node].down.clone(),
        };
        let Some(last) = links.len().checked_sub(1) else { return };
        // Ports stand in the order of where their lines go, so that these do not cross at once.
        links.sort_by_key(|&link| (positions[far(link)], link));
        let (width, gaps) = (part.nodes[node].size.across, last as f64);
        let reach = width / 2.0 - PORT_MARGIN;
        let apart = part.style.lines.gap();
        let step = (width / (gaps + 2.0)).clamp(apart, 2.0 * apart).min(2.0 * reach / gaps.max(1.0));
        let wish = |(position, &link): (usize, &usize)| {
            let straight = self.anchor[far(link)] - self.anchor[node];
            match aim {
                Aim::Straight if straight.abs() <= reach => (straight, INSISTENCE),
                _ => ((position as f64 - gaps / 2.0) * step, 1.0),
            }
        };
        let wishes: Vec<(f64, f64)> = links.iter().enumerate().map(wish).collect();
        let gap = step.min(apart);
        let ports = nearest_in_order(&wishes, &vec![gap; last]);
        for (position, (port, link)) in ports.into_iter().zip(links).enumerate() {
            let least = position as f64 * gap - reach;
            let most = reach - (last - position) as f64 * gap;
            let port = port.clamp(least.min(most), most.max(least));
            match side {
                Side::Upper => self.lower_port[link] = port,
                Side::Lower => self.upper_port[link] = port,
            }
        }
    }
}
