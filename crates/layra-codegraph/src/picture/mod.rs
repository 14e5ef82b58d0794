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
use crate::analysis::grouping::{Group, Of};
use crate::analysis::outline::fold;
use crate::paths::name_of;

/// Most groups of a picture that is laid out here, and of one that Mermaid lays out.
pub const MOST_BOXES: usize = 44;
/// Most groups of a picture that Graphviz lays out: it takes minutes for a few hundred.
pub const MOST_DOT: usize = 120;

/// `analysis` without groups that hold nothing but tests, with folders closed until at most `most` groups are
/// left. With a `focus` it is what is in that and what that is joined to, tests too.
pub fn fitted<'a>(analysis: &Analysis<'a>, focus: Option<&Focus>, most: usize) -> Analysis<'a> {
    let is_source = |group: &Group| group.tests < group.files;
    let all = focus.is_some() || !analysis.grouped.groups.iter().any(is_source);
    closed(analysis, focus, most, &|group| all || is_source(group))
}

/// The same with all tests.
pub fn fitted_with_tests<'a>(analysis: &Analysis<'a>, focus: Option<&Focus>, most: usize) -> Analysis<'a> {
    closed(analysis, focus, most, &|_| true)
}

fn closed<'a>(
    analysis: &Analysis<'a>,
    focus: Option<&Focus>,
    most: usize,
    is_wanted: &dyn Fn(&Group) -> bool,
) -> Analysis<'a> {
    let grouped = fold(analysis.graph, &analysis.grouped, focus, most, is_wanted);
    Analysis::of_groups(analysis.graph, analysis.of, grouped)
}

/// What groups are called in a picture.
struct Names<'a> {
    /// The folder that all their paths begin with and that is not written at each; empty when there is none.
    shared: &'a str,
    /// The names, in the order of the groups.
    names: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn new(analysis: &'a Analysis<'_>) -> Self {
        let groups = &analysis.grouped.groups;
        let are_paths = analysis.of != Of::Packages && groups.len() > 1;
        let shared = if are_paths { shared(groups.iter().map(|group| group.folder.as_str())) } else { "" };
        let name = |group: &'a Group| match group.name.strip_prefix(shared) {
            Some("") => name_of(shared),
            Some(rest) => rest.trim_start_matches('/'),
            None => &group.name,
        };
        Self { shared, names: groups.iter().map(name).collect() }
    }

    /// The same in words; none when names are whole.
    fn in_words(&self) -> Option<String> {
        (!self.shared.is_empty()).then(|| format!("paths begin in {}", self.shared))
    }
}

/// The folder that holds all of `folders`.
fn shared<'a>(folders: impl Iterator<Item = &'a str>) -> &'a str {
    let common = |one: &'a str, other: &str| {
        let same = one.split_inclusive('/').zip(other.split_inclusive('/'));
        let same = same.take_while(|(one, other)| one.trim_end_matches('/') == other.trim_end_matches('/'));
        let length = same.map(|(one, _)| one.len()).sum();
        one.get(..length).unwrap_or_default().trim_end_matches('/')
    };
    folders.reduce(common).unwrap_or_default()
}

/// How much there is, in words.
fn counted(count: usize, one: &str) -> String {
    format!("{} {one}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// A number with commas between thousands.
pub fn thousands(number: usize) -> String {
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
    let all = analysis.graph.files().len();
    let shown =
        if files < all { format!("{} of {}", thousands(files), counted(all, "file")) } else { counted(files, "file") };
    if boxes == files {
        return shown;
    }
    format!("{shown} in {}", if boxes == 1 { "1 box".to_owned() } else { format!("{} boxes", thousands(boxes)) })
}
