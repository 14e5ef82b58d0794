//! Where is a parcel? Wants everything, in the order of each parcel. It recognises what is old or a repeat by the
//! version.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::{HandleError, Handler};
use crate::message::Message;

const TABLES: &str = "pragma journal_mode = wal; create table if not exists states (
    parcel text primary key, version integer not null, kind text not null, region text not null) strict;";

/// Where a parcel is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// After so many messages.
    pub version: u32,
    /// What happened last.
    pub kind: String,
    /// Where.
    pub region: String,
}

/// Who acts on messages.
pub struct Tracking {
    tables: Mutex<Connection>,
}

impl Tracking {
    /// With its tables in `file`.
    ///
    /// # Errors
    /// When that cannot be opened.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let tables = Connection::open(file)?;
        tables.execute_batch(TABLES)?;
        Ok(Self { tables: Mutex::new(tables) })
    }

    /// What is known of `parcel`.
    ///
    /// # Errors
    /// When the tables cannot be read.
    pub fn state(&self, parcel: &str) -> rusqlite::Result<Option<State>> {
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let mut query = tables.prepare_cached("select version, kind, region from states where parcel = ?1")?;
        let state = |row: &Row<'_>| Ok(State { version: row.get(0)?, kind: row.get(1)?, region: row.get(2)? });
        query.query_row([parcel], state).optional()
    }
}

#[async_trait]
impl Handler for Tracking {
    async fn handle(&self, message: &Message) -> Result<(), HandleError> {
        let Message { key, version, kind, region, .. } = message;
        let statement = "insert into states (parcel, version, kind, region) values (?1, ?2, ?3, ?4)
            on conflict do update set version = ?2, kind = ?3, region = ?4 where version < ?2";
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = tables.prepare_cached(statement)?.execute(params![key, version, kind, region])?;
        if changed == 0 {
            tracing::debug!(parcel = key, version, trace = message.trace, "old or known; dropped");
        }
        Ok(())
    }
}
