//! The diagram of an entry: its components and what flows between them, as SVG.
//!
//! [`svg`] is all there is to it. An entry becomes a `graph` and gets its sizes (`measure`,
//! `text`). The layout is the layered one of Sugiyama, Tagawa and Toda, a private module for each step:
//! `rank` says who stands above whom, `layers` makes room for lines and labels, `order`
//! avoids crossings, `place` and `ports` straighten, `route` turns it into shapes, `pack` puts
//! unconnected parts on one page. Several settings are tried and the one that reads best in a
//! column is taken. `draw` writes it down. No step knows a font, a browser or a style sheet, and
//! `work` bounds what each may cost.

mod draw;
mod graph;
mod layers;
mod measure;
mod order;
mod pack;
mod place;
mod ports;
mod rank;
mod route;
mod text;
mod work;

#[cfg(test)]
mod tests;

use graph::Graph;
use layers::Layers;
use measure::{Direction, Part, Style};
use place::Places;
use route::Picture;
use work::Work;

use crate::pattern::Pattern;

/// Width in pixels of the column a diagram is read in.
const COLUMN: f64 = 720.0;
/// Height in pixels beyond which a diagram no longer fits a screen.
const SCREEN: f64 = 760.0;
/// Steps allowed for one setting of a diagram. The largest takes a fraction of a second with them.
const STEPS: usize = 4_000_000;
/// Number of flows beyond which two settings are tried instead of all.
const MANY_FLOWS: usize = 80;

/// The settings that are tried, the preferred one first.
const STYLES: [Style; 6] = [
    Style { direction: Direction::Right, name_width: 120.0, label_width: 110.0 },
    Style { direction: Direction::Down, name_width: 150.0, label_width: 120.0 },
    Style { direction: Direction::Right, name_width: 92.0, label_width: 76.0 },
    Style { direction: Direction::Down, name_width: 104.0, label_width: 80.0 },
    Style { direction: Direction::Right, name_width: 160.0, label_width: 150.0 },
    Style { direction: Direction::Down, name_width: 190.0, label_width: 170.0 },
];

/// The diagram of `pattern` as an `<svg>` element that stands on its own or within a page; `None`
/// when the entry has no components.
///
/// The element has a `<title>`, and the flows in words as its `<desc>`. Its ids begin with
/// `diagram-<slug>-`, so that several fit on a page. Each component is a link to `#<id>`. Colours
/// are `currentColor`, text is at its natural size at `width` and `height`; to fit it into a
/// narrower place say `max-width: 100%; height: auto`. The same pattern gives the same bytes. At
/// most 256 components and 512 flows are drawn; a note says how many are not.
pub fn svg(pattern: &Pattern) -> Option<String> {
    if pattern.components.is_empty() {
        return None;
    }
    let graph = Graph::of(pattern);
    Some(draw::draw(pattern, &graph, &best(&graph)))
}

/// The picture of `graph` in the setting that reads best.
fn best(graph: &Graph<'_>) -> Picture {
    let styles = if graph.edges.len() > MANY_FLOWS { &STYLES[..2] } else { &STYLES[..] };
    let mut best: Option<(Picture, f64)> = None;
    for &style in styles {
        let (picture, crossings) = lay_out(graph, style, Work::new(STEPS));
        let price = price(&picture, crossings);
        if best.as_ref().is_none_or(|(_, least)| price < *least) {
            best = Some((picture, price));
        }
    }
    best.map(|(picture, _)| picture).unwrap_or_default()
}

/// The picture of `graph` in one setting, and how many lines cross in it.
fn lay_out(graph: &Graph<'_>, style: Style, mut work: Work) -> (Picture, usize) {
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
        let places = Places::new(&part, &layers, style.direction, &mut work);
        pictures.push(route::route(&part, &layers, &places, style.direction));
    }
    if !alone.is_empty() {
        pictures.push(pack::grid(graph, &alone.concat()));
    }
    (pack::shelves(pictures, COLUMN), crossings)
}

/// What a picture costs its reader: text scaled down to fit the column weighs most, then crossings,
/// then scrolling, then detours and empty room.
fn price(picture: &Picture, crossings: usize) -> f64 {
    let shrunk = (picture.width / COLUMN - 1.0).max(0.0);
    let scrolled = (picture.height / SCREEN - 1.0).max(0.0);
    let area = picture.width * picture.height / (COLUMN * SCREEN);
    let bends: f64 = picture.lines.iter().map(route::Line::sideways).sum();
    shrunk * 60.0
        + scrolled * 12.0
        + crossings as f64 * 2.0
        + picture.height / SCREEN * 5.0
        + area * 2.0
        + bends / 120.0
}
