//! The state of long streams at some version, so that not all of their events are read for each command.
//!
//! Disposable: the file can be deleted at any time, and a snapshot that another fold made is not looked at. There
//! is nothing about people in it, so nothing to forget.

use std::path::Path;
use std::sync::Mutex;

use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::database::{self, lock};
use crate::domain::{Account, FOLD};

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
        Ok(Self(Mutex::new(database::open(file, TABLES)?)))
    }

    /// The last snapshot of `stream`, if there is one that can be used.
    ///
    /// # Errors
    /// When it cannot be read: no reason to stop.
    pub fn load(&self, stream: &str) -> rusqlite::Result<Option<(u32, Account)>> {
        let connection = lock(&self.0);
        let mut query =
            connection.prepare_cached("select version, state from snapshots where stream = ?1 and fold = ?2")?;
        let state = |text: &str| serde_json::from_str(text).map_err(FromSqlError::other);
        let found = |row: &Row<'_>| Ok((row.get(0)?, state(row.get_ref(1)?.as_str()?)?));
        query.query_row(params![stream, FOLD], found).optional()
    }

    /// Keeps the state of `stream` at `version`.
    ///
    /// # Errors
    /// When it cannot be written: nothing is lost but time.
    pub fn save(&self, stream: &str, version: u32, account: &Account) -> rusqlite::Result<()> {
        let state = serde_json::to_string(account).expect("an account is plain data");
        let statement = "insert or replace into snapshots (stream, version, fold, state) values (?1, ?2, ?3, ?4)";
        lock(&self.0).prepare_cached(statement)?.execute(params![stream, version, FOLD, state]).map(drop)
    }
}
