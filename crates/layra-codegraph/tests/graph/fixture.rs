//! Trees written as one text, and graphs as another.

use std::fmt::Write;

use expect_test::Expect;
use layra_codegraph::read::read_source;
use layra_codegraph::source::Given;
use layra_codegraph::{Graph, Options};

/// Cuts a text into files at lines that begin with `//- ` and a path.
pub(crate) fn files(fixture: &str) -> Vec<(String, Vec<u8>)> {
    let cut = fixture.split("//- ").skip(1).filter_map(|file| file.split_once('\n'));
    cut.map(|(path, text)| (path.trim().to_owned(), text.as_bytes().to_vec())).collect()
}

/// The graph of a tree as text: edges, what leads nowhere, and notes, a line each.
///
/// A line that begins `?` is an unresolved import, one that begins `!` a note. Packages of the tree stand
/// first, in brackets.
pub(crate) fn shown(graph: &Graph) -> String {
    let mut text = String::new();
    for package in graph.packages() {
        let _ = writeln!(text, "[{}:{} in {:?}]", package.ecosystem.as_str(), package.name, package.folder);
    }
    for edge in graph.edges() {
        let (from, to) = (graph.path(edge.from), graph.name(edge.to));
        let _ = writeln!(text, "{from}:{} -> {to} ({})", edge.line, edge.kind.as_str());
    }
    for unresolved in graph.unresolved() {
        let _ =
            writeln!(text, "? {}:{} {}: {}", unresolved.path, unresolved.line, unresolved.import, unresolved.reason);
    }
    for note in graph.notes() {
        let line = note.line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = writeln!(text, "! {}{line} {}", note.path, note.message);
    }
    text
}

/// Checks the graph of a tree.
#[track_caller]
pub(crate) fn check(fixture: &str, expected: &Expect) {
    let given = Given::new(files(fixture));
    let graph = read_source(&given, &Options::default()).expect("a tree in memory can be listed");
    expected.assert_eq(&shown(&graph));
}
