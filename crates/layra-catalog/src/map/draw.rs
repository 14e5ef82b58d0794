//! Drawing: the map written down as SVG.
//!
//! Curves stand once, by kind, below the names. The group of each name holds them again, as `use`: a style
//! sheet can show these alone for the name that is pointed at, which needs no script. Names are real links in
//! reading order, so the keyboard goes through them as through lists.

use std::fmt::Write as _;

use layra_diagram::{Point, escape, measure};

use super::columns::{Columns, Side};
use super::{Addresses, Link, Map, Spot, What};
use crate::relation::RelationKind;

/// Font size of names and headings.
const SIZE: f64 = 14.0;
/// From the end of a curve to the name.
const GAP: f64 = 12.0;
/// Widest name, in pixels.
const WIDEST: f64 = 280.0;
/// Room about everything.
const MARGIN: f64 = 8.0;

/// Writes `map` down, with `style` within.
pub(super) fn svg(map: &Map<'_>, addresses: &Addresses<'_>, style: &str) -> String {
    let columns = Columns::new(map);
    let names: Vec<String> = map.spots.iter().map(|spot| clipped(&spot.name())).collect();
    let out = |side: Side| {
        let of_names = columns.places.iter().zip(&names).filter(|(place, _)| place.side == side);
        let names = of_names.map(|(place, name)| place.point.x.abs() + GAP + measure(name, SIZE));
        let headings = columns.headings.iter().filter(|heading| heading.side == side);
        let headings = headings.map(|heading| heading.point.x.abs() + 120.0);
        names.chain(headings).fold(0.0, f64::max) + MARGIN
    };
    let (left, right) = (out(Side::Left).ceil(), out(Side::Right).ceil());
    let (width, height) = (left + right, columns.height.ceil() + 2.0 * MARGIN);
    let mut svg = String::with_capacity(64 * 1024);
    let title = if map.title.is_empty() { "Patterns".to_owned() } else { escape(map.title).into_owned() };
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" role=\"group\" viewBox=\"{} {} {width} {height}\" \
         width=\"{width}\" height=\"{height}\" aria-labelledby=\"map_title\" aria-describedby=\"map_desc\" \
         font-family=\"system-ui, sans-serif\" font-size=\"{SIZE}\" fill=\"none\">",
        -left, -MARGIN,
    );
    let _ = writeln!(svg, "<title id=\"map_title\">{title}: how the patterns stand to one another</title>");
    let _ = writeln!(svg, "<desc id=\"map_desc\">{}</desc>", in_words(map));
    if !style.is_empty() {
        let _ = writeln!(svg, "<style>:root {{ color-scheme: light dark; }}\n{style}</style>");
    }
    for &(kind, _) in &map.kinds {
        let _ = write!(svg, "<g class=\"links {kind}\" aria-hidden=\"true\" stroke=\"currentColor\" opacity=\".35\">");
        for (nth, link) in map.links.iter().enumerate().filter(|(_, link)| link.kind == kind) {
            svg.push_str(&curve(&columns, nth, link));
        }
        svg.push_str("</g>\n");
    }
    for heading in &columns.headings {
        let x = heading.point.x + heading.side.sign() * GAP;
        let _ = writeln!(
            svg,
            "<text class=\"heading cat-{}\" x=\"{}\" y=\"{}\"{} font-weight=\"600\" fill=\"currentColor\">{}</text>",
            heading.category,
            x.round(),
            heading.point.y.round(),
            anchor(heading.side),
            heading.category.title(),
        );
    }
    for (nth, spot) in map.spots.iter().enumerate() {
        svg.push_str(&name(map, addresses, &columns, nth, spot, &names[nth]));
    }
    svg.push_str("</svg>\n");
    svg
}

fn in_words(map: &Map<'_>) -> String {
    let kinds: Vec<String> = map.kinds.iter().map(|(kind, count)| format!("{count} {}", kind.label())).collect();
    let kinds = if kinds.is_empty() { "no relation".to_owned() } else { kinds.join(", ") };
    format!("{} names by category; relations between them: {kinds}. Each entry says why.", map.spots.len())
}

