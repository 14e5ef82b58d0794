//! The data of the publisher, and the messages about it that are not yet at the broker, in one database: a message
//! is sent if, and only if, what it tells of was saved.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, Error, TransactionBehavior, params};
use serde::Deserialize;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::message::Message;

const TABLES: &str = "
pragma journal_mode = wal;
pragma synchronous = full;
create table if not exists parcels (parcel text primary key, version integer not null, kind text not null) strict;
create table if not exists outbox (number integer primary key autoincrement, message text not null) strict;";

/// What is reported of a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// What happened to it.
    pub kind: String,
    /// Where.
    pub region: String,
}

/// The database of the publisher.
pub struct Outbox {
    tables: Mutex<Connection>,
    /// There is something to send.
    pub(super) filled: Notify,
}

impl Outbox {
    /// In `file`.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let tables = Connection::open(file)?;
        tables.execute_batch(TABLES)?;
        Ok(Self { tables: Mutex::new(tables), filled: Notify::new() })
    }

    /// Saves what happened to a parcel, and the message that tells of it.
    ///
    /// # Errors
    /// When neither can be saved.
    pub fn report(&self, parcel: &str, report: Report, trace: &str) -> rusqlite::Result<Message> {
        let mut tables = self.lock();
        let transaction = tables.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Report { kind, region } = report;
        let version = transaction.query_row(
            "insert into parcels (parcel, version, kind) values (?1, 1, ?2)
                on conflict do update set version = version + 1, kind = ?2 returning version",
            params![parcel, kind],
            |row| row.get(0),
        )?;
        let (id, at) = (Uuid::now_v7(), Timestamp::now().as_millisecond());
        let message = Message { id, key: parcel.to_owned(), kind, region, version, at, trace: trace.to_owned() };
        let text = serde_json::to_string(&message).map_err(|error| Error::ToSqlConversionFailure(error.into()))?;
        transaction.execute("insert into outbox (message) values (?1)", [text])?;
        transaction.commit()?;
        drop(tables);
        self.filled.notify_one();
        Ok(message)
    }

    /// The next messages to send, in their order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn unsent(&self, most: u32) -> rusqlite::Result<Vec<(i64, Message)>> {
        let tables = self.lock();
        let mut query = tables.prepare_cached("select number, message from outbox order by number limit ?1")?;
        let message = |text: &str| serde_json::from_str(text).map_err(FromSqlError::other);
        query.query_map([most], |row| Ok((row.get(0)?, message(row.get_ref(1)?.as_str()?)?)))?.collect()
    }

    /// The broker has it.
    ///
    /// # Errors
    /// When that cannot be saved; it is sent again then, and the broker recognises it.
    pub fn sent(&self, number: i64) -> rusqlite::Result<()> {
        self.lock().prepare_cached("delete from outbox where number = ?1")?.execute([number]).map(drop)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
