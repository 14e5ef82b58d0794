//! The pieces that pictures are written down with, as SVG.

use std::fmt::Write as _;

use crate::route::{Point, Rect, Stroke};
use crate::text::{Block, escape};

/// A rectangle with rounded corners; `attributes` begin with a blank.
pub fn rect(class: &str, rect: &Rect, radius: f64, attributes: &str) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"{attributes}/>",
        number(rect.x),
        number(rect.y),
        number(rect.width),
        number(rect.height),
        number(radius),
    )
}

/// The lines of a text in the middle of a rectangle, `leading` pixels apart; `attributes` begin with a blank.
pub fn lines(text: &Block, rect: &Rect, size: f64, leading: f64, attributes: &str) -> String {
    let x = number(rect.x + rect.width / 2.0);
    // A line's letters reach from about .72 of the font size above the baseline to the baseline.
    let first = rect.y + rect.height / 2.0 - (text.lines.len() as f64 - 1.0) * leading / 2.0 + size * 0.35;
    let mut svg =
        format!("<text font-size=\"{}\" text-anchor=\"middle\" fill=\"currentColor\"{attributes}>", number(size));
    for (index, line) in text.lines.iter().enumerate() {
        let y = number(first + index as f64 * leading);
        if index > 0 {
            // Words of two lines are not one word for whoever hears them; it takes no room.
            svg.push_str("<tspan font-size=\"0\"> </tspan>");
        }
        let _ = write!(svg, "<tspan x=\"{x}\" y=\"{y}\">{}</tspan>", escape(line));
    }
    svg.push_str("</text>");
    svg
}

/// Strokes as the data of a path.
pub fn path(strokes: &[Stroke]) -> String {
    let strokes: Vec<String> = strokes
        .iter()
        .map(|stroke| match *stroke {
            Stroke::Move(to) => format!("M{}", point(to)),
            Stroke::Line(to) => format!("L{}", point(to)),
            Stroke::Curve(first, second, to) => format!("C{} {} {}", point(first), point(second), point(to)),
        })
        .collect();
    strokes.concat()
}

/// A point.
pub fn point(point: Point) -> String {
    format!("{},{}", number(point.x), number(point.y))
}

/// A number with at most one decimal.
pub fn number(value: f64) -> String {
    let tenths = (value * 10.0).round();
    // Adding zero turns -0 into 0.
    format!("{}", tenths / 10.0 + 0.0)
}