fn curve(columns: &Columns, nth: usize, link: &Link) -> String {
    let [from, leaving, arriving, to] = columns.curve(link.from, link.to);
    let mut path = format!("M{}C{} {} {}", point(from), point(leaving), point(arriving), point(to));
    if is_directed(link.kind) {
        // An open arrow head, so that it needs no filling and is part of the same path.
        let (dx, dy) = (to.x - arriving.x, to.y - arriving.y);
        let length = dx.hypot(dy).max(1.0);
        let (dx, dy) = (dx / length, dy / length);
        let tip = Point { x: to.x - 5.0 * dx, y: to.y - 5.0 * dy };
        let back = |turn: f64| Point { x: tip.x - 8.0 * dx + turn * 4.5 * dy, y: tip.y - 8.0 * dy - turn * 4.5 * dx };
        let _ = write!(path, "M{}L{}L{}", point(back(1.0)), point(tip), point(back(-1.0)));
    }
    let width = match link.count {
        1 => String::new(),
        many => format!(" stroke-width=\"{}\"", ((1.4 + (many as f64).log2() * 0.7) * 10.0).round() / 10.0),
    };
    format!("<path id=\"map_{nth}\" d=\"{path}\"{width}/>")
}

/// Whether the two ends of a relation differ.
fn is_directed(kind: RelationKind) -> bool {
    kind.inverse() != Some(kind) && kind != RelationKind::Related
}

fn name(
    map: &Map<'_>,
    addresses: &Addresses<'_>,
    columns: &Columns,
    nth: usize,
    spot: &Spot<'_>,
    clipped: &str,
) -> String {
    let place = &columns.places[nth];
    let (x, y) = (place.point.x.round(), place.point.y.round());
    let (id, address) = match spot.what {
        What::Pattern(pattern) => (format!("map-{}", pattern.slug), (addresses.pattern)(&pattern.slug)),
        What::Rest(_) | What::All(_) => (format!("map_all_{}", spot.category), (addresses.category)(spot.category)),
    };
    let mut svg = format!(
        "<g class=\"spot cat-{}\" id=\"{}\"><g class=\"own\" aria-hidden=\"true\" visibility=\"hidden\">",
        spot.category,
        escape(&id)
    );
    let own = map.links.iter().enumerate().filter(|(_, link)| link.from == nth || link.to == nth);
    let mut count = 0;
    for (link, of) in own {
        count += of.count;
        let _ = write!(svg, "<use href=\"#map_{link}\" class=\"{}\"/>", of.kind);
    }
    svg.push_str("</g>");
    let label = match clipped == spot.name() {
        true => format!(
            " aria-label=\"{}, {count} {}\"",
            escape(clipped),
            if count == 1 { "relation" } else { "relations" }
        ),
        // What is read out has to begin with what is seen.
        false => String::new(),
    };
    if address.is_empty() {
        let _ = write!(svg, "<g tabindex=\"0\" role=\"img\"{label}>");
    } else {
        let _ = write!(svg, "<a href=\"{}\"{label}>", escape(&address));
    }
    if label.is_empty() {
        let _ = write!(svg, "<title>{}</title>", escape(&spot.name()));
    }
    let _ = write!(
        svg,
        "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"currentColor\"/><text x=\"{}\" y=\"{}\"{} fill=\"currentColor\">{}</text>",
        x + place.side.sign() * GAP,
        y + 5.0,
        anchor(place.side),
        escape(clipped),
    );
    svg.push_str(if address.is_empty() { "</g></g>\n" } else { "</a></g>\n" });
    svg
}

/// Names in the left column end where curves begin.
fn anchor(side: Side) -> &'static str {
    match side {
        Side::Left => " text-anchor=\"end\"",
        Side::Right => "",
    }
}

fn point(point: Point) -> String {
    format!("{} {}", point.x.round() + 0.0, point.y.round() + 0.0)
}

/// As much of a name as fits.
fn clipped(name: &str) -> String {
    if measure(name, SIZE) <= WIDEST {
        return name.to_owned();
    }
    let mut clipped = String::new();
    for c in name.chars() {
        clipped.push(c);
        if measure(&clipped, SIZE) > WIDEST - SIZE {
            break;
        }
    }
    clipped.pop();
    clipped.truncate(clipped.trim_end().len());
    clipped + "…"
}

impl Spot<'_> {
    /// What it is called.
    pub(super) fn name(&self) -> String {
        match self.what {
            What::Pattern(pattern) if pattern.name.trim().is_empty() => pattern.slug.to_string(),
            What::Pattern(pattern) => pattern.name.clone(),
            What::Rest(count) => format!("and {count} more"),
            What::All(1) => "1 pattern".to_owned(),
            What::All(count) => format!("{count} patterns"),
        }
    }
}
