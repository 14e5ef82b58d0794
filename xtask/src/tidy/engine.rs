//! The engine knows no pattern: no slug, fact or technology of the catalogue stands in its code.

use std::collections::BTreeSet;

use crate::tree::TextFile;

use super::{is_shipped_rust, shipped};

pub(super) fn check(files: &[TextFile]) -> Vec<String> {
    let names = names(files);
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| is_shipped_rust(&file.path)) {
        for (number, line) in (1..).zip(shipped(&file.text).lines()) {
            if line.trim_start().starts_with("//") {
                continue;
            }
            // Every second part stands between quotes.
            for literal in line.split('"').skip(1).step_by(2).filter(|literal| names.contains(*literal)) {
                let advice = "the engine knows no pattern, fact or technology: extend the data model";
                complaints.push(format!("{}:{number}: \"{literal}\": {advice}", file.path));
            }
        }
    }
    complaints
}

/// Slugs, and ids of facts and technologies that cannot be mistaken for a plain word.
fn names(files: &[TextFile]) -> BTreeSet<String> {
    let slugs = files.iter().filter_map(|file| {
        let folder = file.path.strip_prefix("patterns/")?.strip_suffix("/pattern.toml")?;
        Some(folder.to_owned())
    });
    let ids = files
        .iter()
        .filter(|file| matches!(file.path.as_str(), "vocabulary/facts.toml" | "vocabulary/technologies.toml"))
        .flat_map(|file| file.text.lines())
        .filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'))
        .filter(|id| id.contains('-'))
        .map(str::to_owned);
    slugs.chain(ids).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_named_in_the_engine_is_found() {
        let file = |path: &str, text: &str| TextFile { path: path.into(), text: text.into() };
        let data = [
            file("patterns/kettle/pattern.toml", ""),
            file("vocabulary/facts.toml", "id = \"team-size\"\nid = \"users\"\n"),
            file(
                "crates/a/src/b.rs",
                "let a = \"kettle\";\n// \"kettle\"\nlet b = \"team-size\";\nlet c = \"users\";\n",
            ),
            file("crates/a/src/c.rs", "let c = 1;\n#[cfg(test)]\nlet a = \"kettle\";\n"),
            file("crates/a/tests/d.rs", "let a = \"kettle\";\n"),
        ];
        let complaints = check(&data);
        assert_eq!(complaints.len(), 2, "{complaints:?}");
        assert!(complaints[0].starts_with("crates/a/src/b.rs:1:"));
        assert!(complaints[1].starts_with("crates/a/src/b.rs:3:"));
    }
}
