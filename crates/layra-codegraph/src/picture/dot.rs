//! A picture for Graphviz to lay out.

use std::fmt::Write;

use super::arrows::{Sort, arrows};
use super::{Names, counted, summary};
use crate::analysis::Analysis;

/// The groups and their dependencies in the DOT language.
pub fn dot(analysis: &Analysis<'_>) -> String {
    let mut text = String::from("digraph dependencies {\n");
    let called = Names::new(analysis);
    let _ = writeln!(text, "  // {}", summary(analysis));
    if let Some(words) = called.in_words() {
        let _ = writeln!(text, "  // {}", escape(&words));
    }
    text.push_str("  rankdir=TB;\n  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n");
    text.push_str("  edge [color=\"#5c606a\", fontname=\"sans-serif\", fontsize=9];\n");
    for (number, (group, name)) in analysis.grouped.groups.iter().zip(&called.names).enumerate() {
        let files = counted(group.files as usize, "file");
        let _ = writeln!(text, "  n{number} [label=\"{}\", tooltip=\"{files}\"];", escape(name));
    }
    for arrow in arrows(analysis) {
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
