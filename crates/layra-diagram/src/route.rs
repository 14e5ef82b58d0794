//! Routes: from places in layers to shapes on the page.
//!
//! The layers get their heights, the layout's two directions become x and y, and every edge
//! becomes a line: straight where it passes a layer, a smooth S between layers. As nothing else
//! stands between layers, and every line has its own place within them, no line runs through a box
//! or a label. Line ends are vertical to the side of the box they meet, which is what makes an
//! arrow readable.

use crate::layers::{Chain, Kind, Layers};
use crate::measure::{Direction, Edge, LOOP_REACH, Label, Part, Sense};
use crate::place::Places;
use crate::text::Block;

/// Length and half the width of an arrow's head.
const HEAD: (f64, f64) = (8.0, 4.0);

/// A point on the page, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A rectangle on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Its left.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// A stroke of the pen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stroke {
    /// Lift the pen and set it down there.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A cubic curve: two control points and the end.
    Curve(Point, Point, Point),
}

/// A node on the page.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its index in the graph.
    pub node: usize,
    /// Its box.
    pub rect: Rect,
    /// Its name.
    pub name: Block,
}

/// An edge on the page.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its index in the graph.
    pub edge: usize,
    /// Its line, without the head.
    pub strokes: Vec<Stroke>,
    /// The head of its arrow, the tip first.
    pub head: [Point; 3],
    /// Its label and where it stands.
    pub label: Option<(Rect, Block)>,
}

/// Shapes on a page of their own.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// Width of the page.
    pub width: f64,
    /// Height of the page.
    pub height: f64,
    /// The nodes.
    pub figures: Vec<Figure>,
    /// The edges.
    pub lines: Vec<Line>,
}

impl Line {
    /// How far the line's curves go aside in all.
    pub(crate) fn sideways(&self) -> f64 {
        let mut at = self.head[0];
        let mut sum = 0.0;
        for stroke in &self.strokes {
            let to = match *stroke {
                Stroke::Move(to) | Stroke::Line(to) => to,
                Stroke::Curve(first, _, to) => {
                    // One control point lies ahead of the start, the other beside it.
                    sum += if first.x == at.x { (to.x - at.x).abs() } else { (to.y - at.y).abs() };
                    to
                }
            };
            at = to;
        }
        sum
    }
}

/// The picture of a part whose layers are placed.
pub(crate) fn route(part: &Part, layers: &Layers, places: &Places) -> Picture {
    let direction = part.style.direction;
    let router = Router { part, layers, places, direction, bands: bands(part, layers, places), start: 0.0 };
    router.picture()
}

/// The beginning and end of each layer along the edges.
fn bands(part: &Part, layers: &Layers, places: &Places) -> Vec<(f64, f64)> {
    let (least, most) = part.style.lines.layer_gap();
    let mut bands = Vec::with_capacity(layers.order.len());
    let mut at = 0.0;
    for layer in &layers.order {
        let along = |&item: &usize| match layers.items[item].kind {
            Kind::Node(node) => part.nodes[node].size.along,
            Kind::Label(edge) => part.edges[edge].label.as_ref().map_or(0.0, |label| label.size.along),
            Kind::Line => 0.0,
        };
        let band = layer.iter().map(along).fold(0.0, f64::max);
        bands.push((at, at + band));
        let links = layer.iter().flat_map(|&item| &layers.items[item].down);
        let widest = links.map(|&link| places.step(layers, link).abs()).fold(0.0, f64::max);
        at += band + (least + widest / 5.0).min(most);
    }
    bands
}

/// A place a line comes by: across, along, and whether the pen is down from here to the next.
type Station = (f64, f64, Pen);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pen {
    Down,
    Up,
}

struct Router<'a> {
    part: &'a Part,
    layers: &'a Layers,
    places: &'a Places,
    direction: Direction,
    bands: Vec<(f64, f64)>,
    /// The least position across, which becomes the edge of the page.
    start: f64,
}

