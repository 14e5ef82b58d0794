//! The state of long streams at some version, so that not all of their events are read for each command.
//!
//! Disposable: the file can be deleted at any time, and a snapshot that another fold made is not looked at. There
//! is nothing about people in it, so nothing to forget.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::{Account, FOLD};
use crate::store::lock;

const TABLES: &str = "create table if not exists snapshots (
    stream text primary key, version integer not null, fold integer not null, state text not null) strict;";

/// The snapshots.
pub struct Snapshots(Mutex<Connection>);

impl Snapshots {
    /// Opens the file, and makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be opened, or is something else.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // What a power cut takes away is made again.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(TABLES)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// The last snapshot of `stream`, if there is one that can be used. Trouble is told in the log, and means that
    /// there is none.
    pub fn load(&self, stream: &str) -> Option<(u32, Account)> {
        let statement = "select version, state from snapshots where stream = ?1 and fold = ?2";
        let connection = lock(&self.0);
        let found = connection.prepare_cached(statement).and_then(|mut query| {
            let row = query.query_row(params![stream, FOLD], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)));
            row.optional()
        });
        let (version, state) = found.unwrap_or_else(|error| {
            tracing::warn!(stream, %error, "a snapshot cannot be read");
            None
        })?;
        serde_json::from_str(&state).ok().map(|account| (version, account))
    }

    /// Keeps the state of `stream` at `version`. Trouble is told in the log: what was done stays done without it.
    pub fn save(&self, stream: &str, version: u32, account: &Account) {
        let statement = "insert into snapshots (stream, version, fold, state) values (?1, ?2, ?3, ?4)
            on conflict (stream) do update set version = ?2, fold = ?3, state = ?4";
        let connection = lock(&self.0);
        let saved = serde_json::to_string(account).map_err(|error| error.to_string()).and_then(|state| {
            let mut insert = connection.prepare_cached(statement).map_err(|error| error.to_string())?;
            insert.execute(params![stream, version, FOLD, state]).map_err(|error| error.to_string())
        });
        if let Err(error) = saved {
            tracing::warn!(stream, error, "a snapshot is not kept");
        }
    }
}
