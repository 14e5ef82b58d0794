//! One making of a view: a file with its tables, and in the same file, changed in the same transactions, the
//! position it has reached. Kept apart, a crash between the two would count an event twice or never.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, Transaction, params};

use super::{ApplyError, Projection};
use crate::domain::Event;
use crate::keys::{KeyError, Keys};
use crate::processors::ProcessorError;
use crate::store::{CACHE, Recorded, Store, lock};

const TABLES: &str = "
create table if not exists checkpoint (position integer not null, whole integer not null) strict;
insert into checkpoint (position, whole) select 0, 0 where not exists (select 1 from checkpoint);
create table if not exists parked (
    position integer primary key, stream text not null, why text not null) strict;";

/// A file with the tables of a view.
pub(super) struct Generation {
    /// Later ones are newer.
    pub(super) number: u32,
    file: PathBuf,
    writer: Mutex<Writer>,
    reader: Mutex<Connection>,
}

struct Writer {
    connection: Connection,
    position: i64,
    /// Streams of which an event was set aside.
    parked: HashSet<String>,
}

/// The numbers and folds of the files in `folder` that belong to the view `name`.
pub(super) fn found(folder: &Path, name: &str) -> io::Result<Vec<(u32, u32)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.file_name();
        let parts: Vec<&str> = file.to_str().unwrap_or_default().split('.').collect();
        if let [view, fold, number, "sqlite"] = parts[..]
            && let (true, Ok(fold), Ok(number)) = (view == name, fold.parse(), number.parse())
        {
            found.push((number, fold));
        }
    }
    Ok(found)
}

impl Generation {
    /// Opens the file, and makes it if it is not there.
    pub(super) fn open(
        folder: &Path,
        projection: &dyn Projection,
        number: u32,
        fold: u32,
    ) -> Result<Self, ProcessorError> {
        let file = folder.join(format!("{}.{fold}.{number}.sqlite", projection.name()));
        let connect = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(&file)?;
            connection.busy_timeout(Duration::from_secs(5))?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "cache_size", CACHE)?;
            // A power cut may take the last transactions; rows and position go together, and they are made again.
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            connection.pragma_update(None, "secure_delete", "ON")?;
            Ok(connection)
        };
        let connection = connect()?;
        connection.execute_batch(TABLES)?;
        if fold == projection.fold() {
            connection.execute_batch(projection.tables())?;
        }
        let position = connection.query_row("select position from checkpoint", [], |row| row.get(0))?;
        let parked = connection
            .prepare("select stream from parked")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let writer = Mutex::new(Writer { connection, position, parked });
        let reader = Mutex::new(connect()?);
        Ok(Self { number, file, writer, reader })
    }

    pub(super) fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        question(&lock(&self.reader))
    }

    pub(super) fn position(&self) -> rusqlite::Result<i64> {
        self.ask(|tables| tables.prepare_cached("select position from checkpoint")?.query_row([], |row| row.get(0)))
    }

    /// Whether it ever caught up: one that did not is what an interrupted rebuild left.
    pub(super) fn is_whole(&self) -> rusqlite::Result<bool> {
        self.ask(|tables| tables.query_row("select whole from checkpoint", [], |row| row.get(0)))
    }

    pub(super) fn now_whole(&self) -> rusqlite::Result<()> {
        lock(&self.writer).connection.execute("update checkpoint set whole = 1", []).map(drop)
    }

    /// Closes and deletes the file, with what SQLite keeps beside it.
    pub(super) fn delete(self) -> io::Result<()> {
        let Self { file, writer, reader, .. } = self;
        drop((writer, reader));
        for end in ["", "-wal", "-shm"] {
            let mut name = file.clone().into_os_string();
            name.push(end);
            match fs::remove_file(&name) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Applies the next events, at most `batch`; gives how many there were.
    pub(super) fn process(
        &self,
        projection: &dyn Projection,
        keys: &Keys,
        store: &Store,
        batch: u32,
    ) -> Result<usize, ProcessorError> {
        let mut writer = lock(&self.writer);
        let events = store.after(writer.position, batch)?;
        let mut left = &events[..];
        while !left.is_empty() {
            match writer.apply(projection, keys, left)? {
                None => break,
                // All before it once more, then without it.
                Some((nth, why)) => {
                    writer.apply(projection, keys, &left[..nth])?;
                    writer.park(&left[nth], &why)?;
                    left = &left[nth + 1..];
                }
            }
        }
        if events.iter().any(|recorded| matches!(recorded.event, Ok(Event::Forgotten { .. }))) {
            // What the tables forgot stands in the log of the database until that is cut off.
            writer.connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        }
        Ok(events.len())
    }
}

impl Writer {
    /// Applies all of `events`, or none: then it says which one cannot be, and why.
    fn apply(
        &mut self,
        projection: &dyn Projection,
        keys: &Keys,
        events: &[Recorded],
    ) -> Result<Option<(usize, String)>, ProcessorError> {
        let Some(last) = events.last() else { return Ok(None) };
        let transaction = self.connection.transaction()?;
        for (nth, event) in events.iter().enumerate() {
            if self.parked.contains(&event.stream) {
                park(&transaction, event, "an earlier one of its stream is set aside")?;
                continue;
            }
            let applied = match &event.event {
                Err(unreadable) => Err(ApplyError::Unfit(unreadable.to_string())),
                Ok(_) => projection.apply(&transaction, event, keys),
            };
            match applied {
                Ok(()) => {}
                Err(ApplyError::Unfit(why)) => return Ok(Some((nth, why))),
                Err(ApplyError::Sqlite(error)) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                    return Ok(Some((nth, error.to_string())));
                }
                Err(ApplyError::Sqlite(error)) => return Err(error.into()),
                Err(ApplyError::Keys(error @ KeyError::Changed(_))) => return Ok(Some((nth, error.to_string()))),
                Err(ApplyError::Keys(error)) => return Err(error.into()),
            }
        }
        transaction.prepare_cached("update checkpoint set position = ?1")?.execute([last.position])?;
        transaction.commit()?;
        self.position = last.position;
        Ok(None)
    }

    /// Sets an event aside, and with it all later ones of its stream. It is not skipped in silence: it counts as parked until the view is rebuilt.
    fn park(&mut self, event: &Recorded, why: &str) -> rusqlite::Result<()> {
        tracing::error!(position = event.position, stream = event.stream, why, "an event is set aside");
        let transaction = self.connection.transaction()?;
        park(&transaction, event, why)?;
        transaction.execute("update checkpoint set position = ?1", [event.position])?;
        transaction.commit()?;
        self.parked.insert(event.stream.clone());
        self.position = event.position;
        Ok(())
    }
}

fn park(transaction: &Transaction<'_>, event: &Recorded, why: &str) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached("insert into parked (position, stream, why) values (?1, ?2, ?3)")?;
    insert.execute(params![event.position, event.stream, why]).map(drop)
}
