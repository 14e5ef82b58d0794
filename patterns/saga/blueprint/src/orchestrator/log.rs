//! What was asked for, what was answered, and what comes next; written before a command leaves, in one transaction
//! with it. What is not in here did not happen, as far as going on after a crash is concerned.

use rusqlite::{Error, Result, ToSql, Transaction};
use serde::Serialize;

use super::{Saga, State};

/// The table. All of a saga is in `body`; what is looked for is a column of its own as well.
pub const TABLES: &str = "create table if not exists saga_log (
    key text primary key, body text not null, state text as (body ->> 'state'), step text as (body ->> 'step'),
    desk integer as (body ->> 'desk'), due integer as (body ->> 'due'), since integer as (body ->> 'since')) strict;
create index if not exists saga_due on saga_log (due) where due is not null;
create index if not exists saga_open on saga_log (since, desk) where state in ('running', 'taking-back');";

/// What is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Open {
    /// Sagas that have not ended.
    pub sagas: u32,
    /// How many of them lie with a person.
    pub at_desk: u32,
    /// Since when the oldest waits for its step, in milliseconds.
    pub oldest: Option<i64>,
}

/// Begins a saga that waits for `step`; none where that key has begun one before.
///
/// # Errors
/// When the log cannot be written.
pub fn begin(transaction: &Transaction<'_>, key: &str, payload: &str, step: &str, now: i64) -> Result<Option<Saga>> {
    if find(transaction, key)?.is_some() {
        return Ok(None);
    }
    let saga = Saga { key: key.into(), payload: payload.into(), step: step.into(), since: now, ..Saga::default() };
    save(transaction, &saga)?;
    Ok(Some(saga))
}

/// Ends a saga that has not ended yet.
///
/// # Errors
/// When the log cannot be written.
pub fn end(transaction: &Transaction<'_>, key: &str, state: State, reason: Option<&str>, now: i64) -> Result<()> {
    let Some(mut saga) = find(transaction, key)?.filter(|saga| saga.direction().is_some()) else { return Ok(()) };
    saga.rest(state, now);
    saga.reason = reason.map(str::to_owned).or(saga.reason);
    save(transaction, &saga)
}

/// A saga, as it stands.
///
/// # Errors
/// When the log cannot be read.
pub fn find(transaction: &Transaction<'_>, key: &str) -> Result<Option<Saga>> {
    Ok(select(transaction, "where key = ?1", &[&key])?.pop())
}

/// How many sagas are open, and since when the oldest waits.
///
/// # Errors
/// When the log cannot be read.
pub fn open(transaction: &Transaction<'_>) -> Result<Open> {
    let statement = "select count(*), coalesce(sum(desk), 0), min(since) from saga_log
        where state in ('running', 'taking-back')";
    let mut query = transaction.prepare_cached(statement)?;
    query.query_row([], |row| Ok(Open { sagas: row.get(0)?, at_desk: row.get(1)?, oldest: row.get(2)? }))
}

pub(super) fn select(transaction: &Transaction<'_>, which: &str, parameters: &[&dyn ToSql]) -> Result<Vec<Saga>> {
    let mut query = transaction.prepare_cached(&format!("select body from saga_log {which}"))?;
    let sagas = query.query_map(parameters, |row| serde_json::from_str(row.get_ref(0)?.as_str()?).map_err(broken))?;
    sagas.collect()
}

pub(super) fn save(transaction: &Transaction<'_>, saga: &Saga) -> Result<()> {
    let statement = "insert into saga_log (key, body) values (?1, ?2) on conflict do update set body = ?2";
    let body = serde_json::to_string(saga).map_err(broken)?;
    transaction.prepare_cached(statement)?.execute([&saga.key, &body]).map(drop)
}

fn broken(error: serde_json::Error) -> Error {
    Error::ToSqlConversionFailure(error.into())
}
