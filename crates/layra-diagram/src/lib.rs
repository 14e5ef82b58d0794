//! Boxes and arrows in, places on a page out.
//!
//! [`best`] lays a [`Graph`] out in several styles and takes the one that reads best on a page. The
//! layout is the layered one of Sugiyama, Tagawa and Toda, a private module for each step: nodes get
//! their sizes (`measure`, `text`), `rank` says who stands above whom, `layers` makes room for lines and
//! labels, `order` avoids crossings, `place` and `ports` straighten, `route` turns it into shapes, `pack`
//! puts unconnected parts on one page. [`svg`] has the pieces to write a [`Picture`] down with; what it
//! means stands with whoever draws it. No step knows a font, a browser or a style sheet.
//!
//! **Invariants.** No label or line covers a box or another label. The same graph gives the same bytes.
//! `work` bounds what each step may cost.

mod graph;
mod layers;
mod measure;
mod order;
mod pack;
mod place;
mod ports;
mod rank;
mod route;
pub mod svg;
mod text;
mod work;

pub use graph::{Edge, Graph};
use layers::Layers;
use measure::Part;
pub use measure::{Direction, LABEL_LEADING, LABEL_SIZE, Lines, NAME_LEADING, NAME_SIZE, Style};
use place::Places;
pub use route::{Figure, Line, Picture, Point, Rect, Stroke};
pub use text::{Block, escape, fragment, measure};
pub use work::Work;

/// What a picture is read on.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Width in pixels of the column it is read in.
    pub width: f64,
    /// Height in pixels beyond which it no longer fits a screen.
    pub height: f64,
}

/// The picture of `graph` in the style that reads best on a page; of equal ones that of the first. `steps`
/// bound the work on each style.
pub fn best(graph: &Graph<'_>, styles: &[Style], page: Page, steps: usize) -> Picture {
    let mut best: Option<(Picture, f64)> = None;
    for &style in styles {
        let (picture, crossings) = lay_out(graph, style, page, Work::new(steps));
        let price = price(&picture, crossings, page);
        if best.as_ref().is_none_or(|(_, least)| price < *least) {
            best = Some((picture, price));
        }
    }
    best.map(|(picture, _)| picture).unwrap_or_default()
}

/// The picture of `graph` in one style, and how many lines cross in it.
pub fn lay_out(graph: &Graph<'_>, style: Style, page: Page, mut work: Work) -> (Picture, usize) {
    let mut crossings = 0;
    let mut pictures = Vec::new();
    let (alone, joined): (Vec<_>, Vec<_>) = graph
        .parts()
        .into_iter()
        .partition(|members| members.len() == 1 && graph.edges.iter().all(|edge| edge.from != members[0]));
    for members in joined {
        let part = Part::new(graph, &members, style);
        let arrows: Vec<rank::Arrow> = part.edges.iter().map(measure::Edge::downwards).collect();
        let rank = rank::ranks(part.nodes.len(), &arrows, &mut work);
        let mut layers = Layers::new(&part, &rank);
        crossings += order::order(&mut layers, &mut work);
        layers.set_labels_aside(&part);
        let places = Places::new(&part, &layers, &mut work);
        pictures.push(route::route(&part, &layers, &places));
    }
    if !alone.is_empty() {
        pictures.push(pack::grid(graph, &alone.concat()));
    }
    (pack::shelves(pictures, page.width), crossings)
}

/// What a picture costs its reader: text scaled down to fit the column weighs most, then crossings,
/// then scrolling, then detours and empty room.
fn price(picture: &Picture, crossings: usize, page: Page) -> f64 {
    let shrunk = (picture.width / page.width - 1.0).max(0.0);
    let scrolled = (picture.height / page.height - 1.0).max(0.0);
    let area = picture.width * picture.height / (page.width * page.height);
    let bends: f64 = picture.lines.iter().map(route::Line::sideways).sum();
    shrunk * 60.0
        + scrolled * 12.0
        + crossings as f64 * 2.0
        + picture.height / page.height * 5.0
        + area * 2.0
        + bends / 120.0
}
