//! Views: each is the answer to one question, in tables of its own, in a file of its own. They trail the record,
//! and say by how much; they can be deleted, and are made again.

pub mod accounts;
pub mod deposits;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::database::{self, forget_log, lock};
use crate::error::Error;
use crate::processors::{self, Apply, Processor, position};
use crate::store::Store;

/// A view, with its tables.
pub struct View {
    /// What lets it follow the record.
    pub processor: Arc<Processor>,
    /// Makes its tables.
    tables: String,
    reader: Mutex<Connection>,
    rebuilding: tokio::sync::Mutex<()>,
}

impl View {
    /// Opens its file in `folder`, or begins one. The statements that make its `tables` end with the version of them
    /// and of what changes them, from 1 on. Raise it with every change: what another version made is begun anew.
    ///
    /// # Errors
    /// When files cannot be read or written.
    pub fn open(folder: &Path, name: &'static str, tables: &str, apply: Box<Apply>) -> Result<Self, Error> {
        let file = folder.join(format!("{name}.sqlite"));
        let tables = [processors::TABLES, tables].concat();
        let (next, mut live) = (begin(&tables)?, database::open(&file, "")?);
        if version(&next)? != version(&live)? {
            take_over(&next, &mut live)?;
        }
        let processor = Arc::new(Processor::new(name, live, apply)?);
        let (reader, rebuilding) = (Mutex::new(database::open(&file, "")?), tokio::sync::Mutex::default());
        Ok(Self { processor, tables, reader, rebuilding })
    }

    /// Asks its tables.
    ///
    /// # Errors
    /// Those of `question`.
    pub fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        question(&lock(&self.reader))
    }

    /// Makes its tables anew from the first event, beside those that answer meanwhile, and takes them over in one
    /// transaction when they have caught up; gives the position it has then. Dying at any moment of that does no harm.
    ///
    /// # Errors
    /// When it is being rebuilt already, or files cannot be read or written. It stays as it was then.
    pub fn rebuild(&self, store: &Store, batch: u32) -> Result<i64, Error> {
        let _alone = self.rebuilding.try_lock().map_err(|_| Error::Rebuilding)?;
        let mut next = begin(&self.tables)?;
        while self.processor.advance(&mut next, store, batch)? > 0 {}
        // Nothing is applied to the first tables from here on, so that these are at least as far. Whoever asks goes on.
        let mut live = lock(&self.processor.tables);
        while self.processor.advance(&mut next, store, batch)? > 0 {}
        take_over(&next, &mut live)?;
        let position = position(&live)?;
        self.processor.position.send_replace(position);
        Ok(position)
    }
}

/// Empty tables in a file without a name, among SQLite's temporary ones: it is gone when this process is.
fn begin(tables: &str) -> rusqlite::Result<Connection> {
    database::open(Path::new(""), tables)
}

fn version(tables: &Connection) -> rusqlite::Result<u32> {
    tables.query_row("pragma user_version", [], |row| row.get(0))
}

/// Puts what is in `next` in place of what is in `live`, all of it or nothing.
fn take_over(next: &Connection, live: &mut Connection) -> rusqlite::Result<()> {
    Backup::new(next, live)?.run_to_completion(i32::MAX, Duration::from_millis(10), None)?;
    forget_log(live)
}
