//! How SQLite is used here: a file for each thing that is kept. What follows the record keeps its position in the file
//! with what it did, and changes both in one transaction: kept apart, a crash between the two would count an event
//! twice or never.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

/// Makes the table for a position.
pub(crate) const CHECKPOINT: &str = "
create table if not exists checkpoint (position integer not null) strict;
insert into checkpoint (position) select 0 where not exists (select 1 from checkpoint);";

/// What a power cut may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// Nothing that was acknowledged.
    Nothing,
    /// The last transactions: what they did is made again.
    MadeAgain,
}

/// Opens `file` and makes it, with its tables, if it is not there. Who finds it locked waits up to five seconds.
pub(crate) fn open(file: &Path, loss: Loss, tables: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", if loss == Loss::Nothing { "FULL" } else { "NORMAL" })?;
    // How much of the file it remembers, in KiB, as SQLite wants it.
    connection.pragma_update(None, "cache_size", -32 * 1024)?;
    // What is deleted is overwritten, not only given up.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.execute_batch(tables)?;
    Ok(connection)
}

/// The position that is kept.
pub(crate) fn position(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("select position from checkpoint")?.query_row([], |row| row.get(0))
}

/// Keeps a position.
pub(crate) fn move_to(connection: &Connection, position: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("update checkpoint set position = ?1")?.execute([position]).map(drop)
}

/// Cuts off the log of the file, where what its tables forgot still stands.
pub(crate) fn forget_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
}

/// Nothing in here leaves a connection half changed: a transaction that is not committed is rolled back.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
