//! The record: events, in the order in which they happened, and nothing else. Everything besides can be deleted
//! and is made from it again.
//!
//! SQLite writes one transaction at a time, so positions come into view in their order, without gaps. With a
//! server for a database that does not hold: see the README before you move.

mod chain;
pub mod upcasters;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde::Serialize;
use tokio::sync::watch;
use uuid::Uuid;

use crate::domain::Event;
use chain::{Link, START};
pub use upcasters::Unreadable;

const TABLES: &str = "
create table if not exists events (
    position integer primary key autoincrement,
    stream text not null, version integer not null,
    kind text not null, shape integer not null, body text not null,
    actor text not null, command text, at integer not null, link blob not null) strict;
create unique index if not exists events_of_streams on events (stream, version);
create index if not exists events_of_commands on events (command) where command is not null;
create trigger if not exists events_stay_as_they_are before update on events
    begin select raise(abort, 'events are never changed'); end;
create trigger if not exists events_stay before delete on events
    begin select raise(abort, 'events are never deleted'); end;";

const COLUMNS: &str = "position, stream, version, kind, shape, body, actor, at";

/// How much of its file a connection remembers, in KiB, as SQLite wants it.
pub(crate) const CACHE: i64 = -32 * 1024;

/// Why something was not appended or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else was faster: load, look and decide again.
    #[error("the stream is at version {actual}, not {expected}")]
    Conflict {
        /// The version that the decision was made on.
        expected: u32,
        /// The version it has.
        actual: u32,
    },
    /// What SQLite says.
    #[error("the event store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It cannot be written.
    #[error("an event cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
    /// Events are taken over into an empty store only.
    #[error("the event store has events already; others are taken over only into an empty one")]
    NotEmpty,
}

/// Who wants something, and by which command: the proof, and how a repeat is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub actor: String,
    /// The command; whoever is not sure whether it arrived sends the same again.
    pub command: Uuid,
}

/// Where events were appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Appended {
    /// The position of the last one among all events: ask a view for at least this.
    pub position: i64,
    /// The version of the stream.
    pub version: u32,
}

/// An event as it is in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its place among all events.
    pub position: i64,
    /// What it happened to.
    pub stream: String,
    /// Its place in the stream.
    pub version: u32,
    /// Who wanted it.
    pub actor: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What happened. One that cannot be read stops what needs it, and nothing else.
    pub event: Result<Event, Unreadable>,
}

/// A part of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Events after this version.
    pub after: u32,
    /// Up to this one.
    pub version: u32,
    /// And up to this time, in milliseconds since 1970.
    pub time: i64,
}

impl Default for Span {
    fn default() -> Self {
        Self { after: 0, version: u32::MAX, time: i64::MAX }
    }
}

/// An event from elsewhere, in the shape in which it was written there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `Recorded`")]
pub struct Foreign {
    pub stream: String,
    pub kind: String,
    pub shape: u32,
    pub body: String,
    pub actor: String,
    pub at: i64,
}

/// What came of checking that nobody changed the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// How many events are as they were written.
    pub events: i64,
    /// The last link: note it somewhere else, with the number.
    pub link: String,
    /// The position of the first event that is not as it was written.
    pub broken_at: Option<i64>,
}

/// What is written of an event, without its position and link.
struct Entry<'a> {
    stream: &'a str,
    version: u32,
    kind: &'a str,
    shape: u32,
    body: &'a str,
    actor: &'a str,
    command: Option<&'a str>,
    at: i64,
}

/// The store.
pub struct Store {
    file: PathBuf,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    head: watch::Sender<i64>,
}

