//! The record: what is in it stays, is found again, and is read in every shape it ever had.

mod world;
mod written;

use blueprint_cqrs_event_sourcing::commands::replay;
use blueprint_cqrs_event_sourcing::domain::{Account, Command, Event, Refusal};
use blueprint_cqrs_event_sourcing::error::Error;
use blueprint_cqrs_event_sourcing::store::Span;
use blueprint_cqrs_event_sourcing::views::deposits;
use jiff::Timestamp;
use rusqlite::Connection;
use world::{World, by, id};
use written::{Written, world_with};

/// One of each kind and shape that was ever written. Add to it, and take nothing away.
fn ever_written(stream: &str) -> Vec<Written> {
    let line = |line: &str| {
        let event: serde_json::Value = serde_json::from_str(line).expect("JSON");
        Written {
            stream: stream.to_owned(),
            kind: event["kind"].as_str().expect("a kind").to_owned(),
            shape: u32::try_from(event["shape"].as_u64().expect("a shape")).expect("small"),
            body: event["body"].to_string(),
            at: Timestamp::UNIX_EPOCH,
        }
    };
    include_str!("fixtures/events.jsonl").lines().map(line).collect()
}

#[test]
fn events_are_read_in_every_shape_they_ever_had() {
    let world = world_with(&ever_written("account-old"));
    let (account, version) = world.app.commands.account(&id("old")).expect("read");
    assert_eq!((account.cents, account.available(), version), (1_250 + 300 + 700 + 50 - 900, 1_400, 10));
    world.catch_up();
    assert_eq!(world.accounts()[0].cents, 1_400);
    let purposes: Vec<_> = world
        .app
        .deposits
        .ask(|tables| deposits::latest(tables, 10))
        .expect("read")
        .into_iter()
        .map(|row| (row.purpose, row.count))
        .collect();
    assert_eq!(purposes, [("gift".to_owned(), 1), ("unknown".to_owned(), 3)]);
}

#[test]
fn every_kind_of_event_is_among_those_that_are_tried() {
    let kinds: Vec<String> = ever_written("x").into_iter().map(|event| event.kind).collect();
    // A new kind makes this match incomplete: add it here and to the file.
    for kind in ["opened", "deposited", "reserved", "captured", "released", "forgotten"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind}");
    }
    let _ = |event: Event| match event {
        Event::Opened { .. } | Event::Deposited { .. } | Event::Reserved { .. } | Event::Captured { .. } => {}
        Event::Released { .. } | Event::Forgotten { .. } => {}
    };
}

#[test]
fn who_decides_on_an_old_version_appends_nothing() {
    let world = World::new();
    world.open("one", "ada", "Ada");
    let event = [Event::Deposited { cents: 1, purpose: "gift".into() }];
    let refused = world.app.store.append("account-one", 0, &event, &by("late"));
    assert!(matches!(refused, Err(Error::Conflict { expected: 0, actual: 1 })), "{refused:?}");
    assert_eq!(world.app.store.head().expect("read"), 1);
}

#[test]
fn events_are_neither_changed_nor_deleted() {
    let world = World::new();
    world.open("one", "ada", "Ada");
    let connection = Connection::open(world.settings.data.join("events.sqlite")).expect("opened");
    for statement in ["update events set actor = 'nobody'", "delete from events"] {
        let error = connection.execute(statement, []).expect_err("refused");
        assert!(error.to_string().contains("never"), "{error}");
    }
}

#[test]
fn whoever_changes_events_all_the_same_is_found_out() {
    let changes = [
        "update events set body = replace(body, '300', '900') where position = 3",
        "update events set actor = 'nobody' where position = 3",
        "delete from events where position = 3",
        "update events set stream = 'account-two' where position = 3",
    ];
    for change in changes {
        let world = World::new();
        world.open("one", "ada", "Ada");
        for nth in 0..4 {
            world.deposit("one", 100 * nth + 200);
        }
        let before = world.app.store.verify().expect("read");
        assert_eq!((before.events, before.broken_at), (5, None));
        let connection = Connection::open(world.settings.data.join("events.sqlite")).expect("opened");
        let all = "drop trigger events_stay_as_they_are; drop trigger events_stay";
        connection.execute_batch(all).expect("they may");
        connection.execute(change, []).expect("changed");
        let after = world.app.store.verify().expect("read");
        assert_eq!(after.events, 2, "{change}");
        assert!(matches!(after.broken_at, Some(3 | 4)), "{change}: {after:?}");
    }
}

