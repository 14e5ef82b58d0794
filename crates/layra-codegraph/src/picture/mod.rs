//! Pictures of a graph, for people: [`svg`](mod@svg), [`dot`](mod@dot), [`mermaid`](mod@mermaid) and
//! [`html`](mod@html).
//!
//! What is drawn is an [`Analysis`] of few enough groups ([`fitted`]): folders are closed until it can be
//! taken in. In all pictures what depends stands above what it depends on; a red arrow is one that would
//! have to be cut so that no cycle is left, and a broken one is followed by types alone, or while the
//! program runs. What only tests depend on is not drawn.
//!
//! Names are text, whatever stands in them; no picture asks for anything from elsewhere.

mod arrows;
pub mod dot;
pub mod html;
pub mod mermaid;
pub mod svg;

use crate::analysis::Analysis;
use crate::analysis::focus::Focus;
use crate::analysis::outline::fold;

/// Most groups of a picture that is laid out here, and of one that Mermaid lays out.
pub const MOST_BOXES: usize = 44;
/// Most groups of a picture that Graphviz lays out.
pub const MOST_DOT: usize = 400;

/// `analysis` with folders closed until at most `most` groups are left, and with a `focus` only what is in
/// it and what it is joined to.
pub fn fitted<'a>(analysis: &Analysis<'a>, focus: Option<&Focus>, most: usize) -> Analysis<'a> {
    let grouped = fold(analysis.graph, &analysis.grouped, focus, most);
    Analysis::of_groups(analysis.graph, analysis.of, grouped)
}

/// How much there is, in words.
fn counted(count: usize, one: &str) -> String {
    format!("{} {one}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// A number with commas between thousands.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many files the groups of a picture hold, and in how many groups.
fn summary(analysis: &Analysis<'_>) -> String {
    let files = analysis.grouped.groups.iter().map(|group| group.files as usize).sum();
    let boxes = analysis.grouped.groups.len();
    if boxes == files {
        return counted(files, "file");
    }
    format!("{} in {}", counted(files, "file"), if boxes == 1 { "1 box".to_owned() } else { format!("{boxes} boxes") })
}