impl Store {
    /// Opens the file, and makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be opened, or is something else.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let writer = connect(file)?;
        writer.execute_batch(TABLES)?;
        let head = writer.query_row("select coalesce(max(position), 0) from events", [], |row| row.get(0))?;
        let (writer, reader) = (Mutex::new(writer), Mutex::new(connect(file)?));
        Ok(Self { file: file.to_owned(), writer, reader, head: watch::Sender::new(head) })
    }

    /// Appends `events` to `stream`, if that is still at the version on which they were decided.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is not; others when they cannot be written. Nothing is written then.
    pub fn append(&self, stream: &str, expected: u32, events: &[Event], by: &By) -> Result<Appended, StoreError> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let actual = transaction
            .prepare_cached("select coalesce(max(version), 0) from events where stream = ?1")?
            .query_row([stream], |row| row.get(0))?;
        if actual != expected {
            return Err(StoreError::Conflict { expected, actual });
        }
        let (mut link, last) = tail(&transaction)?;
        // Time does not go backwards in the record, whatever the clock does: questions by time rely on it.
        let at = Timestamp::now().as_millisecond().max(last);
        let (command, mut version) = (by.command.to_string(), expected);
        for event in events {
            version += 1;
            let (kind, body) = (event.kind(), serde_json::to_string(event)?);
            let (shape, actor, command) = (upcasters::newest(kind), by.actor.as_str(), Some(command.as_str()));
            let entry = Entry { stream, version, kind, shape, body: &body, actor, command, at };
            link = insert(&transaction, &link, &entry)?;
        }
        let position = transaction.last_insert_rowid();
        transaction.commit()?;
        drop(writer);
        self.tell(position);
        Ok(Appended { position, version })
    }

    /// What a command did to `stream` when it came before; nothing if it did not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn done(&self, stream: &str, command: Uuid) -> Result<Option<Appended>, StoreError> {
        let statement = "select position, version from events where command = ?1 and stream = ?2
            order by position desc limit 1";
        let appended = |row: &Row<'_>| Ok(Appended { position: row.get(0)?, version: row.get(1)? });
        let reader = lock(&self.reader);
        Ok(reader.prepare_cached(statement)?.query_row(params![command.to_string(), stream], appended).optional()?)
    }

    /// The events of one stream, in their order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn stream(&self, stream: &str, span: Span) -> Result<Vec<Recorded>, StoreError> {
        let statement = format!(
            "select {COLUMNS} from events
                where stream = ?1 and version > ?2 and version <= ?3 and at <= ?4 order by version"
        );
        let reader = lock(&self.reader);
        let mut query = reader.prepare_cached(&statement)?;
        let found = query.query_map(params![stream, span.after, span.version, span.time], recorded)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The events of all streams after `position`, in one order that never changes; at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn after(&self, position: i64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let statement = format!("select {COLUMNS} from events where position > ?1 order by position limit ?2");
        let reader = lock(&self.reader);
        let mut query = reader.prepare_cached(&statement)?;
        let found = query.query_map(params![position, limit], recorded)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The position of the last event, as it grows.
    pub fn head(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Takes over events of another store, into an empty one: all or none.
    ///
    /// # Errors
    /// When there are events already, or they cannot be written.
    pub fn import(&self, events: impl IntoIterator<Item = Foreign>) -> Result<i64, StoreError> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (mut link, mut last) = tail(&transaction)?;
        if link != START {
            return Err(StoreError::NotEmpty);
        }
        // Making an index of many at once is much quicker than adding each.
        transaction.execute_batch("drop index events_of_streams")?;
        let mut versions: HashMap<String, u32> = HashMap::new();
        for event in events {
            let Foreign { stream, kind, shape, body, actor, at } = &event;
            let version = match versions.get_mut(stream) {
                Some(version) => version,
                None => versions.entry(stream.clone()).or_default(),
            };
            *version += 1;
            last = last.max(*at);
            let (version, shape, at) = (*version, *shape, last);
            let entry = Entry { stream, version, kind, shape, body, actor, command: None, at };
            link = insert(&transaction, &link, &entry)?;
        }
        transaction.execute_batch(TABLES)?;
        let position = transaction.query_row("select coalesce(max(position), 0) from events", [], |row| row.get(0))?;
        transaction.commit()?;
        drop(writer);
        self.tell(position);
        Ok(position)
    }

    /// Goes through the whole record and looks whether each event is as it was written.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        let statement = format!("select {COLUMNS}, command, link from events order by position");
        // On a connection of its own: it takes long, and others want to read meanwhile.
        let reader = connect(&self.file)?;
        let mut query = reader.prepare(&statement)?;
        let mut rows = query.query([])?;
        let (mut events, mut link) = (0, START);
        while let Some(row) = rows.next()? {
            let position: i64 = row.get(0)?;
            let text = |column: usize| -> rusqlite::Result<String> { row.get(column) };
            let (stream, kind, body, actor) = (text(1)?, text(3)?, text(5)?, text(6)?);
            let command: Option<String> = row.get(8)?;
            let entry = Entry {
                stream: &stream,
                version: row.get(2)?,
                kind: &kind,
                shape: row.get(4)?,
                body: &body,
                actor: &actor,
                command: command.as_deref(),
                at: row.get(7)?,
            };
            let right = chain::link(&link, &entry);
            if position != events + 1 || row.get::<_, Link>(9)? != right {
                return Ok(Verified { events, link: hex::encode(link), broken_at: Some(position) });
            }
            (events, link) = (position, right);
        }
        Ok(Verified { events, link: hex::encode(link), broken_at: None })
    }

    /// Tells whoever waits how far it is. Two that appended may come here in either order.
    fn tell(&self, position: i64) {
        self.head.send_if_modified(|head| {
            let on = position > *head;
            *head = position.max(*head);
            on
        });
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    // What was acknowledged survives a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// The last link, and the time of the last event.
fn tail(transaction: &Transaction<'_>) -> rusqlite::Result<(Link, i64)> {
    let statement = "select link, at from events order by position desc limit 1";
    let found =
        transaction.prepare_cached(statement)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.unwrap_or((START, 0)))
}

fn insert(transaction: &Transaction<'_>, before: &Link, entry: &Entry<'_>) -> rusqlite::Result<Link> {
    let link = chain::link(before, entry);
    let mut insert = transaction.prepare_cached(
        "insert into events (stream, version, kind, shape, body, actor, command, at, link)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let Entry { stream, version, kind, shape, body, actor, command, at } = entry;
    insert.execute(params![stream, version, kind, shape, body, actor, command, at, link])?;
    Ok(link)
}

fn recorded(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    let text = |column: usize| -> rusqlite::Result<&str> { Ok(row.get_ref(column)?.as_str()?) };
    Ok(Recorded {
        position: row.get(0)?,
        stream: row.get(1)?,
        version: row.get(2)?,
        event: upcasters::read(text(3)?, row.get(4)?, text(5)?),
        actor: row.get(6)?,
        at: row.get(7)?,
    })
}

/// Nothing in here leaves a connection half changed: a transaction that is not committed is rolled back.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
