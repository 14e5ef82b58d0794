//! A picture laid out here.

use std::fmt::Write;

use layra_diagram::svg::{lines, number, path, point, rect};
use layra_diagram::{
    Direction, Edge, Graph, LABEL_LEADING, LABEL_SIZE, Line, Lines, NAME_LEADING, NAME_SIZE, Page, Style, best, escape,
};

use super::arrows::{Arrow, Few, Sort, few};
use super::{Names, counted, shared, summary};
use crate::analysis::Analysis;
use crate::analysis::grouping::Group;

/// The column it is read in, and the screen it fits.
const PAGE: Page = Page { width: 1400.0, height: 1000.0 };
/// Steps allowed for one setting.
const STEPS: usize = 6_000_000;
/// The settings that are tried.
const STYLES: [Style; 2] = [
    Style { direction: Direction::Down, name_width: 150.0, label_width: 0.0, lines: Lines::Close },
    Style { direction: Direction::Down, name_width: 110.0, label_width: 0.0, lines: Lines::Close },
];
/// Most arrows that are drawn.
const MOST_ARROWS: usize = 400;
/// Letters of a path on one line of a box.
const LINE: usize = 22;
/// Room about the shapes.
const MARGIN: f64 = 16.0;
/// How it looks, in light and dark.
const LOOK: &str = include_str!("picture.css");

/// The groups and their dependencies as an SVG document. Dependencies that others imply are left out, as
/// the text below says.
pub fn svg(analysis: &Analysis<'_>) -> String {
    let groups = &analysis.grouped.groups;
    let few = few(analysis, MOST_ARROWS);
    let arrows = &few.arrows;
    let called = Names::new(analysis);
    let label = |(name, group): (&&str, &Group)| label(name, group.files);
    let names: Vec<String> = called.names.iter().zip(groups).map(label).collect();
    let edge = |arrow: &Arrow| Edge { from: arrow.from as usize, to: arrow.to as usize, label: "" };
    let graph = Graph { nodes: names.iter().map(String::as_str).collect(), edges: arrows.iter().map(edge).collect() };
    let picture = best(&graph, &STYLES, PAGE, STEPS);
    let hues = hues(analysis);
    let caption = caption(analysis, &few, &called);
    let widest = caption.iter().map(|line| line.chars().count()).max().unwrap_or(0) as f64 * LABEL_SIZE * 0.56;
    let width = number(picture.width.max(widest) + 2.0 * MARGIN);
    let height = number(picture.height + 2.0 * MARGIN + LABEL_LEADING * (caption.len() + 1) as f64);
    let mut svg = String::with_capacity(16 * 1024);
    let corner = number(-MARGIN);
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"{corner} {corner} {width} {height}\" \
         width=\"{width}\" height=\"{height}\" font-family=\"system-ui, sans-serif\" fill=\"none\">\n\
         <title>Dependencies</title>\n<desc>{}</desc>\n<style>{LOOK}</style>\n\
         <rect class=\"paper\" x=\"{corner}\" y=\"{corner}\" width=\"{width}\" height=\"{height}\"/>",
        escape(&caption.join("; "))
    );
    // Red lines lie on top.
    for is_cut in [false, true] {
        for line in picture.lines.iter().filter(|line| (arrows[line.edge].sort == Sort::Cut) == is_cut) {
            let _ = writeln!(svg, "{}", drawn(analysis, &arrows[line.edge], line));
        }
    }
    for figure in &picture.figures {
        let group = &groups[figure.node];
        let _ = writeln!(
            svg,
            "<g class=\"box hue{}\"><title>{}: {}</title>{}{}</g>",
            hues[figure.node],
            escape(&group.name),
            counted(group.files as usize, "file"),
            rect("shape", &figure.rect, 7.0, ""),
            lines(&figure.name, &figure.rect, NAME_SIZE, NAME_LEADING, " font-weight=\"500\""),
        );
    }
    for (place, line) in (2..).zip(&caption) {
        let y = number(picture.height + LABEL_LEADING * f64::from(place));
        let _ = writeln!(
            svg,
            "<text class=\"caption\" x=\"0\" y=\"{y}\" font-size=\"{LABEL_SIZE}\">{}</text>",
            escape(line)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn drawn(analysis: &Analysis<'_>, arrow: &Arrow, line: &Line) -> String {
    let class = match arrow.sort {
        Sort::Loading => "arrow",
        Sort::Loose => "arrow loose",
        Sort::Cut => "arrow cut",
    };
    // More edges make a bolder line, by degrees.
    let width = number(1.0 + f64::from(arrow.edges).log10() * 0.8);
    let [tip, left, right] = line.head.map(point);
    format!(
        "<g class=\"{class}\"><title>{} → {}: {}</title><path d=\"{}\" stroke-width=\"{width}\"/>\
         <polygon points=\"{tip} {left} {right}\"/></g>",
        escape(analysis.grouped.name(arrow.from)),
        escape(analysis.grouped.name(arrow.to)),
        counted(arrow.edges as usize, "import"),
        path(&line.strokes),
    )
}

/// What stands in a box: the path on lines of its own, and how many files there are when it is not one.
fn label(name: &str, files: u32) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in name.split_inclusive('/') {
        match lines.last_mut() {
            Some(line) if part == "**" || line.chars().count() + part.chars().count() <= LINE => line.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    // What stands between the first folder and the last ones is alike in many paths.
    if lines.len() > 2
        && let (Some((first, _)), Some(last)) = (name.split_once('/'), lines.pop())
    {
        lines = vec![format!("{first}/…/"), last];
    }
    if files > 1 {
        lines.push(counted(files as usize, "file"));
    } else if lines.len() == 1 {
        lines.push(String::new());
    }
    lines.join("\n")
}

/// A colour for each group: those that stand in the same folder, counted from where paths part, share it.
fn hues(analysis: &Analysis<'_>) -> Vec<usize> {
    const HUES: usize = 5;
    let groups = &analysis.grouped.groups;
    let shared = shared(groups.iter().map(|group| group.folder.as_str()).filter(|folder| !folder.is_empty()));
    let mut tops: Vec<&str> = Vec::new();
    let of = |folder: &str| {
        let below = folder.get(shared.len()..).unwrap_or("").trim_start_matches('/');
        below.split('/').next().unwrap_or("").to_owned()
    };
    let folders: Vec<String> = groups.iter().map(|group| of(&group.folder)).collect();
    for folder in &folders {
        if !tops.contains(&folder.as_str()) {
            tops.push(folder);
        }
    }
    folders.iter().map(|folder| tops.iter().position(|top| top == folder).unwrap_or(0) % HUES).collect()
}

/// What is written below the picture, line by line.
fn caption(analysis: &Analysis<'_>, few: &Few, called: &Names<'_>) -> Vec<String> {
    let mut parts = vec![summary(analysis), "what depends stands above what it depends on".to_owned()];
    parts.extend(called.in_words());
    let of = |sort: Sort| few.arrows.iter().filter(|arrow| arrow.sort == sort).count();
    if of(Sort::Cut) > 0 {
        parts.push(format!("red: to be cut so that no cycle is left ({})", of(Sort::Cut)));
    }
    if of(Sort::Loose) > 0 {
        parts.push("broken: for types, or while the program runs".to_owned());
    }
    if few.implied > 0 {
        parts.push(format!("not drawn: {} that others imply", few.implied));
    }
    if few.left_out > 0 {
        parts.push(format!("{} more left out", few.left_out));
    }
    parts
}
