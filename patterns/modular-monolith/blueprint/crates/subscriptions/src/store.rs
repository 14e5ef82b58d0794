//! The module's tables.

use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::database::DatabaseError;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::subscription::Subscription;

/// `due` is kept beside the rest so that it can be asked for.
pub(crate) const TABLES: &str = "create table if not exists subscriptions_all (
    customer text primary key, due text, body text not null) strict, without rowid;
create index if not exists subscriptions_due on subscriptions_all (due, customer) where due is not null;";

pub(crate) fn find(transaction: &Transaction<'_>, customer: &Customer) -> Result<Option<Subscription>, DatabaseError> {
    let mut query = transaction.prepare_cached("select body from subscriptions_all where customer = ?1")?;
    let body: Option<String> = query.query_row([customer.to_string()], |row| row.get(0)).optional()?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

pub(crate) fn due(transaction: &Transaction<'_>, day: Date, at_most: u32) -> Result<Vec<Subscription>, DatabaseError> {
    let statement = "select body from subscriptions_all where due <= ?1 order by customer limit ?2";
    read(transaction, statement, &[&day.to_string(), &at_most])
}

pub(crate) fn list(
    transaction: &Transaction<'_>,
    after: &str,
    at_most: u32,
) -> Result<Vec<Subscription>, DatabaseError> {
    let statement = "select body from subscriptions_all where customer > ?1 order by customer limit ?2";
    read(transaction, statement, &[&after, &at_most])
}

pub(crate) fn keep(transaction: &Transaction<'_>, kept: &Subscription) -> Result<(), DatabaseError> {
    let due = kept.due().map(|day| day.to_string());
    let mut insert = transaction.prepare_cached("insert or replace into subscriptions_all values (?1, ?2, ?3)")?;
    insert.execute(params![kept.customer.to_string(), due, serde_json::to_string(kept)?])?;
    Ok(())
}

fn read(
    transaction: &Transaction<'_>,
    statement: &str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Subscription>, DatabaseError> {
    let mut query = transaction.prepare_cached(statement)?;
    let mut rows = query.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    Ok(found)
}
