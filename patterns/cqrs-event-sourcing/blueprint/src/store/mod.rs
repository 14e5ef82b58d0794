//! The record: events, in the order in which they happened, and nothing else. Everything besides can be deleted
//! and is made from it again.
//!
//! SQLite writes one transaction at a time, so positions come into view in their order, without gaps. With a
//! server for a database that does not hold: see the README before you move.

mod chain;
pub mod upcasters;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, Params, Row, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::{self, lock};
use crate::domain::Event;
use crate::error::Error;
use chain::{Link, START};
pub use upcasters::Unreadable;

const COLUMNS: &str = "stream, version, kind, shape, body, actor, command, at, position";

/// What stands in these columns but for the position, which is given when it is written.
type Entry = (String, u32, String, u32, String, String, String, i64);

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
    /// When.
    pub at: Timestamp,
    /// What happened. One that cannot be read stops what needs it, and nothing else.
    pub event: Result<Event, Unreadable>,
}

/// A part of a stream: all of it, unless more is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Events after this version.
    #[serde(skip)]
    pub after: u32,
    /// Up to this one.
    pub version: Option<u32>,
    /// And up to this time.
    pub time: Option<Timestamp>,
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

/// The store.
pub struct Store {
    file: PathBuf,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
}

impl Store {
    /// Opens the file, and makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be opened, or is something else.
    pub fn open(file: &Path) -> Result<Self, Error> {
        let writer = database::open(file, include_str!("schema.sql"))?;
        let (writer, reader) = (Mutex::new(writer), Mutex::new(database::open(file, "")?));
        Ok(Self { file: file.to_owned(), writer, reader })
    }

    /// Appends `events` to `stream`, if that is still at the version on which they were decided.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not; others when they cannot be written. Nothing is written then.
    pub fn append(&self, stream: &str, expected: u32, events: &[Event], by: &By) -> Result<Appended, Error> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let statement = "select (select coalesce(max(version), 0) from events where stream = ?1), link, at
            from events order by position desc limit 1";
        let last = transaction.prepare_cached(statement)?.query_row([stream], |row| row.try_into()).optional()?;
        let (actual, mut link, last) = last.unwrap_or((0, START, 0));
        if actual != expected {
            return Err(Error::Conflict { expected, actual });
        }
        // Time does not go backwards in the record, whatever the clock does: questions by time rely on it.
        let at = Timestamp::now().as_millisecond().max(last);
        let (actor, command, mut version) = (by.actor.as_str(), by.command.to_string(), expected);
        for event in events {
            version += 1;
            let (kind, body) = (<&str>::from(event), serde_json::to_string(event).expect("an event is plain data"));
            let shape = upcasters::newest(kind);
            link = chain::link(&link, &(stream, version, kind, shape, &body, actor, &command, at));
            let statement = "insert into events (stream, version, kind, shape, body, actor, command, at, link)
                values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
            let mut insert = transaction.prepare_cached(statement)?;
            insert.execute(params![stream, version, kind, shape, body, actor, command, at, link])?;
        }
        let position = transaction.last_insert_rowid();
        transaction.commit()?;
        Ok(Appended { position, version })
    }

    /// What a command did to `stream` when it came before; nothing if it did not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn done(&self, stream: &str, command: Uuid) -> Result<Option<Appended>, Error> {
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
    pub fn stream(&self, stream: &str, span: Span) -> Result<Vec<Recorded>, Error> {
        let which = "stream = ?1 and version > ?2 and version <= ifnull(?3, 1 << 32) and at <= ifnull(?4, at)
            order by version";
        let time = span.time.map(Timestamp::as_millisecond);
        self.read(which, params![stream, span.after, span.version, time])
    }

    /// The events of all streams after `position`, in one order that never changes; at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn after(&self, position: i64, limit: u32) -> Result<Vec<Recorded>, Error> {
        self.read("position > ?1 order by position limit ?2", params![position, limit])
    }

    fn read(&self, which: &str, values: impl Params) -> Result<Vec<Recorded>, Error> {
        let reader = lock(&self.reader);
        let mut query = reader.prepare_cached(&format!("select {COLUMNS} from events where {which}"))?;
        Ok(query.query_map(values, recorded)?.collect::<Result<_, _>>()?)
    }

    /// The position of the last event.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn head(&self) -> Result<i64, Error> {
        let statement = "select coalesce(max(position), 0) from events";
        Ok(lock(&self.reader).prepare_cached(statement)?.query_row([], |row| row.get(0))?)
    }

    /// Goes through the whole record and looks whether each event is as it was written.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn verify(&self) -> Result<Verified, Error> {
        // On a connection of its own: it takes long, and others want to read meanwhile.
        let reader = database::open(&self.file, "")?;
        let mut query = reader.prepare(&format!("select {COLUMNS}, link from events order by position"))?;
        let mut rows = query.query([])?;
        let (mut events, mut link, mut broken_at) = (0, START, None);
        while let Some(row) = rows.next()? {
            let position: i64 = row.get(8)?;
            let right = chain::link(&link, &Entry::try_from(row)?);
            if position != events + 1 || row.get::<_, Link>(9)? != right {
                broken_at = Some(position);
                break;
            }
            (events, link) = (position, right);
        }
        Ok(Verified { events, link: hex::encode(link), broken_at })
    }
}

fn recorded(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    Ok(Recorded {
        position: row.get(8)?,
        stream: row.get(0)?,
        version: row.get(1)?,
        actor: row.get(5)?,
        at: Timestamp::from_millisecond(row.get(7)?).map_err(FromSqlError::other)?,
        event: upcasters::read(row.get_ref(2)?.as_str()?, row.get(3)?, row.get_ref(4)?.as_str()?),
    })
}
