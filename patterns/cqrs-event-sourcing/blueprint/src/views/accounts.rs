//! Which accounts are there, whose are they, and what do they hold?

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;

use super::{ApplyError, Projection};
use crate::commands::account_stream;
use crate::domain::{Event, Id};
use crate::keys::Keys;
use crate::store::Recorded;

const COLUMNS: &str = "stream, person, name, cents, frozen";

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
    /// Whether nothing may go out.
    pub frozen: bool,
}

/// The view.
pub struct Accounts;

impl Projection for Accounts {
    fn name(&self) -> &'static str {
        "accounts"
    }

    fn fold(&self) -> u32 {
        1
    }

    fn tables(&self) -> &'static str {
        "create table if not exists accounts (
            stream text primary key, person text not null, name text,
            cents integer not null, frozen integer not null) strict, without rowid;
        create index if not exists accounts_of_a_person on accounts (person);
        create index if not exists accounts_by_cents on accounts (cents);"
    }

    fn apply(&self, tables: &Transaction<'_>, recorded: &Recorded, keys: &Keys) -> Result<(), ApplyError> {
        let stream = &recorded.stream;
        let event = recorded.event.as_ref().map_err(|unreadable| ApplyError::Unfit(unreadable.to_string()))?;
        let changed = match event {
            Event::Opened { person, name } => {
                let name = keys.unseal(person, name)?;
                let mut insert = tables.prepare_cached("insert into accounts values (?1, ?2, ?3, 0, 0)")?;
                insert.execute(params![stream, person.as_str(), name])?
            }
            Event::Deposited { cents, .. } => add(tables, stream, *cents)?,
            Event::Captured { cents, .. } => add(tables, stream, -cents)?,
            Event::Frozen { .. } => freeze(tables, stream, true)?,
            Event::Thawed {} => freeze(tables, stream, false)?,
            Event::Forgotten { person } => {
                let mut update = tables.prepare_cached("update accounts set name = null where person = ?1")?;
                // They need not have any.
                update.execute([person.as_str()])?.max(1)
            }
            Event::Reserved { .. } | Event::Released { .. } => 1,
        };
        if changed == 0 {
            return Err(ApplyError::Unfit("there is no such account".into()));
        }
        Ok(())
    }
}

fn add(tables: &Transaction<'_>, stream: &str, cents: i64) -> rusqlite::Result<usize> {
    let mut update = tables.prepare_cached("update accounts set cents = cents + ?2 where stream = ?1")?;
    update.execute(params![stream, cents])
}

fn freeze(tables: &Transaction<'_>, stream: &str, frozen: bool) -> rusqlite::Result<usize> {
    tables.prepare_cached("update accounts set frozen = ?2 where stream = ?1")?.execute(params![stream, frozen])
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
    Ok(AccountRow { account, person: row.get(1)?, name: row.get(2)?, cents: row.get(3)?, frozen: row.get(4)? })
}
