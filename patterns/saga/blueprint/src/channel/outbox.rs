//! Messages that a service has yet to send: written in the transaction that they tell of, taken away once they were
//! handed over. A crash between sends them again.

use rusqlite::{Transaction, params};

use super::message::Message;
use crate::store::Result;

/// The table, in the database of each service.
pub(super) const TABLES: &str = "create table if not exists outbox (
    id integer primary key autoincrement, attempts integer not null, due integer not null, body text not null) strict;
create index if not exists outbox_due on outbox (due, id);";

/// A message to be sent: its number, how often that was tried, and the text.
pub(super) type Due = (i64, u32, String);

/// Keeps messages, to be sent at once.
pub(super) fn put(transaction: &Transaction<'_>, messages: &[Message], now: i64) -> Result<()> {
    let mut insert = transaction.prepare_cached("insert into outbox (attempts, due, body) values (0, ?1, ?2)")?;
    for message in messages {
        insert.execute(params![now, serde_json::to_string(message)?])?;
    }
    Ok(())
}

pub(super) fn due(transaction: &Transaction<'_>, now: i64, at_most: u32) -> Result<Vec<Due>> {
    let statement = "select id, attempts, body from outbox where due <= ?1 order by due, id limit ?2";
    let mut query = transaction.prepare_cached(statement)?;
    let found = query.query_map([now, at_most.into()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Takes away what was handed over, and keeps the rest for later: pairs of a number and when.
pub(super) fn sent(transaction: &Transaction<'_>, gone: &[i64], later: &[(i64, i64)]) -> Result<()> {
    let mut delete = transaction.prepare_cached("delete from outbox where id = ?1")?;
    gone.iter().try_for_each(|id| delete.execute([id]).map(drop))?;
    let mut change = transaction.prepare_cached("update outbox set attempts = attempts + 1, due = ?2 where id = ?1")?;
    later.iter().try_for_each(|(id, due)| change.execute([id, due]).map(drop))?;
    Ok(())
}
