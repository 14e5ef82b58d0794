//! Places: where on the page each name stands, and how curves run between them.
//!
//! Names stand in two columns, in rows of the same height, and so are read as lists. The columns bend
//! outwards like the sides of a lens: that gives the curves room where most of them cross. A curve leaves
//! towards the middle of its category and arrives from that of the other, so curves between the same two
//! categories run together (after D. Holten, *Hierarchical Edge Bundles*, 2006).

use layra_diagram::Point;

use super::{Map, Spot};
use crate::pattern::Category;

/// Height of a row with a name, and of the heading above those of a category.
const ROW: f64 = 23.0;
const HEADING: f64 = 40.0;
/// From the middle to the names, at most and at least.
const REACH: f64 = 265.0;
const LEAST_REACH: f64 = 150.0;
/// How far towards the middle the curves of a category are drawn together.
const PULL: f64 = 0.62;

/// Which column something stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    /// -1 for left, 1 for right.
    pub(super) fn sign(self) -> f64 {
        match self {
            Self::Left => -1.0,
            Self::Right => 1.0,
        }
    }
}

/// Where a name stands: the end that faces the curves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) side: Side,
    pub(super) point: Point,
    /// What its curves are drawn towards.
    hub: Point,
    block: usize,
}

/// The heading above the names of a category.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heading {
    pub(super) category: Category,
    pub(super) side: Side,
    pub(super) point: Point,
}

/// All places; the middle of the page is at zero.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) places: Vec<Place>,
    pub(super) headings: Vec<Heading>,
    pub(super) height: f64,
}

/// Names that stand below one heading.
struct Block {
    category: Category,
    spots: std::ops::Range<usize>,
}

impl Block {
    fn height(&self) -> f64 {
        HEADING + self.spots.len() as f64 * ROW
    }
}

impl Columns {
    /// Places for the names of `map`.
    pub(super) fn new(map: &Map<'_>) -> Self {
        let blocks = blocks(&map.spots);
        let cut = balanced(&blocks);
        let column = |blocks: &[Block]| -> f64 { blocks.iter().map(Block::height).sum() };
        let height = column(&blocks[..cut]).max(column(&blocks[cut..]));
        let (mut places, mut headings) = (Vec::new(), Vec::new());
        for (side, blocks, first) in [(Side::Left, &blocks[..cut], 0), (Side::Right, &blocks[cut..], cut)] {
            let mut y = (height - column(blocks)) / 2.0;
            for (nth, block) in blocks.iter().enumerate() {
                let at = |y: f64| Point { x: side.sign() * reach(y, height), y };
                headings.push(Heading {
                    category: block.category,
                    side,
                    point: Point { y: y + HEADING - ROW * 0.6, ..at(y + HEADING + ROW / 2.0) },
                });
                y += HEADING;
                let middle = y + block.spots.len() as f64 * ROW / 2.0;
                let hub = at(middle);
                let hub = Point { x: hub.x * (1.0 - PULL), y: height / 2.0 + (middle - height / 2.0) * 0.8 };
                for _ in block.spots.clone() {
                    places.push(Place { side, point: at(y + ROW / 2.0), hub, block: first + nth });
                    y += ROW;
                }
            }
        }
        Self { places, headings, height }
    }

    /// The four points of the curve between two names.
    pub(super) fn curve(&self, from: usize, to: usize) -> [Point; 4] {
        let (one, other) = (&self.places[from], &self.places[to]);
        if one.block == other.block {
            // Near neighbours are joined by a small bow.
            let depth = 26.0 + (one.point.y - other.point.y).abs() * 0.55;
            let inwards = |place: &Place| {
                let x = place.point.x - place.side.sign() * depth.min(place.point.x.abs() * 0.9);
                Point { x, y: place.point.y * 0.8 + (one.point.y + other.point.y) * 0.1 }
            };
            return [one.point, inwards(one), inwards(other), other.point];
        }
        [one.point, one.hub, other.hub, other.point]
    }
}

/// From the middle to the names in the row at `y`.
fn reach(y: f64, height: f64) -> f64 {
    let off = (y - height / 2.0) / (height / 2.0).max(1.0);
    LEAST_REACH + (REACH - LEAST_REACH) * (1.0 - off * off).max(0.0).sqrt()
}

/// The names by category. A category with most of them is cut in two, so that it can fill both columns.
fn blocks(spots: &[Spot<'_>]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for (nth, spot) in spots.iter().enumerate() {
        match blocks.last_mut() {
            Some(block) if block.category == spot.category => block.spots.end = nth + 1,
            _ => blocks.push(Block { category: spot.category, spots: nth..nth + 1 }),
        }
    }
    let half = spots.len().div_ceil(2);
    let Some(at) = blocks.iter().position(|block| block.spots.len() > half + half / 5 && block.spots.len() > 8) else {
        return blocks;
    };
    let Block { category, spots } = blocks.remove(at);
    // What stands before it fills the left column, too.
    let middle = half.clamp(spots.start + 1, spots.end - 1);
    blocks.insert(at, Block { category, spots: spots.start..middle });
    blocks.insert(at + 1, Block { category, spots: middle..spots.end });
    blocks
}

/// How many blocks stand in the left column so that the higher one is as low as can be.
fn balanced(blocks: &[Block]) -> usize {
    let total: f64 = blocks.iter().map(Block::height).sum();
    let mut left = 0.0;
    let mut best = (f64::INFINITY, 0);
    for (nth, block) in blocks.iter().enumerate() {
        left += block.height();
        let higher = left.max(total - left);
        if higher < best.0 {
            best = (higher, nth + 1);
        }
    }
    best.1
}
