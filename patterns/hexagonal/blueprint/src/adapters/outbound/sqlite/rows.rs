//! Between rows and what the core knows.

use std::str::FromStr;

use blueprint_hexagonal_core::domain::{
    Cents, Invoice, InvoiceNumber, InvoiceRecord, Line, Status, Subscription, SubscriptionRecord,
};
use rusqlite::types::Type;
use rusqlite::{Row, Transaction, params};

pub(super) const SUBSCRIPTION: &str = "select customer, plan, seats, started, billed, state, carried, version
    from subscriptions where customer = ?1";

pub(super) const DUE: &str = "select customer, plan, seats, started, billed, state, carried, version
    from subscriptions where due <= ?1 order by customer limit ?2";

pub(super) const INVOICES: &str = "select customer, period, lines, status, declined, day, receipt, version
    from invoices where customer = ?1 order by period";

pub(super) const COLLECTABLE: &str = "select customer, period, lines, status, declined, day, receipt, version
    from invoices where status = 'open' and day <= ?1 order by customer, period limit ?2";

// The version decides: a first one may not be there, a later one has to be the one that is.
const ADD_SUBSCRIPTION: &str = "insert into subscriptions values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    on conflict do nothing";
const CHANGE_SUBSCRIPTION: &str = "update subscriptions set plan = ?2, seats = ?3, started = ?4, billed = ?5,
    state = ?6, carried = ?7, due = ?8, version = ?9 where customer = ?1 and version = ?9 - 1";
const ADD_INVOICE: &str = "insert into invoices values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict do nothing";
const CHANGE_INVOICE: &str = "update invoices set lines = ?3, status = ?4, declined = ?5, day = ?6, receipt = ?7,
    version = ?8 where customer = ?1 and period = ?2 and version = ?8 - 1";

pub(super) fn subscription(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    Ok(Subscription::restore(SubscriptionRecord {
        customer: parsed(row, 0)?,
        plan: parsed(row, 1)?,
        seats: row.get(2)?,
        started: parsed(row, 3)?,
        billed: row.get(4)?,
        state: parsed(row, 5)?,
        carried: lines(row, 6)?,
        version: row.get(7)?,
    }))
}

pub(super) fn invoice(row: &Row<'_>) -> rusqlite::Result<Invoice> {
    let day = parsed(row, 5)?;
    Ok(Invoice::restore(InvoiceRecord {
        number: InvoiceNumber { customer: parsed(row, 0)?, from: parsed(row, 1)? },
        lines: lines(row, 2)?,
        status: match text(row, 3)?.as_str() {
            "open" => Status::Open { declined: row.get(4)?, next_try: day },
            "paid" => Status::Paid { on: day, receipt: row.get(6)? },
            "given up" => Status::GivenUp { on: day },
            _ => return Err(unreadable(3)),
        },
        version: row.get(7)?,
    }))
}

/// None when another version is there.
pub(super) fn keep_subscription(transaction: &Transaction<'_>, kept: &Subscription) -> rusqlite::Result<Option<()>> {
    let record = kept.record();
    let statement = if record.version == 0 { ADD_SUBSCRIPTION } else { CHANGE_SUBSCRIPTION };
    let changed = transaction.prepare_cached(statement)?.execute(params![
        record.customer.to_string(),
        record.plan.to_string(),
        record.seats,
        record.started.to_string(),
        record.billed,
        record.state.to_string(),
        written(&record.carried),
        kept.due().map(|day| day.to_string()),
        record.version + 1,
    ])?;
    Ok((changed == 1).then_some(()))
}

/// None when another version is there.
pub(super) fn keep_invoice(transaction: &Transaction<'_>, kept: &Invoice) -> rusqlite::Result<Option<()>> {
    let record = kept.record();
    let (status, declined, day, receipt) = match &record.status {
        Status::Open { declined, next_try } => ("open", *declined, next_try, ""),
        Status::Paid { on, receipt } => ("paid", 0, on, receipt.as_str()),
        Status::GivenUp { on } => ("given up", 0, on, ""),
    };
    let statement = if record.version == 0 { ADD_INVOICE } else { CHANGE_INVOICE };
    let changed = transaction.prepare_cached(statement)?.execute(params![
        record.number.customer.to_string(),
        record.number.from.to_string(),
        written(&record.lines),
        status,
        declined,
        day.to_string(),
        receipt,
        record.version + 1,
    ])?;
    Ok((changed == 1).then_some(()))
}

fn written(lines: &[Line]) -> String {
    let pairs: Vec<(&str, i64)> = lines.iter().map(|line| (line.what.as_str(), line.amount.0)).collect();
    serde_json::json!(pairs).to_string()
}

fn lines(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Line>> {
    let pairs: Vec<(String, i64)> = serde_json::from_str(&text(row, column)?).map_err(|_| unreadable(column))?;
    Ok(pairs.into_iter().map(|(what, cents)| Line { what, amount: Cents(cents) }).collect())
}

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    row.get(column)
}

fn parsed<T: FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    text(row, column)?.parse().map_err(|_| unreadable(column))
}

fn unreadable(column: usize) -> rusqlite::Error {
    let why = "somebody else wrote what stands there".into();
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why)
}
