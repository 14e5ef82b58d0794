//! A picture for Graphviz to lay out.

use std::fmt::Write;

use super::arrows::{Few, Sort, arrows, few};
use super::{Names, counted, summary};
use crate::analysis::Analysis;

/// Most arrows: Graphviz takes seconds for a few hundred.
const MOST_ARROWS: usize = 240;

/// The groups and their dependencies in the DOT language. Where these are many, those that others imply are
/// left out.
pub fn dot(analysis: &Analysis<'_>) -> String {
    let mut text = String::from("digraph dependencies {\n");
    let called = Names::new(analysis);
    let all = arrows(analysis);
    let Few { arrows, implied, left_out } =
        if all.len() > MOST_ARROWS { few(analysis, MOST_ARROWS) } else { Few { arrows: all, implied: 0, left_out: 0 } };
    let _ = write!(text, "  // {}", summary(analysis));
    if implied > 0 {
        let _ = write!(text, "; not drawn: {implied} that others imply");
    }
    if left_out > 0 {
        let _ = write!(text, "; {left_out} more left out");
    }
    text.push('\n');
    if analysis.grouped.groups.iter().any(|group| group.name.ends_with("**")) {
        text.push_str("  // `**` stands for all that is below a folder; `--focus FOLDER` shows what is in one\n");
    } else if left_out > 0 {
        text.push_str("  // `--focus FOLDER` shows one part with more of its arrows\n");
    }
    if let Some(words) = called.in_words() {
        let _ = writeln!(text, "  // {}", escape(&words));
    }
    text.push_str("  rankdir=TB;\n  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n");
    text.push_str("  edge [color=\"#5c606a\", fontname=\"sans-serif\", fontsize=9];\n");
    for (number, (group, name)) in analysis.grouped.groups.iter().zip(&called.names).enumerate() {
        let files = counted(group.files as usize, "file");
        let _ = writeln!(text, "  n{number} [label=\"{}\", tooltip=\"{files}\"];", escape(name));
    }
    for arrow in arrows {
        let look = match arrow.sort {
            Sort::Loading => "",
            Sort::Loose => ", style=dashed",
            Sort::Cut => ", color=\"#a63a2b\", penwidth=2, constraint=false",
        };
        let label = if arrow.edges > 1 { format!("label=\"{}\"", arrow.edges) } else { "label=\"\"".to_owned() };
        let _ = writeln!(text, "  n{} -> n{} [{label}{look}];", arrow.from, arrow.to);
    }
    text.push_str("}\n");
    text
}

/// A name within quotes.
fn escape(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.chars().filter(|letter| !letter.is_control()) {
        match letter {
            '"' | '\\' => text.extend(['\\', letter]),
            // Graphviz reads entities in names.
            '&' => text.push_str("&amp;"),
            letter => text.push(letter),
        }
    }
    text
}
