//! The diagram of an entry: its components and what flows between them, as SVG.
//!
//! [`svg`] is all there is to it. An entry becomes a `graph`, [`layra_diagram`] lays it out in several
//! settings and takes the one that reads best in a column, and `draw` writes it down.

mod draw;
mod graph;

#[cfg(test)]
mod tests;

use graph::Graph;
use layra_diagram::{Direction, Lines, Page, Picture, Style};

use crate::pattern::Pattern;

/// The column a diagram is read in, and the screen it fits.
const PAGE: Page = Page { width: 720.0, height: 760.0 };
/// Steps allowed for one setting of a diagram. The largest takes a fraction of a second with them.
const STEPS: usize = 4_000_000;
/// Number of flows beyond which two settings are tried instead of all.
const MANY_FLOWS: usize = 80;

/// The settings that are tried, the preferred one first.
const STYLES: [Style; 6] = [
    style(Direction::Right, 120.0, 110.0),
    style(Direction::Down, 150.0, 120.0),
    style(Direction::Right, 92.0, 76.0),
    style(Direction::Down, 104.0, 80.0),
    style(Direction::Right, 160.0, 150.0),
    style(Direction::Down, 190.0, 170.0),
];

const fn style(direction: Direction, name_width: f64, label_width: f64) -> Style {
    Style { direction, name_width, label_width, lines: Lines::Apart }
}

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
    layra_diagram::best(&graph.drawn(), styles, PAGE, STEPS)
}
