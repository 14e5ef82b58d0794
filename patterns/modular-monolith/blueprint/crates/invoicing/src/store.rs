//! The module's tables.

use blueprint_modular_monolith_invoicing_door::Balance;
use blueprint_modular_monolith_kernel::{Cents, Customer};
use blueprint_modular_monolith_platform::database::DatabaseError;
use jiff::civil::Date;
use rusqlite::{Transaction, params};

use crate::invoice::Invoice;

/// `owed` and `next_try` are kept beside the rest so that they can be asked for.
pub(crate) const TABLES: &str = "create table if not exists invoicing_invoices (
    customer text not null, period text not null, owed integer not null, next_try text, body text not null,
    primary key (customer, period)) strict, without rowid;
create index if not exists invoicing_open on invoicing_invoices (next_try) where next_try is not null;";

/// Adds an invoice unless it is there: the event that it comes from may come twice.
pub(crate) fn add(transaction: &Transaction<'_>, invoice: &Invoice) -> Result<(), DatabaseError> {
    write(transaction, "insert into invoicing_invoices values (?1, ?2, ?3, ?4, ?5) on conflict do nothing", invoice)
}

pub(crate) fn change(transaction: &Transaction<'_>, invoice: &Invoice) -> Result<(), DatabaseError> {
    let statement =
        "update invoicing_invoices set owed = ?3, next_try = ?4, body = ?5 where customer = ?1 and period = ?2";
    write(transaction, statement, invoice)
}

pub(crate) fn collectable(
    transaction: &Transaction<'_>,
    day: Date,
    at_most: u32,
) -> Result<Vec<Invoice>, DatabaseError> {
    let statement = "select body from invoicing_invoices where next_try <= ?1 order by customer, period limit ?2";
    read(transaction, statement, &[&day.to_string(), &at_most])
}

pub(crate) fn of(transaction: &Transaction<'_>, customer: &Customer) -> Result<Vec<Invoice>, DatabaseError> {
    let statement = "select body from invoicing_invoices where customer = ?1 order by period";
    read(transaction, statement, &[&customer.to_string()])
}

/// All of them in one statement, however many they are.
pub(crate) fn balances(transaction: &Transaction<'_>, customers: &[Customer]) -> Result<Vec<Balance>, DatabaseError> {
    let names: Vec<String> = customers.iter().map(Customer::to_string).collect();
    let mut query = transaction.prepare_cached(
        "select count(invoicing_invoices.period), coalesce(sum(owed), 0) from json_each(?1)
            left join invoicing_invoices on customer = json_each.value group by json_each.key order by json_each.key",
    )?;
    let sums = query.query_map([serde_json::to_string(&names)?], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let balance = |(customer, sum): (&Customer, rusqlite::Result<(u32, i64)>)| {
        let (invoices, owed) = sum?;
        Ok(Balance { customer: customer.clone(), invoices, owed: Cents(owed) })
    };
    customers.iter().zip(sums).map(balance).collect()
}

fn write(transaction: &Transaction<'_>, statement: &str, invoice: &Invoice) -> Result<(), DatabaseError> {
    let next_try = invoice.next_try().map(|day| day.to_string());
    let owed = if next_try.is_some() { invoice.total() } else { Cents(0) };
    let body = serde_json::to_string(invoice)?;
    let parameters = params![invoice.customer.to_string(), invoice.from.to_string(), owed.0, next_try, body];
    transaction.prepare_cached(statement)?.execute(parameters)?;
    Ok(())
}

fn read(
    transaction: &Transaction<'_>,
    statement: &str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Invoice>, DatabaseError> {
    let mut query = transaction.prepare_cached(statement)?;
    let mut rows = query.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    Ok(found)
}