impl Router<'_> {
    fn picture(mut self) -> Picture {
        let reach = |item: usize, side: f64| self.places.anchor[item] + side;
        let items = || self.layers.items.iter().enumerate();
        let end = items().map(|(index, item)| reach(index, item.after)).fold(f64::MIN, f64::max);
        self.start = items().map(|(index, item)| reach(index, -item.before)).fold(f64::MAX, f64::min);
        let page = self.point(end, self.bands.last().map_or(0.0, |band| band.1));
        let mut picture = Picture { width: page.x, height: page.y, ..Picture::default() };
        for (index, node) in self.part.nodes.iter().enumerate() {
            let (top, bottom) = self.bands[self.layers.items[index].layer];
            let rect = self.rect(self.places.anchor[index], node.size.across, (top + bottom) / 2.0, bottom - top);
            picture.figures.push(Figure { node: node.index, rect, name: node.name.clone() });
            for (number, edge) in node.loops.iter().enumerate() {
                picture.lines.push(self.returning(index, edge, number));
            }
        }
        for (edge, chain) in self.part.edges.iter().zip(&self.layers.chains) {
            picture.lines.push(self.line(edge, chain));
        }
        picture.lines.sort_by_key(|line| line.edge);
        picture
    }

    fn point(&self, across: f64, along: f64) -> Point {
        match self.direction {
            Direction::Down => Point { x: across - self.start, y: along },
            Direction::Right => Point { x: along, y: across - self.start },
        }
    }

    /// The rectangle about a middle.
    fn rect(&self, across: f64, across_size: f64, along: f64, along_size: f64) -> Rect {
        let (first, second) = (
            self.point(across - across_size / 2.0, along - along_size / 2.0),
            self.point(across + across_size / 2.0, along + along_size / 2.0),
        );
        Rect { x: first.x, y: first.y, width: second.x - first.x, height: second.y - first.y }
    }

    fn labelled(&self, label: &Label, across: f64, along: f64) -> (Rect, Block) {
        (self.rect(across, label.size.across, along, label.size.along), label.text.clone())
    }

    /// The line of an edge between two nodes.
    fn line(&self, edge: &Edge, chain: &Chain) -> Line {
        let mut stations: Vec<Station> = Vec::new();
        let mut label = None;
        let (first, last) = (chain.links[0], chain.links[chain.links.len() - 1]);
        for (position, &index) in chain.items.iter().enumerate() {
            let item = &self.layers.items[index];
            let anchor = self.places.anchor[index];
            let (top, bottom) = self.bands[item.layer];
            if position == 0 {
                stations.push((anchor + self.places.upper_port[first], bottom, Pen::Down));
            } else if position + 1 == chain.items.len() {
                stations.push((anchor + self.places.lower_port[last], top, Pen::Down));
            } else if let (Kind::Label(_), Some(text)) = (item.kind, &edge.label) {
                let middle = (top + bottom) / 2.0;
                label = Some(self.labelled(text, anchor + (item.after - item.before) / 2.0, middle));
                let beside = item.before == 0.0 || item.after == 0.0;
                let half = text.size.along / 2.0;
                stations.push((anchor, top, Pen::Down));
                stations.push((anchor, middle - half, if beside { Pen::Down } else { Pen::Up }));
                stations.push((anchor, middle + half, Pen::Down));
                stations.push((anchor, bottom, Pen::Down));
            } else {
                stations.push((anchor, top, Pen::Down));
                stations.push((anchor, bottom, Pen::Down));
            }
        }
        let mut end = 1.0;
        if edge.sense == Sense::Back {
            end = -1.0;
            stations.reverse();
            // A pen that is up between two stations stays up between them on the way back.
            for at in 1..stations.len() {
                stations[at - 1].2 = stations[at].2;
            }
        }
        let (tip_across, tip_along) = stations.last().map_or((0.0, 0.0), |&(across, along, _)| (across, along));
        if let Some(last) = stations.last_mut() {
            last.1 -= end * (HEAD.0 - 1.0);
        }
        let tail = tip_along - end * HEAD.0;
        let head = [
            self.point(tip_across, tip_along),
            self.point(tip_across - HEAD.1, tail),
            self.point(tip_across + HEAD.1, tail),
        ];
        Line { edge: edge.index, strokes: self.strokes(&stations), head, label }
    }

    /// Joins stations by straight lines and, where they are not above one another, by an S.
    fn strokes(&self, stations: &[Station]) -> Vec<Stroke> {
        let Some(&(across, along, _)) = stations.first() else { return Vec::new() };
        let mut strokes = vec![Stroke::Move(self.point(across, along))];
        for pair in stations.windows(2) {
            let ((from, start, pen), (to, end, _)) = (pair[0], pair[1]);
            let target = self.point(to, end);
            let straight = (from - to).abs() < 0.05;
            if straight && (start - end).abs() < 0.05 {
                continue;
            }
            if pen == Pen::Up {
                strokes.push(Stroke::Move(target));
            } else if straight {
                match strokes.last_mut() {
                    Some(Stroke::Line(last)) => *last = target,
                    _ => strokes.push(Stroke::Line(target)),
                }
            } else {
                let middle = (start + end) / 2.0;
                strokes.push(Stroke::Curve(self.point(from, middle), self.point(to, middle), target));
            }
        }
        strokes
    }

    /// The line of an edge from a node to itself, the `number`-th of that node.
    fn returning(&self, node: usize, edge: &Edge, number: usize) -> Line {
        let (top, bottom) = self.bands[self.layers.items[node].layer];
        let share = (bottom - top) / self.part.nodes[node].loops.len() as f64;
        let middle = top + share * (number as f64 + 0.5);
        let side = self.places.anchor[node] + self.part.nodes[node].size.across / 2.0;
        let (spread, swing) = (9.0, LOOP_REACH * 1.2);
        let strokes = vec![
            Stroke::Move(self.point(side, middle - spread)),
            Stroke::Curve(
                self.point(side + swing, middle - spread),
                self.point(side + swing, middle + spread),
                self.point(side + HEAD.0 - 1.0, middle + spread),
            ),
        ];
        let head = [
            self.point(side, middle + spread),
            self.point(side + HEAD.0, middle + spread - HEAD.1),
            self.point(side + HEAD.0, middle + spread + HEAD.1),
        ];
        let label = edge.label.as_ref().map(|label| {
            let across = side + LOOP_REACH + label.size.across / 2.0;
            self.labelled(label, across, middle)
        });
        Line { edge: edge.index, strokes, head, label }
    }
}
