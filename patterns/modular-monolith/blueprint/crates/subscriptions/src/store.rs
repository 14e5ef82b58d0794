//! The module's tables.

use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::database::{Result, documents};
use jiff::civil::Date;
use rusqlite::{Transaction, params};

use crate::subscription::Subscription;

/// `due` is kept beside the rest so that it can be asked for.
pub(crate) const TABLES: &str = "create table if not exists subscriptions_all (
    customer text primary key, due text, body text not null) strict, without rowid;
create index if not exists subscriptions_due on subscriptions_all (due, customer) where due is not null;";

/// How many subscriptions a transaction takes up.
const BATCH: u32 = 500;

pub(crate) fn find(transaction: &Transaction<'_>, customer: &Customer) -> Result<Option<Subscription>> {
    let statement = "select body from subscriptions_all where customer = ?1";
    Ok(documents(transaction, statement, [customer.to_string()])?.pop())
}

pub(crate) fn due(transaction: &Transaction<'_>, day: Date) -> Result<Vec<Subscription>> {
    let statement = "select body from subscriptions_all where due <= ?1 order by customer limit ?2";
    documents(transaction, statement, params![day.to_string(), BATCH])
}

pub(crate) fn page(transaction: &Transaction<'_>, after: &str, rows: u32) -> Result<Vec<Subscription>> {
    let statement = "select body from subscriptions_all where customer > ?1 order by customer limit ?2";
    documents(transaction, statement, params![after, rows])
}

pub(crate) fn keep(transaction: &Transaction<'_>, kept: &Subscription) -> Result<()> {
    let due = kept.due().map(|day| day.to_string());
    let mut insert = transaction.prepare_cached("insert or replace into subscriptions_all values (?1, ?2, ?3)")?;
    insert.execute(params![kept.customer.to_string(), due, serde_json::to_string(kept)?])?;
    Ok(())
}
