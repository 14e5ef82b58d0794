//! A picture for Mermaid to lay out, as Markdown pages show it.

use std::fmt::Write;

use super::arrows::{Few, Sort, few};
use super::{Names, summary};
use crate::analysis::Analysis;

/// Most arrows that Mermaid draws unless it is told otherwise.
const MOST_ARROWS: usize = 500;

/// The groups and their dependencies as a Mermaid flowchart. Dependencies that others imply are left out.
pub fn mermaid(analysis: &Analysis<'_>) -> String {
    let called = Names::new(analysis);
    let Few { arrows, implied, left_out } = few(analysis, MOST_ARROWS);
    let mut text = String::from("flowchart TB\n");
    let _ = write!(text, "  %% {}", summary(analysis));
    if implied > 0 {
        let _ = write!(text, "; not drawn: {implied} that others imply");
    }
    if left_out > 0 {
        let _ = write!(text, "; {left_out} more left out");
    }
    text.push('\n');
    if let Some(words) = called.in_words() {
        let _ = writeln!(text, "  %% {}", escape(&words));
    }
    for (number, name) in called.names.iter().enumerate() {
        let _ = writeln!(text, "  n{number}[\"{}\"]", escape(name));
    }
    let mut cuts = Vec::new();
    for (number, arrow) in arrows.iter().enumerate() {
        let line = if arrow.sort == Sort::Loose { "-.->" } else { "-->" };
        let label = if arrow.edges > 1 { format!("|{}|", arrow.edges) } else { String::new() };
        let _ = writeln!(text, "  n{} {line}{label} n{}", arrow.from, arrow.to);
        if arrow.sort == Sort::Cut {
            cuts.push(number.to_string());
        }
    }
    if !cuts.is_empty() {
        let _ = writeln!(text, "  linkStyle {} stroke:#a63a2b,stroke-width:2px", cuts.join(","));
    }
    text
}

/// A name within quotes; Mermaid has entities of its own for what would mean something there.
fn escape(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.chars().filter(|letter| !letter.is_control()) {
        match letter {
            '"' | '#' | '<' | '>' | '&' | '`' | '*' | '_' | ';' => {
                let _ = write!(text, "#{};", letter as u32);
            }
            letter => text.push(letter),
        }
    }
    text
}
