//! Drawing: a picture written down as SVG.
//!
//! Everything is said by presentation attributes in `currentColor`, so that the picture looks
//! right on its own, on light and on dark, and under a content security policy that allows no
//! inline style. Links within an image (`role="img"`) are hidden from assistive technology though
//! they take the focus, so the picture is a group: components can be read and followed, and the
//! flows are told by its description. Style sheets have classes to hold on to: `diagram`, `node`, `edge`, `head`,
//! `label-bg`, `note`.

use std::fmt::Write as _;

use layra_diagram::svg::{lines, number, path, point, rect};
use layra_diagram::{
    Edge, Figure, LABEL_LEADING, LABEL_SIZE, Line, NAME_LEADING, NAME_SIZE, Picture, Rect, escape, fragment,
};

use super::graph::Graph;
use crate::pattern::Pattern;

/// Room about the shapes, so that no stroke is cut off.
const MARGIN: f64 = 6.0;
/// Room for the note on what was left out.
const NOTE: f64 = 28.0;

/// Writes `picture` of `graph` down.
pub(super) fn draw(pattern: &Pattern, graph: &Graph<'_>, picture: &Picture) -> String {
    let note = left_out(graph);
    let width = number(picture.width + 2.0 * MARGIN);
    let height = number(picture.height + 2.0 * MARGIN + if note.is_some() { NOTE } else { 0.0 });
    let id = format!("diagram-{}", pattern.slug);
    let mut svg = String::with_capacity(4096);
    let mut put = |line: &str| {
        svg.push_str(line);
        svg.push('\n');
    };
    put(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"diagram\" role=\"group\" \
         viewBox=\"{} {} {width} {height}\" width=\"{width}\" height=\"{height}\" \
         aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\" \
         font-family=\"system-ui, sans-serif\" fill=\"none\" stroke-width=\"1.5\">",
        number(-MARGIN),
        number(-MARGIN),
    ));
    put(&format!("<title id=\"{id}-title\">Components of {}</title>", escape(&pattern.name)));
    put(&format!("<desc id=\"{id}-desc\">{}</desc>", escape(&in_words(graph, note.as_deref()))));
    // Read out as the description; the shapes would only repeat it.
    put("<g class=\"edges\" aria-hidden=\"true\">");
    for line in &picture.lines {
        put(&edge(graph, line));
    }
    put("</g>");
    for figure in &picture.figures {
        put(&node(graph, figure));
    }
    if let Some(note) = &note {
        let (x, y) = (number(picture.width / 2.0), number(picture.height + NOTE));
        put(&format!(
            "<text class=\"note\" x=\"{x}\" y=\"{y}\" font-size=\"{}\" text-anchor=\"middle\" \
             fill=\"currentColor\">{note}</text>",
            number(LABEL_SIZE)
        ));
    }
    put("</svg>");
    svg
}

/// The flows in words, or the components where none flows.
fn in_words(graph: &Graph<'_>, note: Option<&str>) -> String {
    let mut words = String::new();
    for edge in &graph.edges {
        let _ = write!(words, "{}. ", sentence(graph, edge, " to "));
    }
    if graph.edges.is_empty() {
        let names: Vec<&str> = (0..graph.nodes.len()).map(|node| graph.name(node)).collect();
        let _ = write!(words, "{}. ", names.join(", "));
    }
    words.push_str(note.unwrap_or_default());
    words.truncate(words.trim_end().len());
    words
}

fn sentence(graph: &Graph<'_>, edge: &Edge<'_>, joint: &str) -> String {
    let (from, to) = (graph.name(edge.from), graph.name(edge.to));
    let label = if edge.label.is_empty() { String::new() } else { format!(": {}", edge.label) };
    format!("{from}{joint}{to}{label}")
}

/// What the limits of [`Graph`] cut off, in words.
fn left_out(graph: &Graph<'_>) -> Option<String> {
    let count = |count: usize, one: &str| match count {
        0 => None,
        1 => Some(format!("1 more {one}")),
        many => Some(format!("{many} more {one}s")),
    };
    let parts: Vec<String> =
        [count(graph.nodes_left_out, "component"), count(graph.edges_left_out, "flow")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("Not drawn: {}.", parts.join(" and ")))
}

fn edge(graph: &Graph<'_>, line: &Line) -> String {
    let edge = &graph.edges[line.edge];
    let (from, to) = (&graph.nodes[edge.from].id, &graph.nodes[edge.to].id);
    let [tip, left, right] = line.head.map(point);
    let mut svg = format!(
        "<g class=\"edge\" data-from=\"{}\" data-to=\"{}\"><title>{}</title>\
         <path d=\"{}\" stroke=\"currentColor\" stroke-opacity=\".6\"/>\
         <polygon class=\"head\" points=\"{tip} {left} {right}\" fill=\"currentColor\" fill-opacity=\".75\"/>",
        escape(from),
        escape(to),
        escape(&sentence(graph, edge, " → ")),
        path(&line.strokes),
    );
    if let Some((place, text)) = &line.label {
        svg.push_str(&rect("label-bg", &inset(place), 3.0, ""));
        svg.push_str(&lines(text, place, LABEL_SIZE, LABEL_LEADING, " fill-opacity=\".85\""));
    }
    svg.push_str("</g>");
    svg
}

fn node(graph: &Graph<'_>, figure: &Figure) -> String {
    let (component, name) = (graph.nodes[figure.node], graph.name(figure.node));
    let shape = " fill=\"currentColor\" fill-opacity=\".06\" stroke=\"currentColor\" stroke-opacity=\".55\"";
    format!(
        "<a href=\"#{}\" aria-label=\"{}\"><g class=\"node\" data-component=\"{}\"><title>{}</title>{}{}</g></a>",
        fragment(&component.id),
        escape(name),
        escape(&component.id),
        escape(if component.does.is_empty() { name } else { &component.does }),
        rect("box", &figure.rect, 8.0, shape),
        lines(&figure.name, &figure.rect, NAME_SIZE, NAME_LEADING, " font-weight=\"500\""),
    )
}

/// A little less of a rectangle, so that a backdrop does not touch the line beside it.
fn inset(rect: &Rect) -> Rect {
    Rect { x: rect.x + 1.0, y: rect.y + 1.0, width: rect.width - 2.0, height: rect.height - 2.0 }
}
