//! Packing: parts that no edge joins, side by side on one page.

use crate::graph::Graph;
use crate::measure::{Direction, Lines, Part, Style};
use crate::route::{Figure, Picture, Point, Rect, Stroke};

/// Room between two parts.
const GUTTER: f64 = 36.0;
/// Room between two boxes of a grid.
const GRID_GUTTER: f64 = 20.0;
/// Most columns of a grid.
const COLUMNS: usize = 4;

/// Boxes that no edge touches, all of one size, in rows.
pub(crate) fn grid(graph: &Graph<'_>, members: &[usize]) -> Picture {
    let style = Style { direction: Direction::Down, name_width: 140.0, label_width: 0.0, lines: Lines::Apart };
    let part = Part::new(graph, members, style);
    let width = part.nodes.iter().map(|node| node.size.across).fold(0.0, f64::max);
    let height = part.nodes.iter().map(|node| node.size.along).fold(0.0, f64::max);
    let rows = members.len().div_ceil(COLUMNS);
    let columns = members.len().div_ceil(rows.max(1)).max(1);
    let mut picture = Picture::default();
    for (index, node) in part.nodes.into_iter().enumerate() {
        let x = (index % columns) as f64 * (width + GRID_GUTTER);
        let y = (index / columns) as f64 * (height + GRID_GUTTER);
        let rect = Rect { x, y, width, height };
        picture.width = picture.width.max(x + width);
        picture.height = picture.height.max(y + height);
        picture.figures.push(Figure { node: node.index, rect, name: node.name });
    }
    picture
}

/// Puts pictures side by side in rows no wider than `column`, where none is wider itself, each row
/// in the middle of the page.
pub(crate) fn shelves(pictures: Vec<Picture>, column: f64) -> Picture {
    let column = pictures.iter().map(|picture| picture.width).fold(column, f64::max);
    let mut shelves: Vec<(f64, Vec<Picture>)> = Vec::new();
    for picture in pictures {
        match shelves.last_mut() {
            Some((width, shelf)) if *width + GUTTER + picture.width <= column => {
                *width += GUTTER + picture.width;
                shelf.push(picture);
            }
            _ => shelves.push((picture.width, vec![picture])),
        }
    }
    let width = shelves.iter().map(|(width, _)| *width).fold(0.0, f64::max);
    let mut page = Picture { width, ..Picture::default() };
    let mut top = 0.0;
    for (shelf_width, shelf) in shelves {
        let height = shelf.iter().map(|picture| picture.height).fold(0.0, f64::max);
        let mut left = (width - shelf_width) / 2.0;
        for mut picture in shelf {
            picture.shift(left, top + (height - picture.height) / 2.0);
            left += picture.width + GUTTER;
            page.figures.append(&mut picture.figures);
            page.lines.append(&mut picture.lines);
        }
        page.height = top + height;
        top = page.height + GUTTER;
    }
    page.figures.sort_by_key(|figure| figure.node);
    page.lines.sort_by_key(|line| line.edge);
    page
}

impl Picture {
    /// Moves all shapes to the right and down.
    fn shift(&mut self, x: f64, y: f64) {
        let shift_point = |point: &mut Point| {
            point.x += x;
            point.y += y;
        };
        let shift_rect = |rect: &mut Rect| {
            rect.x += x;
            rect.y += y;
        };
        self.figures.iter_mut().for_each(|figure| shift_rect(&mut figure.rect));
        for line in &mut self.lines {
            line.head.iter_mut().for_each(shift_point);
            line.label.iter_mut().for_each(|(rect, _)| shift_rect(rect));
            for stroke in &mut line.strokes {
                match stroke {
                    Stroke::Move(to) | Stroke::Line(to) => shift_point(to),
                    Stroke::Curve(first, second, to) => [first, second, to].into_iter().for_each(shift_point),
                }
            }
        }
    }
}
