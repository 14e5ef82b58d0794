//! Something that is protected by a lock: a file that one writer at a time may change.
//!
//! The lock service cannot stop a writer that slept through the end of its lease. So this remembers the highest
//! fencing token it has seen, on disk beside what is written, and refuses lower ones.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// What is on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The token it was written with.
    pub token: u64,
    /// What was written.
    pub text: String,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ResourceError {
    /// Somebody has written with a later grant of the lock.
    #[error("the token {told} is old: {seen} has written here")]
    Old {
        /// The token that was told.
        told: u64,
        /// The highest seen.
        seen: u64,
    },
    /// The disk refuses.
    #[error("the file cannot be read or written: {0}")]
    Disk(#[from] std::io::Error),
}

/// The file.
pub struct Resource {
    path: PathBuf,
    content: Mutex<Content>,
}

impl Resource {
    /// Opens the file; empty where there is none yet.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> Result<Self, ResourceError> {
        let content = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(std::io::Error::other)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Content::default(),
            Err(error) => return Err(error.into()),
        };
        Ok(Self { path: path.to_owned(), content: Mutex::new(content) })
    }

    /// What is written there.
    pub fn read(&self) -> Content {
        self.content.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Writes with the token of the lock. The token counts once it is on disk, and not before.
    ///
    /// # Errors
    /// When somebody has written with a higher one, or the disk refuses.
    pub fn write(&self, token: u64, text: &str) -> Result<(), ResourceError> {
        let mut content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        if token < content.token {
            return Err(ResourceError::Old { told: token, seen: content.token });
        }
        let after = Content { token, text: text.to_owned() };
        // Beside it and then in its place, so that a crash leaves the old or the new and never half of one.
        let beside = self.path.with_extension("new");
        let mut file = std::fs::File::create(&beside)?;
        serde_json::to_writer(&mut file, &after).map_err(std::io::Error::other)?;
        file.sync_all()?;
        std::fs::rename(&beside, &self.path)?;
        *content = after;
        Ok(())
    }
}
