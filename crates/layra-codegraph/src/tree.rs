//! The files that are there, without their texts.
//!
//! Resolvers ask it whether a path is a file or a folder; nothing they find can therefore lie outside
//! the root.

use std::hash::Hasher;

use hashbrown::HashTable;
use xxhash_rust::xxh3::Xxh3Default;

use crate::paths::Paths;

/// A file of a [`Tree`], by its place in the order of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Known(pub u32);

/// The paths of a tree, sorted.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    paths: Paths,
    files: HashTable<u32>,
    /// A folder is a file under it, and the length of the folder's path.
    folders: HashTable<(u32, u32)>,
    links: Vec<(String, String)>,
}

impl Tree {
    /// The tree of `paths`, which are sorted and without repetition, and of symbolic links: where each
    /// stands and which path of the tree it leads to.
    pub fn new(paths: Paths, mut links: Vec<(String, String)>) -> Self {
        let mut files = HashTable::with_capacity(paths.len());
        let mut folders: HashTable<(u32, u32)> = HashTable::new();
        for (index, path) in paths.iter().enumerate() {
            files.insert_unique(hash(path), index as u32, |other| hash(paths.get(*other as usize)));
            let mut folder = path;
            while let Some((above, _)) = folder.rsplit_once('/') {
                folder = above;
                let of = |entry: &(u32, u32)| paths.get(entry.0 as usize).get(..entry.1 as usize).unwrap_or_default();
                if folders.find(hash(folder), |entry| of(entry) == folder).is_some() {
                    break;
                }
                folders.insert_unique(hash(folder), (index as u32, folder.len() as u32), |entry| hash(of(entry)));
            }
        }
        links.sort();
        Self { paths, files, folders, links }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// The path of a file, relative to the root, with `/` between its parts.
    pub fn path(&self, file: Known) -> &str {
        self.paths.get(file.0 as usize)
    }

    /// The file at `path`.
    pub fn find(&self, path: &str) -> Option<Known> {
        self.files.find(hash(path), |index| self.paths.get(*index as usize) == path).map(|index| Known(*index))
    }

    /// Whether `path` is a folder with a file somewhere below it. The root is, as an empty path.
    pub fn has_folder(&self, path: &str) -> bool {
        path.is_empty() && !self.is_empty()
            || self
                .folders
                .find(hash(path), |(index, length)| {
                    self.paths.get(*index as usize).get(..*length as usize) == Some(path)
                })
                .is_some()
    }

    /// Every file, by path.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (Known, &str)> {
        self.paths.iter().enumerate().map(|(index, path)| (Known(index as u32), path))
    }

    /// Every file below `folder`, at any depth, by path.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (Known, &'a str)> + use<'a> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let start = self.first_not_before(&prefix);
        (start..self.len())
            .map(|index| (Known(index as u32), self.paths.get(index)))
            .take_while(move |(_, path)| path.starts_with(&prefix))
    }

    /// Where a symbolic link at `path` leads, if it leads into the tree.
    pub fn link(&self, path: &str) -> Option<&str> {
        let index = self.links.binary_search_by(|(link, _)| link.as_str().cmp(path)).ok()?;
        self.links.get(index).map(|(_, target)| target.as_str())
    }

    /// All such links, by where they stand, and where they lead.
    pub fn links(&self) -> &[(String, String)] {
        &self.links
    }

    /// Whether there is any such link.
    pub fn has_links(&self) -> bool {
        !self.links.is_empty()
    }

    fn first_not_before(&self, path: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.paths.get(middle) < path {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

fn hash(path: &str) -> u64 {
    let mut hasher = Xxh3Default::default();
    hasher.write(path.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_found_and_nothing_else() {
        let mut paths = Paths::default();
        for path in ["a.ts", "b-c/d.ts", "b/c/d.ts", "b/e.ts"] {
            paths.push(path);
        }
        let tree = Tree::new(paths, vec![("link".into(), "b/c".into())]);
        assert_eq!(tree.find("b/e.ts"), Some(Known(3)));
        assert_eq!(tree.find("b"), None);
        for folder in ["", "b", "b/c", "b-c"] {
            assert!(tree.has_folder(folder), "{folder}");
        }
        assert!(!tree.has_folder("b/e.ts") && !tree.has_folder("c"));
        assert_eq!(tree.below("b").map(|(_, path)| path).collect::<Vec<_>>(), ["b/c/d.ts", "b/e.ts"]);
        assert_eq!(tree.below("").count(), 4);
        assert_eq!((tree.link("link"), tree.link("b")), (Some("b/c"), None));
    }
}
