//! The module's tables.

use blueprint_modular_monolith_invoicing_door::Balance;
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::database::{DatabaseError, documents};
use jiff::civil::Date;
use rusqlite::{Transaction, params};

use crate::invoice::Invoice;

/// All of an invoice is in `body`; what is asked for is a column of its own as well.
pub(crate) const TABLES: &str = "create table if not exists invoicing_invoices (
    customer text not null, period text not null, body text not null,
    next_try text as (body ->> '$.status.open') stored,
    owed integer as (iif(next_try is null, 0, body ->> '$.total')) stored,
    primary key (customer, period)) strict, without rowid;
create index if not exists invoicing_open on invoicing_invoices (next_try) where next_try is not null;";

/// How many invoices are taken up at a time.
const BATCH: u32 = 500;

/// Adds an invoice unless it is there: the event that it comes from may come twice.
pub(crate) fn add(transaction: &Transaction<'_>, invoice: &Invoice) -> Result<(), DatabaseError> {
    let statement =
        "insert into invoicing_invoices (customer, period, body) values (?1, ?2, ?3) on conflict do nothing";
    write(transaction, statement, invoice)
}

pub(crate) fn change(transaction: &Transaction<'_>, invoice: &Invoice) -> Result<(), DatabaseError> {
    write(transaction, "update invoicing_invoices set body = ?3 where customer = ?1 and period = ?2", invoice)
}

pub(crate) fn collectable(transaction: &Transaction<'_>, day: Date) -> Result<Vec<Invoice>, DatabaseError> {
    let statement = "select body from invoicing_invoices where next_try <= ?1 order by customer, period limit ?2";
    documents(transaction, statement, params![day.to_string(), BATCH])
}

pub(crate) fn of(transaction: &Transaction<'_>, customer: &Customer) -> Result<Vec<Invoice>, DatabaseError> {
    let statement = "select body from invoicing_invoices where customer = ?1 order by period";
    documents(transaction, statement, [customer.to_string()])
}

/// All of them in one statement, however many they are.
pub(crate) fn balances(transaction: &Transaction<'_>, customers: &[Customer]) -> Result<Vec<Balance>, DatabaseError> {
    let statement =
        "select json_object('customer', asked.value, 'invoices', count(period), 'owed', coalesce(sum(owed), 0))
            from json_each(?1) as asked left join invoicing_invoices on customer = asked.value
            group by asked.key order by asked.key";
    documents(transaction, statement, [serde_json::to_string(customers)?])
}

fn write(transaction: &Transaction<'_>, statement: &str, invoice: &Invoice) -> Result<(), DatabaseError> {
    let parameters = [invoice.customer.to_string(), invoice.from.to_string(), serde_json::to_string(invoice)?];
    transaction.prepare_cached(statement)?.execute(parameters)?;
    Ok(())
}
