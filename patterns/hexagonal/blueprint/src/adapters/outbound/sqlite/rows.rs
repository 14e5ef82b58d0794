//! Between rows and what the core knows.

use std::str::FromStr;

use blueprint_hexagonal_core::domain::{
    Cents, Invoice, InvoiceNumber, InvoiceRecord, Line, Status, Subscription, SubscriptionRecord,
};
use rusqlite::types::Type;
use rusqlite::{Row, Transaction, params};

// Columns stand in the order of `schema.sql`.
pub(super) const SUBSCRIPTION: &str = "select * from subscriptions where customer = ?1";
pub(super) const DUE: &str = "select * from subscriptions where due <= ?1 order by customer limit ?2";
pub(super) const INVOICES: &str = "select * from invoices where customer = ?1 order by period";
pub(super) const COLLECTABLE: &str =
    "select * from invoices where status = 'open' and day <= ?1 order by customer, period limit ?2";

// Nothing is written unless the version before is the one that is there, 0 where there is none.
const KEEP_SUBSCRIPTION: &str = "insert or replace into subscriptions select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
    where coalesce((select version from subscriptions where customer = ?1), 0) = ?9 - 1";
const KEEP_INVOICE: &str = "insert or replace into invoices select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
    where coalesce((select version from invoices where customer = ?1 and period = ?2), 0) = ?8 - 1";

pub(super) fn subscription(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    Ok(SubscriptionRecord {
        customer: parsed(row, 0)?,
        plan: parsed(row, 1)?,
        seats: row.get(2)?,
        started: parsed(row, 3)?,
        billed: row.get(4)?,
        state: parsed(row, 5)?,
        carried: lines(row, 6)?,
        version: row.get(8)?,
    }
    .into())
}

pub(super) fn invoice(row: &Row<'_>) -> rusqlite::Result<Invoice> {
    let day = parsed(row, 5)?;
    Ok(InvoiceRecord {
        number: InvoiceNumber { customer: parsed(row, 0)?, from: parsed(row, 1)? },
        lines: lines(row, 2)?,
        declined: row.get(4)?,
        status: match row.get::<_, String>(3)?.as_str() {
            "open" => Status::Open(day),
            "paid" => Status::Paid { on: day, receipt: row.get(6)? },
            "given up" => Status::GivenUp(day),
            _ => return Err(unreadable(3)),
        },
        version: row.get(7)?,
    }
    .into())
}

/// Fails with no row changed when another version is there.
pub(super) fn keep_subscription(transaction: &Transaction<'_>, kept: &Subscription) -> rusqlite::Result<()> {
    transaction.prepare_cached(KEEP_SUBSCRIPTION)?.insert(params![
        kept.customer.to_string(),
        kept.plan.to_string(),
        kept.seats,
        kept.started.to_string(),
        kept.billed,
        kept.state.to_string(),
        written(&kept.carried),
        kept.due().map(|day| day.to_string()),
        kept.version + 1,
    ])?;
    Ok(())
}

/// Fails with no row changed when another version is there.
pub(super) fn keep_invoice(transaction: &Transaction<'_>, kept: &Invoice) -> rusqlite::Result<()> {
    let (status, day, receipt) = match &kept.status {
        Status::Open(next_try) => ("open", next_try, ""),
        Status::Paid { on, receipt } => ("paid", on, receipt.as_str()),
        Status::GivenUp(on) => ("given up", on, ""),
    };
    transaction.prepare_cached(KEEP_INVOICE)?.insert(params![
        kept.number.customer.to_string(),
        kept.number.from.to_string(),
        written(&kept.lines),
        status,
        kept.declined,
        day.to_string(),
        receipt,
        kept.version + 1,
    ])?;
    Ok(())
}

fn written(lines: &[Line]) -> String {
    let pairs: Vec<(&str, i64)> = lines.iter().map(|line| (line.what.as_str(), line.amount.0)).collect();
    serde_json::json!(pairs).to_string()
}

fn lines(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Line>> {
    let pairs: Vec<(String, i64)> =
        serde_json::from_str(&row.get::<_, String>(column)?).map_err(|_| unreadable(column))?;
    Ok(pairs.into_iter().map(|(what, cents)| Line { what, amount: Cents(cents) }).collect())
}

fn parsed<T: FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    row.get::<_, String>(column)?.parse().map_err(|_| unreadable(column))
}

fn unreadable(column: usize) -> rusqlite::Error {
    let why = "somebody else wrote what stands there".into();
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why)
}
