//! The tree as a resolver made for disks sees it: its files under one root, links where a package manager
//! would have put them, and configurations with what leads nowhere taken out.
//!
//! Whatever a configuration says, nothing outside the tree can be found, because nothing else is there.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxc_resolver::{FileMetadata, FileSystem, ResolveError};

use crate::paths::{folder_of, join};
use crate::tree::{Known, Tree};

/// Where the tree hangs. Any absolute path would do; a folder above it leaves room to look upwards.
pub(super) const ROOT: &str = if cfg!(windows) { "C:\\tree" } else { "/tree" };
/// Most links that are followed one after the other.
const MOST_LINKS: usize = 16;

/// The tree as files and folders.
#[derive(Default)]
pub(super) struct View {
    tree: Arc<Tree>,
    texts: Arc<Vec<(Known, String)>>,
    /// Texts that take the place of those in the tree.
    replaced: BTreeMap<Known, String>,
    /// Links that are not in the tree, by where they stand.
    links: BTreeMap<String, String>,
    /// The folders these stand in.
    folders: BTreeSet<String>,
}

impl View {
    pub(super) fn new(
        tree: Arc<Tree>,
        texts: Arc<Vec<(Known, String)>>,
        replaced: BTreeMap<Known, String>,
        links: BTreeMap<String, String>,
    ) -> Self {
        let mut folders = BTreeSet::new();
        for link in links.keys() {
            let mut folder = folder_of(link);
            while !folder.is_empty() && folders.insert(folder.to_owned()) {
                folder = folder_of(folder);
            }
        }
        Self { tree, texts, replaced, links, folders }
    }

    /// The path of the tree that a path leads to when every link on it is followed.
    fn followed(&self, path: &Path) -> Option<String> {
        let mut path = in_tree(path)?;
        for _ in 0..MOST_LINKS {
            let Some((link, target)) = self.first_link(&path) else { return Some(path) };
            let rest = path.get(link..).unwrap_or_default();
            path = if target.is_empty() { rest.trim_start_matches('/').to_owned() } else { format!("{target}{rest}") };
        }
        None
    }

    /// The path of the tree that a path leads to when every link on it but the last part is followed.
    fn followed_to_last(&self, path: &Path) -> Option<String> {
        let whole = in_tree(path)?;
        let Some((folder, name)) = whole.rsplit_once('/') else { return Some(whole) };
        join(&self.followed(&below_root(folder))?, name)
    }

    /// The first link on a path: where it ends, and what it leads to.
    fn first_link(&self, path: &str) -> Option<(usize, &str)> {
        if self.links.is_empty() && !self.tree.has_links() {
            return None;
        }
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        ends.into_iter().find_map(|end| Some((end, self.link(path.get(..end)?)?)))
    }

    fn link(&self, path: &str) -> Option<&str> {
        self.links.get(path).map(String::as_str).or_else(|| self.tree.link(path))
    }

    fn kind(&self, path: &str) -> io::Result<FileMetadata> {
        let is_file = self.tree.find(path).is_some();
        let is_folder = !is_file && (self.tree.has_folder(path) || self.folders.contains(path));
        if is_file || is_folder { Ok(FileMetadata::new(is_file, is_folder, false)) } else { Err(missing()) }
    }
}

/// A path below [`ROOT`] as a path of the tree.
pub(super) fn in_tree(path: &Path) -> Option<String> {
    let path = path.strip_prefix(ROOT).ok()?.to_str()?;
    Some(if std::path::MAIN_SEPARATOR == '/' { path.to_owned() } else { path.replace(std::path::MAIN_SEPARATOR, "/") })
}

/// A path of the tree as a path below [`ROOT`].
pub(super) fn below_root(path: &str) -> PathBuf {
    let mut full = PathBuf::from(ROOT);
    if !path.is_empty() {
        full.extend(path.split('/'));
    }
    full
}

fn missing() -> io::Error {
    io::ErrorKind::NotFound.into()
}

impl FileSystem for View {
    fn new() -> Self {
        Self::default()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_to_string(path).map(String::into_bytes)
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        let file = self.followed(path).and_then(|path| self.tree.find(&path)).ok_or_else(missing)?;
        if let Some(text) = self.replaced.get(&file) {
            return Ok(text.clone());
        }
        let index = self.texts.binary_search_by_key(&file, |(file, _)| *file).map_err(|_| missing())?;
        self.texts.get(index).map(|(_, text)| text.clone()).ok_or_else(missing)
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.followed(path).ok_or_else(missing).and_then(|path| self.kind(&path))
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        let path = self.followed_to_last(path).ok_or_else(missing)?;
        if self.link(&path).is_some() { Ok(FileMetadata::new(false, false, true)) } else { self.kind(&path) }
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ResolveError> {
        let target = self.followed_to_last(path).and_then(|path| self.link(&path).map(below_root));
        target.ok_or_else(|| missing().into())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.followed(path).map(|path| below_root(&path)).ok_or_else(missing)
    }
}
