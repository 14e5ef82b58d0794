//! How much came in on which day, and what for?

use std::path::Path;

use jiff::tz::Offset;
use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::View;
use crate::domain::Event;
use crate::error::Error;
use crate::store::Recorded;

const TABLES: &str = "
create table deposits (
    day text not null, purpose text not null, count integer not null, cents integer not null,
    primary key (day, purpose)) strict, without rowid;
pragma user_version = 1;";

/// A row of the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DepositsRow {
    /// The day, in UTC.
    pub day: String,
    /// What for.
    pub purpose: String,
    /// How many deposits.
    pub count: i64,
    /// How much they were together.
    pub cents: i64,
}

/// Opens the view in `folder`.
///
/// # Errors
/// When files cannot be read or written.
pub fn open(folder: &Path) -> Result<View, Error> {
    View::open(folder, "deposits", TABLES, Box::new(apply))
}

fn apply(tables: &Connection, recorded: &Recorded, event: &Event) -> Result<(), Error> {
    let Event::Deposited { cents, purpose } = event else { return Ok(()) };
    let day = Offset::UTC.to_datetime(recorded.at).date().to_string();
    let mut insert = tables.prepare_cached(
        "insert into deposits values (?1, ?2, 1, ?3)
            on conflict do update set count = count + 1, cents = cents + ?3",
    )?;
    insert.execute(params![day, purpose, cents])?;
    Ok(())
}

/// The last days, newest first.
///
/// # Errors
/// When the view cannot be read.
pub fn latest(tables: &Connection, limit: u32) -> rusqlite::Result<Vec<DepositsRow>> {
    let statement = "select day, purpose, count, cents from deposits order by day desc, purpose limit ?1";
    let row = |row: &Row<'_>| {
        Ok(DepositsRow { day: row.get(0)?, purpose: row.get(1)?, count: row.get(2)?, cents: row.get(3)? })
    };
    tables.prepare_cached(statement)?.query_map([limit], row)?.collect()
}
