//! Links between the project's documents lead somewhere.

use std::path::{Path, PathBuf};

use crate::tree::TextFile;

pub(super) fn check(root: &Path, files: &[TextFile]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with(".md") && !file.path.contains("/tests/")) {
        for (number, line) in (1..).zip(file.text.lines()) {
            for target in targets(line) {
                let path = target.split('#').next().unwrap_or_default();
                let is_elsewhere = target.contains("://") || target.starts_with('/') || target.starts_with("mailto:");
                let folder = PathBuf::from(&file.path).parent().map(Path::to_owned).unwrap_or_default();
                if !path.is_empty() && !is_elsewhere && !root.join(folder).join(path).exists() {
                    complaints.push(format!("{}:{number}: `{target}` leads nowhere", file.path));
                }
            }
        }
    }
    complaints
}

/// The targets of the Markdown links in a line. Code in backticks is not a link.
fn targets(line: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    for (nth, part) in line.split('`').enumerate() {
        if nth % 2 == 1 {
            continue;
        }
        for rest in part.split("](").skip(1) {
            if let Some((target, _)) = rest.split_once(')') {
                targets.push(target.trim());
            }
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_told_from_code() {
        assert_eq!(targets("see [one](a.md), `[two](b.md)` and ![three](c/d.svg#x)"), ["a.md", "c/d.svg#x"]);
    }
}
