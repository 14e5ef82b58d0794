//! Where files come from: the disk, or a tree in memory.

use std::collections::BTreeMap;
use std::io;

use crate::graph::Note;

/// A tree of files to read.
pub trait Source: Sync {
    /// What is there.
    ///
    /// # Errors
    /// When nothing at all can be listed. A part that cannot becomes a note.
    fn list(&self) -> Result<Listed, crate::Error>;

    /// The bytes of a file that was listed.
    ///
    /// # Errors
    /// When it cannot be read.
    fn bytes(&self, path: &str) -> io::Result<Vec<u8>>;

    /// Whether all that was asked for was what is there, asked when the rest is done.
    ///
    /// # Errors
    /// When it was not, and what was read cannot stand for the tree.
    fn check(&self) -> Result<(), crate::Error> {
        Ok(())
    }
}

/// What a [`Source`] holds.
#[derive(Debug, Default)]
pub struct Listed {
    /// The files; their order does not matter.
    pub files: Vec<Entry>,
    /// Symbolic links that lead into the tree: where each stands, and where it leads.
    pub links: Vec<(String, String)>,
    /// What was passed over, and why.
    pub notes: Vec<Note>,
}

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path, relative to the root, with `/` between its parts.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// What changes whenever its content does; none when that cannot be told.
    pub stamp: Option<u64>,
}

/// A tree in memory: paths and bytes.
#[derive(Debug, Clone, Default)]
pub struct Given(BTreeMap<String, Vec<u8>>);

impl Given {
    /// A tree of these files.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self(files.into_iter().collect())
    }
}

impl Source for Given {
    fn list(&self) -> Result<Listed, crate::Error> {
        let files =
            self.0.iter().map(|(path, bytes)| Entry { path: path.clone(), size: bytes.len() as u64, stamp: None });
        Ok(Listed { files: files.collect(), ..Listed::default() })
    }

    fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
