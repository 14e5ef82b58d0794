//! What must hold for every picture, whatever it shows.

use layra_diagram::{Line, Picture, Point, Rect, Stroke};

use crate::diagram::graph::Graph;

/// Rounding and snapping may move things by this much, in pixels.
const TOLERANCE: f64 = 0.1;

/// Looks for everything that would spoil a picture of `graph`.
pub(super) fn faults(graph: &Graph<'_>, picture: &Picture) -> Vec<String> {
    let mut faults = Vec::new();
    let mut shown: Vec<usize> = picture.figures.iter().map(|figure| figure.node).collect();
    shown.sort_unstable();
    if !shown.into_iter().eq(0..graph.nodes.len()) {
        faults.push("not every component is drawn once".to_owned());
    }
    if !picture.lines.iter().map(|line| line.edge).eq(0..graph.edges.len()) {
        faults.push("not every flow is drawn once".to_owned());
    }
    let boxes: Vec<(String, Rect)> =
        picture.figures.iter().map(|figure| (format!("box {}", figure.node), figure.rect)).collect();
    let labels: Vec<(String, Rect)> = picture
        .lines
        .iter()
        .filter_map(|line| Some((format!("label {}", line.edge), line.label.as_ref()?.0)))
        .collect();
    let places: Vec<&(String, Rect)> = boxes.iter().chain(&labels).collect();
    for (index, (name, place)) in places.iter().enumerate() {
        if !inside(picture, Point { x: place.x, y: place.y })
            || !inside(picture, Point { x: place.x + place.width, y: place.y + place.height })
        {
            faults.push(format!("{name} is off the page"));
        }
        for (other, other_place) in &places[index + 1..] {
            if overlap(place, other_place) {
                faults.push(format!("{name} overlaps {other}"));
            }
        }
    }
    for line in &picture.lines {
        let edge = graph.edges[line.edge];
        let rect =
            |component: usize| boxes[picture.figures.iter().position(|figure| figure.node == component).unwrap()].1;
        let points = walk(line);
        let name = format!("line {}", line.edge);
        if !points.iter().chain(&line.head).all(|&point| inside(picture, point)) {
            faults.push(format!("{name} leaves the page"));
        }
        if points.is_empty() || !on_border(&rect(edge.from), points[0]) || !on_border(&rect(edge.to), line.head[0]) {
            faults.push(format!("{name} does not go from box to box"));
        }
        for (place_name, place) in &places {
            if points.iter().any(|&point| within(place, point)) {
                faults.push(format!("{name} runs through {place_name}"));
            }
        }
    }
    faults
}

fn inside(picture: &Picture, point: Point) -> bool {
    let fits = |value: f64, end: f64| value.is_finite() && (-TOLERANCE..=end + TOLERANCE).contains(&value);
    fits(point.x, picture.width) && fits(point.y, picture.height)
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    let apart = |a: f64, a_size: f64, b: f64, b_size: f64| a + a_size <= b + TOLERANCE || b + b_size <= a + TOLERANCE;
    !apart(a.x, a.width, b.x, b.width) && !apart(a.y, a.height, b.y, b.height)
}

fn within(rect: &Rect, point: Point) -> bool {
    let between = |value: f64, start: f64, size: f64| value > start + TOLERANCE && value < start + size - TOLERANCE;
    between(point.x, rect.x, rect.width) && between(point.y, rect.y, rect.height)
}

fn on_border(rect: &Rect, point: Point) -> bool {
    let grown =
        |by: f64| Rect { x: rect.x - by, y: rect.y - by, width: rect.width + 2.0 * by, height: rect.height + 2.0 * by };
    within(&grown(2.0 * TOLERANCE), point) && !within(rect, point)
}

/// Points along the inked parts of a line.
fn walk(line: &Line) -> Vec<Point> {
    const STEPS: u32 = 24;
    let mut points: Vec<Point> = Vec::new();
    for stroke in &line.strokes {
        let Some(&from) = points.last() else {
            if let Stroke::Move(to) = *stroke {
                points.push(to);
            }
            continue;
        };
        match *stroke {
            Stroke::Move(to) => points.push(to),
            Stroke::Line(to) => {
                points.extend((1..=STEPS).map(|step| bezier([from, from, to, to], f64::from(step) / f64::from(STEPS))))
            }
            Stroke::Curve(first, second, to) => {
                points.extend(
                    (1..=STEPS).map(|step| bezier([from, first, second, to], f64::from(step) / f64::from(STEPS))),
                );
            }
        }
    }
    points
}

fn bezier(points: [Point; 4], t: f64) -> Point {
    let weights = [(1.0 - t).powi(3), 3.0 * t * (1.0 - t).powi(2), 3.0 * t * t * (1.0 - t), t.powi(3)];
    let sum = |of: fn(&Point) -> f64| points.iter().zip(weights).map(|(point, weight)| of(point) * weight).sum();
    Point { x: sum(|point| point.x), y: sum(|point| point.y) }
}
