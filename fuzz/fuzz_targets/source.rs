//! Source trees: any files give a graph, twice the same, that holds together.
//!
//! The input is cut into files at lines that begin with `//- `.

#![no_main]

use layra_codegraph::read::read_source;
use layra_codegraph::source::Given;
use layra_codegraph::{Listing, Node, Options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let mut files = Vec::new();
    let mut rest = input;
    while let Some(at) = rest.windows(4).position(|window| window == b"//- ") {
        let file = &rest[at + 4..];
        let end = file.windows(4).position(|window| window == b"//- ").unwrap_or(file.len());
        if let Some(line) = file[..end].iter().position(|byte| *byte == b'\n')
            && let Ok(path) = std::str::from_utf8(&file[..line])
            && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        {
            files.push((path.to_owned(), file[line + 1..end].to_vec()));
        }
        rest = &file[end..];
    }
    let given = Given::new(files);
    let options = Options { threads: Some(1), ..Options::default() };
    let read = || read_source(&given, &options).expect("a tree in memory can be listed");
    let graph = read();
    assert_eq!(graph, read());
    assert!(graph.edges().is_sorted());
    for (id, path, _) in graph.files() {
        assert_eq!(graph.find(path), Some(id));
        assert!(graph.edges_from(id).iter().all(|edge| edge.to != Node::File(id) && edge.line > 0));
    }
    assert!(serde_json::to_string(&Listing::new(&graph)).is_ok());
});
