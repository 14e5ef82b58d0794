//! Draws the lines that a lab measured, as SVG.
//!
//! Everything is drawn in `currentColor`: arms differ by dashes, so that a plot is read on light and on dark, on
//! paper, and by people who tell colours badly. Style sheets have the classes `plot` and `arm-0`, `arm-1` and so on.

use layra_diagram::escape;
use layra_diagram::svg::number;

use crate::results::{Line, Results};

const WIDTH: f64 = 640.0;
/// Height of one plot, with its title, key and axes.
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 60.0;
const BOTTOM: f64 = 48.0;
/// Steps that an axis has, about.
const STEPS: f64 = 5.0;
const DASHES: [&str; 4] =
    ["", " stroke-dasharray=\"7 4\"", " stroke-dasharray=\"2 4\"", " stroke-dasharray=\"10 3 2 3\""];

/// The plots of a run, one below the other; `None` where it has none. `name` is that of the pattern.
pub fn svg(name: &str, results: &Results) -> Option<String> {
    let mut titles: Vec<&str> = Vec::new();
    for line in &results.lines {
        if !titles.contains(&line.plot.as_str()) {
            titles.push(&line.plot);
        }
    }
    if titles.is_empty() {
        return None;
    }
    let height = number(HEIGHT * titles.len() as f64);
    let what = format!("{name}, measured: {}", titles.join("; "));
    let what = escape(&what);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" aria-label=\"{what}\" font-family=\"system-ui, sans-serif\" \
         font-size=\"12\" fill=\"currentColor\" stroke=\"none\">\n"
    );
    for (nth, title) in titles.iter().enumerate() {
        let lines: Vec<&Line> = results.lines.iter().filter(|line| line.plot == *title).collect();
        svg.push_str(&format!("<g transform=\"translate(0 {})\">\n", number(HEIGHT * nth as f64)));
        svg.push_str(&plot(title, &lines));
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    Some(svg)
}

/// An axis from zero, or from the least value where some are negative.
struct Axis {
    from: f64,
    to: f64,
    step: f64,
    /// Pixels at `from` and at `to`.
    pixels: (f64, f64),
}

impl Axis {
    fn new(values: impl Iterator<Item = f64>, pixels: (f64, f64)) -> Self {
        let (least, most) = values
            .filter(|value| value.is_finite())
            .fold((0.0_f64, 0.0_f64), |(least, most), value| (least.min(value), most.max(value)));
        let span = if most > least { most - least } else { 1.0 };
        let magnitude = 10_f64.powf((span / STEPS).log10().floor());
        let round = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * magnitude);
        let step = round.into_iter().find(|step| span / step <= STEPS).unwrap_or(span);
        let (from, to) = ((least / step).floor() * step, (most / step).ceil().max(1.0) * step);
        Self { from, to, step, pixels }
    }

    fn at(&self, value: f64) -> f64 {
        let (start, end) = self.pixels;
        start + (value - self.from) / (self.to - self.from) * (end - start)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.to - self.from) / self.step).round() as u32;
        (0..=count).map(|nth| self.from + f64::from(nth) * self.step)
    }
}

fn plot(title: &str, lines: &[&Line]) -> String {
    let points = || lines.iter().flat_map(|line| &line.points);
    let across = Axis::new(points().map(|(x, _)| *x), (LEFT, WIDTH - RIGHT));
    let up = Axis::new(points().map(|(_, y)| *y), (HEIGHT - BOTTOM, TOP));
    let mut svg = text(LEFT, 18.0, "start", title, " font-weight=\"600\"");
    let mut at = LEFT;
    for (nth, line) in lines.iter().enumerate() {
        let stroke = stroke(nth);
        svg.push_str(&format!(
            "<line x1=\"{}\" y1=\"32\" x2=\"{}\" y2=\"32\"{stroke}/>\n",
            number(at),
            number(at + 28.0)
        ));
        svg.push_str(&text(at + 34.0, 36.0, "start", &line.arm, ""));
        // About as wide as its letters are.
        at += 34.0 + 7.0 * line.arm.chars().count() as f64 + 24.0;
    }
    for tick in up.ticks() {
        let y = number(up.at(tick));
        let (from, to) = (number(LEFT), number(WIDTH - RIGHT));
        svg.push_str(&format!(
            "<line x1=\"{from}\" y1=\"{y}\" x2=\"{to}\" y2=\"{y}\" stroke=\"currentColor\" stroke-opacity=\".15\"/>\n"
        ));
        svg.push_str(&text(LEFT - 8.0, up.at(tick) + 4.0, "end", &shown(tick), ""));
    }
    for tick in across.ticks() {
        svg.push_str(&text(across.at(tick), HEIGHT - BOTTOM + 18.0, "middle", &shown(tick), ""));
    }
    let (x, y) = lines.first().map_or(("", ""), |line| (line.x.as_str(), line.y.as_str()));
    svg.push_str(&text(WIDTH - RIGHT, HEIGHT - BOTTOM + 36.0, "end", x, " fill-opacity=\".75\""));
    svg.push_str(&text(LEFT, TOP - 6.0, "start", y, " fill-opacity=\".75\""));
    for (nth, line) in lines.iter().enumerate() {
        let points = line.points.iter().map(|(x, y)| format!("{},{}", number(across.at(*x)), number(up.at(*y))));
        let (points, stroke) = (points.collect::<Vec<_>>().join(" "), stroke(nth));
        svg.push_str(&format!("<polyline class=\"arm-{nth}\" points=\"{points}\" fill=\"none\"{stroke}/>\n"));
    }
    svg
}

fn stroke(nth: usize) -> String {
    format!(" stroke=\"currentColor\" stroke-width=\"1.75\" stroke-linejoin=\"round\"{}", DASHES[nth % DASHES.len()])
}

fn text(x: f64, y: f64, anchor: &str, text: &str, attributes: &str) -> String {
    let (x, y, text) = (number(x), number(y), escape(text));
    format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"{attributes}>{text}</text>\n")
}

/// A number on an axis: without digits that only rounding made.
fn shown(value: f64) -> String {
    let value = (value * 1e6).round() / 1e6 + 0.0;
    format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Machine;

    #[test]
    fn arms_of_a_plot_are_drawn_together_and_text_is_escaped() {
        let line = |plot: &str, arm: &str, y: f64| Line {
            plot: plot.into(),
            x: "s".into(),
            y: "waiting".into(),
            arm: arm.into(),
            points: vec![(0.0, 0.0), (8.0, y)],
        };
        let machine = Machine { processor: "p".into(), cores: 2, memory: 4, system: "s".into() };
        let lines = vec![line("a < b", "without", 730.0), line("a < b", "with", 3.0), line("other", "x", -2.0)];
        let results = Results { date: "2026-01-01".into(), machine, seconds: 1.0, figures: Vec::new(), lines };
        let svg = svg("Kettle & Co", &results).expect("plots");
        assert_eq!(svg.matches("<polyline").count(), 3);
        assert_eq!(svg.matches("translate").count(), 2);
        assert!(svg.contains("a &lt; b") && svg.contains("Kettle &amp; Co"), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
