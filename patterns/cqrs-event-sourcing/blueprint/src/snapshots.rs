//! The state of long streams at some version, so that not all of their events are read for each command.
//!
//! Disposable: the file can be deleted at any time, and a snapshot that another fold made is not looked at. There
//! is nothing about people in it, so nothing to forget.

use std::error::Error;
use std::path::Path;
use std::sync::Mutex;

use rusqlite::{Connection, OptionalExtension, params};

use crate::database::{self, Loss, lock};
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
        Ok(Self(Mutex::new(database::open(file, Loss::MadeAgain, TABLES)?)))
    }

    /// The last snapshot of `stream`, if there is one that can be used. Trouble is told in the log, and means that
    /// there is none.
    pub fn load(&self, stream: &str) -> Option<(u32, Account)> {
        self.find(stream).unwrap_or_else(|error| {
            tracing::warn!(stream, error, "a snapshot cannot be read");
            None
        })
    }

    fn find(&self, stream: &str) -> Result<Option<(u32, Account)>, Box<dyn Error>> {
        let connection = lock(&self.0);
        let mut query =
            connection.prepare_cached("select version, state from snapshots where stream = ?1 and fold = ?2")?;
        let found = query.query_row(params![stream, FOLD], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)));
        found.optional()?.map(|(version, state)| Ok((version, serde_json::from_str(&state)?))).transpose()
    }

    /// Keeps the state of `stream` at `version`. Trouble is told in the log: nothing is lost but time.
    pub fn save(&self, stream: &str, version: u32, account: &Account) {
        let save = || -> Result<usize, Box<dyn Error>> {
            let state = serde_json::to_string(account)?;
            let statement = "insert or replace into snapshots (stream, version, fold, state) values (?1, ?2, ?3, ?4)";
            Ok(lock(&self.0).prepare_cached(statement)?.execute(params![stream, version, FOLD, state])?)
        };
        if let Err(error) = save() {
            tracing::warn!(stream, error, "a snapshot is not kept");
        }
    }
}
