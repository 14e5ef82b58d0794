//! What each service keeps its own in: a database. No transaction spans two of them, and nobody else opens the file.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use serde::Deserialize;

/// What a write outlives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outlives {
    /// The power: each write waits for the disk.
    #[default]
    Power,
    /// The process only, which is quicker.
    Process,
}

/// Why something is not read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What SQLite says.
    #[error("the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What came is not what was sent.
    #[error("a message cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Nobody takes it at the moment.
    #[error("{0} is out of reach")]
    Away(String),
    /// It came to somebody who does not do that.
    #[error("nobody here does `{0}`")]
    Astray(String),
}

/// What is read or written, or why not.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Opens the file, and makes it and its tables if they are not there.
///
/// # Errors
/// When it cannot be opened, or is something else.
pub fn open(file: &Path, outlives: Outlives, tables: &str) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", if outlives == Outlives::Power { "FULL" } else { "OFF" })?;
    connection.execute_batch(tables)?;
    Ok(connection)
}
