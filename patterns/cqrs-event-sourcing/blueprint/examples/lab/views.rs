//! Views against replay, and what it takes to make one anew from a million events.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use blueprint_cqrs_event_sourcing::commands;
use blueprint_cqrs_event_sourcing::domain::Account;
use blueprint_cqrs_event_sourcing::error::Error;
use blueprint_cqrs_event_sourcing::keys::Keys;
use blueprint_cqrs_event_sourcing::snapshots::Snapshots;
use blueprint_cqrs_event_sourcing::store::Span;
use blueprint_cqrs_event_sourcing::views::accounts;

use crate::past::{EVENTS, LONG, Past};
use crate::report::{Figure, line};
use crate::{Done, Place, id};

/// How long `work` takes, in milliseconds, the quicker of two times: what disturbs only adds.
fn quicker(mut work: impl FnMut() -> Done) -> Result<f64, Box<dyn std::error::Error>> {
    let mut best = f64::INFINITY;
    for _ in 0..2 {
        let began = Instant::now();
        work()?;
        best = best.min(began.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(best)
}

/// A view is made anew from a million events while others ask it.
pub(crate) fn rebuilt(place: &Place, past: &Past) -> Done {
    let view = &place.app.accounts;
    let done = AtomicBool::new(false);
    let (took, longest) = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut longest = Duration::ZERO;
            while !done.load(Ordering::SeqCst) {
                let began = Instant::now();
                view.ask(|tables| accounts::richest(tables, 20))?;
                longest = longest.max(began.elapsed());
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok::<_, Error>(longest)
        });
        let began = Instant::now();
        let rebuilt = view.rebuild(&place.app.store, place.settings.batch);
        let took = began.elapsed().as_secs_f64();
        done.store(true, Ordering::SeqCst);
        let longest = asking.join().map_err(|_| "it panicked")??;
        rebuilt?;
        Ok::<_, Box<dyn std::error::Error>>((took, longest.as_secs_f64()))
    })?;
    let sum: i64 = view.ask(|tables| tables.query_row("select sum(cents) from accounts", [], |row| row.get(0)))?;
    if sum != past.cents || *view.processor.reached().borrow() != EVENTS as i64 {
        return Err("the view is not what the events say".into());
    }
    Figure {
        claim: "rebuilds-take-hours",
        measure: "The longest that somebody who asked the view waited while it was made anew beside itself",
        unit: "s",
        values: &[("closed while it is rebuilt", took), ("a second copy, and a switch", longest)],
        expected: "at most a tenth of the rebuild with a second copy",
        holds: longest < took / 10.0,
    }
    .tell();

    // The same events, each in a transaction of its own.
    const SOME: i64 = 3_000;
    let keys = Arc::new(Keys::open(&place.settings.data.join("keys.sqlite"))?);
    let rate = |batch: u32| -> Result<f64, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let view = accounts::open(folder.path(), Arc::clone(&keys))?;
        let began = Instant::now();
        while *view.processor.reached().borrow() < SOME {
            view.processor.process(&place.app.store, batch)?;
        }
        Ok(SOME as f64 / began.elapsed().as_secs_f64())
    };
    let one = EVENTS as f64 / rate(1)?;
    Figure {
        claim: "rebuilds-take-hours",
        measure: "A view made anew from 1,000,000 events (with one event in a transaction: at the rate of 3,000)",
        unit: "s",
        values: &[("one event in a transaction", one), ("5,000 in a transaction", took)],
        expected: "at most a fifth in batches",
        holds: took <= one / 5.0,
    }
    .tell();
    let hours = |seconds: f64| 40.0 * seconds / 3_600.0;
    Figure {
        claim: "rebuilds-take-hours",
        measure: "How long 40 million events take at these rates",
        unit: "h",
        values: &[("one event in a transaction", hours(one)), ("5,000 in a transaction", hours(took))],
        expected: "an hour or more one by one; in batches, in a file beside the record, less",
        holds: hours(one) >= 1.0 && took < one,
    }
    .tell();
    Ok(())
}

