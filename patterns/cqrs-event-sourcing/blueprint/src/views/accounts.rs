//! Which accounts are there, whose are they, and what do they hold?

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::View;
use crate::commands::account_stream;
use crate::domain::{Event, Id};
use crate::error::Error;
use crate::keys::Keys;
use crate::store::Recorded;

const TABLES: &str = "
create table accounts (
    stream text primary key, person text not null, name text,
    cents integer not null) strict, without rowid;
create index accounts_of_a_person on accounts (person);
create index accounts_by_cents on accounts (cents);
pragma user_version = 1;";

const COLUMNS: &str = "stream, person, name, cents";

/// A row of the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountRow {
    /// The account.
    pub account: String,
    /// Whose it is.
    pub person: String,
    /// What that person is called; nothing once forgotten.
    pub name: Option<String>,
    /// What it holds, with what is set aside.
    pub cents: i64,
}

/// Opens the view in `folder`. Names are read with `keys`.
///
/// # Errors
/// When files cannot be read or written.
pub fn open(folder: &Path, keys: Arc<Keys>) -> Result<View, Error> {
    let apply = move |tables: &Connection, recorded: &Recorded, event: &Event| apply(&keys, tables, recorded, event);
    View::open(folder, "accounts", TABLES, Box::new(apply))
}

fn apply(keys: &Keys, tables: &Connection, Recorded { stream, .. }: &Recorded, event: &Event) -> Result<(), Error> {
    let change = |what: &str, value: i64| {
        let statement = format!("update accounts set {what} where stream = ?1");
        tables.prepare_cached(&statement)?.execute(params![stream, value])
    };
    let changed = match event {
        Event::Opened { person, name } => {
            let name = keys.unseal(person, name)?;
            let mut insert = tables.prepare_cached("insert into accounts values (?1, ?2, ?3, 0)")?;
            insert.execute(params![stream, person.as_str(), name])?
        }
        Event::Deposited { cents, .. } => change("cents = cents + ?2", *cents)?,
        Event::Captured { cents, .. } => change("cents = cents - ?2", *cents)?,
        Event::Forgotten { person } => {
            let mut update = tables.prepare_cached("update accounts set name = null where person = ?1")?;
            // They need not have any.
            update.execute([person.as_str()])?.max(1)
        }
        Event::Reserved { .. } | Event::Released { .. } => 1,
    };
    if changed == 0 { Err(Error::Unfit("there is no such account")) } else { Ok(()) }
}

/// The accounts that hold most.
///
/// # Errors
/// When the view cannot be read.
pub fn richest(tables: &Connection, limit: u32) -> rusqlite::Result<Vec<AccountRow>> {
    let statement = format!("select {COLUMNS} from accounts order by cents desc limit ?1");
    tables.prepare_cached(&statement)?.query_map([limit], row)?.collect()
}

/// One account.
///
/// # Errors
/// When the view cannot be read.
pub fn one(tables: &Connection, account: &Id) -> rusqlite::Result<Option<AccountRow>> {
    let statement = format!("select {COLUMNS} from accounts where stream = ?1");
    tables.prepare_cached(&statement)?.query_row([account_stream(account)], row).optional()
}

fn row(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
    let stream: String = row.get(0)?;
    let account = stream.strip_prefix("account-").unwrap_or(&stream).to_owned();
    Ok(AccountRow { account, person: row.get(1)?, name: row.get(2)?, cents: row.get(3)? })
}
