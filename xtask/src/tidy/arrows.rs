//! ARCHITECTURE.md tells the truth about the crates and the arrows between them.
//!
//! It holds a fenced block that begins with `crates`, a line for each crate:
//! `layra-search -> layra-catalog, layra-other`.

use std::collections::BTreeSet;

use crate::metadata::{Arrows, longest_chain};
use crate::tree::TextFile;

/// Longest chain of crates the design allows.
const LONGEST_CHAIN: usize = 6;
const FILE: &str = "ARCHITECTURE.md";

pub(super) fn check(files: &[TextFile], actual: &Arrows) -> Vec<String> {
    let Some(text) = files.iter().find(|file| file.path == FILE).map(|file| file.text.as_str()) else {
        return vec![format!("{FILE} is missing")];
    };
    let mut complaints = Vec::new();
    let drawn = drawn(text);
    if drawn.is_empty() {
        complaints.push(format!("{FILE}: has no block ```crates"));
    }
    for (name, below) in actual {
        match drawn.get(name) {
            None => complaints.push(format!("{FILE}: crate `{name}` is not in the block ```crates")),
            Some(claimed) if claimed != below => {
                let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                let message = format!("`{name}` -> {}, but cargo says {}", list(claimed), list(below));
                complaints.push(format!("{FILE}: {message}"));
            }
            Some(_) => {}
        }
    }
    for name in drawn.keys().filter(|name| !actual.contains_key(*name)) {
        complaints.push(format!("{FILE}: there is no crate `{name}`"));
    }
    let chain = longest_chain(actual);
    if chain > LONGEST_CHAIN {
        complaints.push(format!("the longest chain of crates is {chain}, at most {LONGEST_CHAIN} are allowed"));
    }
    complaints
}

fn drawn(text: &str) -> Arrows {
    text.lines()
        .skip_while(|line| line.trim() != "```crates")
        .skip(1)
        .take_while(|line| line.trim() != "```")
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let (name, below) = line.split_once("->").unwrap_or((line, ""));
            let below = below.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
            (name.trim().to_owned(), below.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_false_arrow_is_found() {
        let actual: Arrows = [
            ("a".to_owned(), BTreeSet::new()),
            ("b".to_owned(), ["a".to_owned()].into()),
            ("c".to_owned(), BTreeSet::new()),
        ]
        .into();
        let check = |text: &str| check(&[TextFile { path: FILE.into(), text: text.into() }], &actual);
        assert_eq!(check("```crates\na\nb -> a\nc\n```\n"), Vec::<String>::new());
        assert_eq!(
            check("```crates\na\nb\nd -> a\n```\n"),
            [
                "ARCHITECTURE.md: `b` -> , but cargo says a",
                "ARCHITECTURE.md: crate `c` is not in the block ```crates",
                "ARCHITECTURE.md: there is no crate `d`",
            ]
        );
    }
}