#[test]
fn a_state_of_long_ago_is_told_by_version_and_by_time() {
    let event = |kind: &str, body: &str, at: &str| Written {
        stream: "account-one".into(),
        kind: kind.into(),
        shape: if kind == "deposited" { 3 } else { 1 },
        body: body.into(),
        at: at.parse().expect("a time"),
    };
    let deposit = r#"{"deposited":{"cents":500,"purpose":"gift"}}"#;
    let events = [
        event("opened", r#"{"opened":{"person":"ada","name":"00"}}"#, "2026-03-01T10:00:00Z"),
        event("deposited", deposit, "2026-03-02T10:00:00Z"),
        event("reserved", r#"{"reserved":{"hold":"bike","cents":400}}"#, "2026-03-04T10:00:00Z"),
        event("deposited", deposit, "2026-03-05T10:00:00Z"),
    ];
    let world = world_with(&events);
    let at = |span: Span| replay(&world.app.store, &id("one"), span, Account::default()).expect("read");
    let time = |text: &str| Span { time: Some(text.parse().expect("a time")), ..Span::default() };
    assert_eq!(at(time("2026-02-28T00:00:00Z")), (Account::default(), 0));
    let (account, version) = at(time("2026-03-03T00:00:00Z"));
    assert_eq!((account.cents, account.available(), version), (500, 500, 2));
    let (account, version) = at(Span { version: Some(3), ..Span::default() });
    assert_eq!((account.cents, account.available(), version), (500, 100, 3));
    assert_eq!(world.app.store.stream("account-one", Span::default()).expect("read").len(), 4);
}

#[test]
fn a_snapshot_changes_nothing_but_how_much_is_read() {
    let with = World::with(|settings| settings.snapshot_every = 10);
    let without = World::with(|settings| settings.snapshot_every = u32::MAX);
    for world in [&with, &without] {
        world.open("one", "ada", "Ada");
        for nth in 1..=33 {
            world.deposit("one", nth);
            let _ = world.handle("one", Command::Reserve { hold: id(&format!("h-{nth}")), cents: nth });
        }
    }
    assert_eq!(
        with.app.commands.account(&id("one")).expect("read"),
        without.app.commands.account(&id("one")).expect("read")
    );
    // It is read, indeed: what does not belong in there shows.
    let file = with.settings.data.join("snapshots.sqlite");
    let version: u32 = Connection::open(&file)
        .and_then(|snapshots| {
            snapshots.execute("update snapshots set state = replace(state, '\"open\":true', '\"open\":false')", [])?;
            snapshots.query_row("select version from snapshots", [], |row| row.get(0))
        })
        .expect("changed");
    assert_eq!(version, 60);
    assert!(!with.app.commands.account(&id("one")).expect("read").0.open);
    // One that another fold made is not.
    Connection::open(&file).and_then(|file| file.execute("update snapshots set fold = fold + 1", [])).expect("changed");
    assert!(with.app.commands.account(&id("one")).expect("read").0.open);
    let with = with.restart_after(|data| std::fs::remove_file(data.join("snapshots.sqlite")).expect("deleted"));
    assert_eq!(with.app.commands.account(&id("one")).expect("read").1, 67);
}

#[test]
fn an_event_that_cannot_be_read_stops_its_own_stream_only() {
    let mut events = ever_written("account-old");
    events.push(Written { kind: "melted".into(), body: r#"{"melted":{}}"#.into(), ..events[0].clone() });
    let world = world_with(&events);
    let refused = world.handle("old", Command::Release { hold: id("h-1") });
    assert!(matches!(refused, Err(Error::Unreadable(_))), "{refused:?}");
    world.open("new", "bob", "Bob");
    world.deposit("new", 100);
    assert!(world.app.store.stream("account-new", Span::default()).expect("read").iter().all(|it| it.event.is_ok()));
    let refused = world.handle("none", Command::Release { hold: id("h-1") });
    assert!(matches!(refused, Err(Error::Refused(Refusal::NotOpen))), "{refused:?}");
}
