//! One part of a graph and what it is joined to.

use super::grouping::Grouped;

/// Part of the groups of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// What was asked for, without slashes at its end.
    pub path: String,
    /// Whether each group is in it.
    inside: Vec<bool>,
    /// Whether each group is not in it, and joined to it by a dependency.
    beside: Vec<bool>,
}

impl Focus {
    /// The groups that are at or below `path`, or are called so; none when there is no such group.
    pub fn new(grouped: &Grouped, path: &str) -> Option<Self> {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        let path = if path == "." { "" } else { path };
        let inside: Vec<bool> = grouped
            .groups
            .iter()
            .map(|group| group.name == path || is_below(path, &group.folder) || is_below(path, &group.name))
            .collect();
        if !inside.contains(&true) {
            return None;
        }
        let mut beside = vec![false; inside.len()];
        for each in &grouped.dependencies {
            let (from, to) = (each.from as usize, each.to as usize);
            beside[to] |= inside[from] && !inside[to];
            beside[from] |= inside[to] && !inside[from];
        }
        Some(Self { path: path.to_owned(), inside, beside })
    }

    /// Whether a group is in it.
    pub fn is_inside(&self, group: u32) -> bool {
        self.inside.get(group as usize) == Some(&true)
    }

    /// Whether a group outside it depends on something in it, or the other way round.
    pub fn is_beside(&self, group: u32) -> bool {
        self.beside.get(group as usize) == Some(&true)
    }

    /// Whether a folder is in it, or it is in the folder.
    pub(super) fn leads_inside(&self, folder: &str) -> bool {
        is_below(folder, &self.path) || is_below(&self.path, folder)
    }
}

/// Whether `of` is `path` or stands somewhere below it.
fn is_below(path: &str, of: &str) -> bool {
    path.is_empty() || of.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
