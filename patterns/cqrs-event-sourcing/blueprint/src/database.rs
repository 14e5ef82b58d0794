//! How SQLite is used here: a file for each thing that is kept.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

/// A power cut may take the last transactions: what cannot be made again says `synchronous = full` with its tables.
/// The cache is in KiB, as SQLite wants it. What is deleted is overwritten, not only given up.
const HABITS: &str = "pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -32768;
pragma secure_delete = on;";

/// Opens `file` and makes it, with its tables, if it is not there. Who finds it locked waits up to five seconds.
pub(crate) fn open(file: &Path, tables: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch(HABITS)?;
    connection.execute_batch(tables)?;
    Ok(connection)
}

/// Cuts off the log of the file, where what its tables forgot still stands.
pub(crate) fn forget_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
}

/// Nothing in here leaves a connection half changed: a transaction that is not committed is rolled back.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
