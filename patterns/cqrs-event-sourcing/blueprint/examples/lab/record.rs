//! A record that is the data, and one that is kept beside it.

use blueprint_cqrs_event_sourcing::commands::account_stream;
use blueprint_cqrs_event_sourcing::domain::{Command, Event};
use blueprint_cqrs_event_sourcing::error::Error;
use blueprint_cqrs_event_sourcing::store::Span;
use rusqlite::{Connection, params};

use crate::report::Figure;
use crate::{Done, Place, by, id};

/// How many accounts, deposits to each, and edits of each kind.
const ACCOUNTS: usize = 40;
const DEPOSITS: i64 = 2;
const EDITS: usize = 20;

/// Somebody corrects balances by hand in the database, and somebody corrects the record to go with them.
pub(crate) fn edits() -> Done {
    // Balances with an audit table beside them, written in one transaction.
    let tables = Connection::open_in_memory()?;
    tables.execute_batch(
        "create table accounts (account text primary key, cents integer);
        create table audit (account text, cents integer, actor text)",
    )?;
    let place = Place::new()?;
    for nth in 0..ACCOUNTS {
        let account = id(&format!("a-{nth}"))?;
        place.app.commands.open(&account, &id("ada")?, "Ada", &by("clerk"))?;
        tables.execute("insert into accounts values (?1, 0)", [account.as_str()])?;
        for cents in 1..=DEPOSITS {
            let command = Command::Deposit { cents, purpose: "gift".into() };
            place.app.commands.handle(&account, &command, &by("clerk"))?;
            tables.execute(
                "update accounts set cents = cents + ?2 where account = ?1",
                params![account.as_str(), cents],
            )?;
            tables.execute("insert into audit values (?1, ?2, 'clerk')", params![account.as_str(), cents])?;
        }
    }
    place.catch_up()?;

    // What is shown is edited: the balances of the first accounts.
    let edit =
        |table: &str, key: &str, nth: usize| format!("update {table} set cents = cents + 1000 where {key}a-{nth}'");
    let view = Connection::open(place.settings.data.join("views/accounts.sqlite"))?;
    for nth in 0..EDITS {
        tables.execute(&edit("accounts", "account = '", nth), [])?;
        view.execute(&edit("accounts", "stream = 'account-", nth), [])?;
    }
    drop(view);
    let view = &place.app.accounts;
    view.rebuild(&place.app.store, place.settings.batch)?;
    let unexplained = tables.query_row(
        "select count(*) from accounts where cents <> (select sum(cents) from audit where audit.account = accounts.account)",
        [],
        |row| row.get::<_, u32>(0),
    )?;
    let right: i64 = (1..=DEPOSITS).sum();
    let wrong = view.ask(|tables| {
        tables.query_row("select count(*) from accounts where cents <> ?1", [right], |row| row.get::<_, u32>(0))
    })?;
    Figure {
        claim: "full-trail",
        measure: "Balances that the record does not explain, after 20 were corrected by hand and the view was rebuilt",
        unit: "",
        values: &[("tables with an audit table", f64::from(unexplained)), ("events", f64::from(wrong))],
        expected: "all of them in tables, none with events",
        holds: unexplained == EDITS as u32 && wrong == 0,
    }
    .tell();

    // The record is edited, as carefully as one can: the other accounts, each by itself. What is found is put right
    // again before the next.
    let record = Connection::open(place.settings.data.join("events.sqlite"))?;
    record.execute_batch("drop trigger events_stay_as_they_are; drop trigger events_stay")?;
    let (mut in_tables, mut in_events) = (0, 0);
    for nth in EDITS..2 * EDITS {
        tables.execute(&edit("audit", "cents = 2 and account = '", nth), [])?;
        tables.execute(&edit("accounts", "account = '", nth), [])?;
        in_tables += tables.query_row(
            "select count(*) from accounts where account = ?1 and
                cents <> (select sum(cents) from audit where audit.account = accounts.account)",
            [format!("a-{nth}")],
            |row| row.get::<_, u32>(0),
        )?;
        let change = |from: &str, to: &str| {
            let statement = "update events set body = replace(body, ?2, ?3) where stream = ?1 and version = 3";
            record.execute(statement, params![format!("account-a-{nth}"), from, to])
        };
        change(":2,", ":1002,")?;
        in_events += u32::from(place.app.store.verify()?.broken_at.is_some());
        change(":1002,", ":2,")?;
    }
    let clean = place.app.store.verify()?.broken_at.is_none();
    Figure {
        claim: "full-trail",
        measure: "Of 20 entries changed in the record itself by somebody with all rights, those that are found",
        unit: "",
        values: &[
            ("tables with an audit table", f64::from(in_tables)),
            ("events that are chained", f64::from(in_events)),
        ],
        expected: "none in tables, all when events are chained",
        holds: in_tables == 0 && in_events == EDITS as u32 && clean,
    }
    .tell();
    Ok(())
}

/// Four clerks look at an account at the same time, and then each pays in what was handed in.
pub(crate) fn conflicts() -> Done {
    const ROUNDS: usize = 25;
    const CLERKS: usize = 4;
    let place = Place::new()?;
    let (account, command) = (id("one")?, Command::Deposit { cents: 1, purpose: "gift".into() });
    place.app.commands.open(&account, &id("ada")?, "Ada", &by("clerk"))?;
    let stream = account_stream(&account);
    let (mut row, mut conflicts) = (0, 0);
    for _ in 0..ROUNDS {
        let row_seen = row;
        let (state, version) = place.app.commands.account(&account)?;
        for _ in 0..CLERKS {
            // A row is overwritten with what each made of what all saw.
            row = row_seen + 1;
            let events: Vec<Event> = state.decide(&command)?;
            match place.app.store.append(&stream, version, &events, &by("clerk")) {
                Err(Error::Conflict { .. }) => {
                    conflicts += 1;
                    place.app.commands.handle(&account, &command, &by("clerk"))?;
                }
                other => drop(other?),
            }
        }
    }
    let kept = place.app.commands.account(&account)?.0.cents;
    let events = place.app.store.stream(&stream, Span::default())?.len() - 1;
    let all = ROUNDS * CLERKS;
    Figure {
        claim: "precise-conflicts",
        measure: "Of 100 deposits by four clerks who looked at the same time, those that count in the end",
        unit: "",
        values: &[("a row that is overwritten", f64::from(row)), ("events, decided again", kept as f64)],
        expected: "one of each four in a row, all with events",
        holds: row as usize == ROUNDS && kept as usize == all && events == all && conflicts == ROUNDS * (CLERKS - 1),
    }
    .tell();
    Ok(())
}
