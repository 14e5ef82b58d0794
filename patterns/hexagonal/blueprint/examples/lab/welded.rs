//! The same rules without a border: what is decided and how it is stored in the same lines.

use std::path::Path;

use blueprint_hexagonal_core::domain::{Cents, Plan};
use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{Connection, params};

/// Its tables.
pub(crate) fn open(file: Option<&Path>) -> rusqlite::Result<Connection> {
    let connection = match file {
        Some(file) => Connection::open(file)?,
        None => Connection::open_in_memory()?,
    };
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(
        "create table subscriptions (customer text primary key, plan text, seats integer, started text,
            billed integer, carried integer) strict;
        create table invoices (customer text, period text, cents integer, primary key (customer, period)) strict;",
    )?;
    Ok(connection)
}

pub(crate) fn subscribe(connection: &Connection, plan: Plan, seats: u32, day: Date) -> rusqlite::Result<()> {
    assert!(plan.seats().contains(&seats), "it is sold with so many seats");
    connection.execute(
        "insert into subscriptions values ('ada', ?1, ?2, ?3, 0, 0)",
        params![plan.to_string(), seats, day.to_string()],
    )?;
    Ok(())
}

pub(crate) fn change(connection: &Connection, plan: Plan, seats: u32, day: Date) -> rusqlite::Result<()> {
    let row = connection.query_row(
        "select plan, seats, started, billed from subscriptions where customer = 'ada'",
        [],
        |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get::<_, i64>(3)?)),
    )?;
    let (old_plan, old_seats, started, billed): (String, u32, String, i64) = row;
    let (old_plan, started): (Plan, Date) = (old_plan.parse().expect("a plan"), started.parse().expect("a day"));
    let (from, to) = (started.saturating_add((billed - 1).months()), started.saturating_add(billed.months()));
    let whole = from.duration_until(to).as_hours() / 24;
    let left = (day.duration_until(to).as_hours() / 24).clamp(0, whole);
    let (old, new) = (old_plan.monthly(old_seats).share(left, whole), plan.monthly(seats).share(left, whole));
    connection.execute(
        "update subscriptions set plan = ?1, seats = ?2, carried = carried + ?3 where customer = 'ada'",
        params![plan.to_string(), seats, new.0 - old.0],
    )?;
    Ok(())
}

pub(crate) fn bill(connection: &Connection, day: Date) -> rusqlite::Result<()> {
    loop {
        let row = connection.query_row(
            "select plan, seats, started, billed, carried from subscriptions where customer = 'ada'",
            [],
            |row| {
                let texts = (row.get::<_, String>(0)?, row.get::<_, String>(2)?);
                Ok((texts, row.get::<_, u32>(1)?, row.get::<_, i64>(3)?, row.get::<_, i64>(4)?))
            },
        )?;
        let ((plan, started), seats, billed, carried) = row;
        let (plan, started): (Plan, Date) = (plan.parse().expect("a plan"), started.parse().expect("a day"));
        let from = started.saturating_add(billed.months());
        if from > day {
            return Ok(());
        }
        let total = plan.monthly(seats) + Cents(carried);
        connection.execute("begin immediate", [])?;
        connection.execute("insert into invoices values ('ada', ?1, ?2)", params![from.to_string(), total.0.max(0)])?;
        connection.execute(
            "update subscriptions set billed = billed + 1, carried = ?1 where customer = 'ada'",
            [total.0.min(0)],
        )?;
        connection.execute("commit", [])?;
    }
}

pub(crate) fn asked_for(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("select sum(cents) from invoices", [], |row| row.get(0))
}