/// The same question to the view and to the events; gives how many of these can be read.
pub(crate) fn against_replay(place: &Place) -> Result<usize, Box<dyn std::error::Error>> {
    let (store, view) = (&place.app.store, &place.app.accounts);
    let mut by_view = Vec::new();
    let from_view = quicker(|| {
        by_view = view.ask(|tables| accounts::richest(tables, 20))?.into_iter().map(|row| row.cents).collect();
        Ok(())
    })?;
    let began = Instant::now();
    let mut all: HashMap<String, Account> = HashMap::new();
    let (mut position, mut readable) = (0, 0);
    loop {
        let events = store.after(position, 5_000)?;
        let Some(last) = events.last() else { break };
        position = last.position;
        for recorded in events {
            all.entry(recorded.stream).or_default().apply(&recorded.event?);
            readable += 1;
        }
    }
    let mut by_replay: Vec<i64> = all.values().map(|account| account.cents).collect();
    by_replay.sort_unstable_by(|one, other| other.cmp(one));
    by_replay.truncate(20);
    let from_replay = began.elapsed().as_secs_f64() * 1_000.0;
    Figure {
        claim: "separate-shapes",
        measure: "Which 20 of 20,000 accounts hold most: the time to the answer",
        unit: "ms",
        values: &[("replay of all events", from_replay), ("a view for the question", from_view)],
        expected: "a thousand times as fast with the view, and the same answer",
        holds: from_replay >= 1_000.0 * from_view && by_view == by_replay,
    }
    .tell();

    // A stream of ten bookings a day for ten years: all of it, from a snapshot, and a row.
    let folder = tempfile::tempdir()?;
    let snapshots = Snapshots::open(&folder.path().join("snapshots"))?;
    let (account, stream) = (id("a-0")?, "account-a-0");
    let (mut replay, mut snapshot, mut row) = (Vec::new(), Vec::new(), Vec::new());
    for quarter in 1..=4 {
        let version = (LONG * quarter / 4) as u32;
        let mut state = Account::default();
        let all = quicker(|| {
            let span = Span { version: Some(version), ..Span::default() };
            state = commands::replay(store, &account, span, Account::default())?.0;
            Ok(())
        })?;
        // The last one kept is as old as it gets: 499 events.
        let kept = version.saturating_sub(499);
        let (early, _) =
            commands::replay(store, &account, Span { version: Some(kept), ..Span::default() }, Account::default())?;
        snapshots.save(stream, kept, &early)?;
        let rest = quicker(|| {
            let (after, kept) = snapshots.load(stream)?.ok_or("no snapshot")?;
            let span = Span { after, version: Some(version), ..Span::default() };
            let (found, _) = commands::replay(store, &account, span, kept)?;
            if found == state { Ok(()) } else { Err("a snapshot changes the answer".into()) }
        })?;
        let one = quicker(|| {
            view.ask(|tables| accounts::one(tables, &account))?.ok_or("no such account")?;
            Ok(())
        })?;
        let x = f64::from(version);
        replay.push((x, all));
        snapshot.push((x, rest));
        row.push((x, one));
    }
    let last = |points: &[(f64, f64)]| points.last().map_or(f64::NAN, |(_, y)| *y);
    Figure {
        claim: "separate-shapes",
        measure: "What one account of 36,500 events holds: the time to the answer",
        unit: "ms",
        values: &[("replay", last(&replay)), ("a snapshot and 499 events", last(&snapshot)), ("a view", last(&row))],
        expected: "a tenth with the snapshot, a hundredth with the view",
        holds: last(&snapshot) <= last(&replay) / 10.0 && last(&row) <= last(&replay) / 100.0,
    }
    .tell();
    for (arm, points) in [("replay", &replay), ("a snapshot and 499 events", &snapshot), ("a view", &row)] {
        line("What one account holds", "events it has", "ms", arm, points);
    }
    Ok(readable)
}

/// A question that nobody asked when the service began.
pub(crate) fn late(place: &Place, past: &Past) -> Done {
    let view = &place.app.deposits;
    while view.processor.process(&place.app.store, 5_000)? > 0 {}
    let days = view
        .ask(|tables| tables.query_row("select count(distinct day) from deposits", [], |row| row.get::<_, u32>(0)))?;
    Figure {
        claim: "late-views",
        measure: "Days in a report on the day on which somebody first asks for it, after two years",
        unit: "",
        values: &[("recorded from now on", 0.0), ("filled from the events", f64::from(days))],
        expected: "all days on which something was paid in",
        holds: days as usize == past.days && days > 700,
    }
    .tell();
    Ok(())
}

/// What can be read of two years in which deposits changed their shape twice.
pub(crate) fn old_shapes(past: &Past, readable: usize) {
    let percent = |events: usize| 100.0 * events as f64 / EVENTS as f64;
    Figure {
        claim: "events-for-ever",
        measure: "Events of two years that can be read after deposits changed their shape twice",
        unit: "%",
        values: &[("without steps between shapes", percent(past.newest)), ("with them", percent(readable))],
        expected: "all with them, far from all without",
        holds: percent(past.newest) < 90.0 && readable == EVENTS,
    }
    .tell();
}
