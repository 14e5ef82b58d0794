//! Keeps what was read of source trees, a file for each tree.

use std::path::{Path, PathBuf};

use layra_codegraph::cache::Cache;
use xxhash_rust::xxh3::xxh3_128;

use super::files;

/// Files that are kept, at most.
const MOST_FILES: usize = 16;
const ENDING: &str = ".graph";

/// The file that keeps what was read of one tree.
pub(crate) struct GraphFile(PathBuf);

impl GraphFile {
    /// The file in `folder` for the tree `root`; none when that would lie in the tree itself, or in the work
    /// tree of the repository that it is part of.
    pub(crate) fn new(folder: &Path, root: &Path) -> Option<Self> {
        let (folder, root) = (files::settled(folder), files::canonical(root));
        let name = format!("{:032x}{ENDING}", xxh3_128(root.as_os_str().as_encoded_bytes()));
        let is_work_tree = |folder: &&Path| folder.join(".git").exists();
        let top = root.ancestors().find(is_work_tree).unwrap_or(&root);
        (!folder.starts_with(top)).then(|| Self(folder.join(name)))
    }
}

impl Cache for GraphFile {
    fn load(&self) -> Option<Vec<u8>> {
        files::read(&self.0)
    }

    fn save(&self, bytes: &[u8]) {
        if files::write(&self.0, &[bytes]).is_ok() {
            files::keep_newest(&self.0, MOST_FILES, |name| super::is_numbered(name, ENDING));
        }
    }
}
