//! Views: rebuilt, behind, stopped by what they cannot apply, and forgetting people.

mod world;
mod written;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use blueprint_cqrs_event_sourcing::domain::{Command, Event};
use blueprint_cqrs_event_sourcing::error::Error;
use blueprint_cqrs_event_sourcing::store::Span;
use blueprint_cqrs_event_sourcing::views::accounts;
use blueprint_cqrs_event_sourcing::views::deposits::{self, DepositsRow};
use jiff::Timestamp;
use rusqlite::Connection;
use tokio_util::sync::CancellationToken;
use world::{World, by, id};
use written::{Written, world_with};

fn deposits(world: &World) -> Vec<DepositsRow> {
    let view = &world.app.deposits;
    view.ask(|tables| deposits::latest(tables, 1_000)).expect("read")
}

fn parked(world: &World, view: &str) -> u32 {
    let progress = world.app.progress().expect("read");
    progress.iter().find(|progress| progress.name == view).expect("a view").parked
}

/// All files it keeps.
fn files(world: &World) -> Vec<PathBuf> {
    let data = &world.settings.data;
    let list = |folder: &Path| fs::read_dir(folder).expect("read").map(|entry| entry.expect("read").path());
    list(data).chain(list(&data.join("views"))).filter(|file| file.is_file()).collect()
}

#[test]
fn a_view_that_is_rebuilt_is_the_same_and_has_what_came_meanwhile() {
    let world = World::new();
    for nth in 0..30 {
        let account = format!("a-{nth}");
        world.open(&account, "ada", "Ada");
        world.deposit(&account, 100 + nth);
    }
    world.catch_up();
    let before = (world.accounts(), deposits(&world));
    let view = &world.app.accounts;
    view.rebuild(&world.app.store, 7).expect("rebuilt");
    world.app.deposits.rebuild(&world.app.store, 7).expect("rebuilt");
    assert_eq!((world.accounts(), deposits(&world)), before);
    // Commands go on while it is rebuilt.
    std::thread::scope(|scope| {
        let rebuilding =
            scope.spawn(|| (0..10).map(|_| view.rebuild(&world.app.store, 7)).collect::<Result<Vec<_>, _>>());
        for nth in 0..30 {
            world.deposit(&format!("a-{nth}"), 1_000);
        }
        rebuilding.join().expect("no panic").expect("rebuilt");
    });
    world.catch_up();
    let all: i64 = world.accounts().iter().map(|row| row.cents).sum();
    assert_eq!(all, (0..30).map(|nth| 1_100 + nth).sum::<i64>());
    let kept = files(&world).iter().filter(|file| file.to_string_lossy().contains("accounts.")).count();
    assert_eq!(kept, 3, "the one that answers, with its log and index: {:?}", files(&world));
}

#[test]
fn deleted_views_are_made_again() {
    let world = World::new();
    world.open("one", "ada", "Ada");
    world.deposit("one", 100);
    world.catch_up();
    let before = world.accounts();
    let world = world.restart_after(|data| fs::remove_dir_all(data.join("views")).expect("deleted"));
    assert_eq!(world.accounts(), []);
    world.catch_up();
    assert_eq!(world.accounts(), before);
}

#[test]
fn a_view_that_another_fold_made_is_made_again() {
    let world = World::new();
    world.open("one", "ada", "Ada");
    world.catch_up();
    let world = world.restart_after(|data| {
        let file = Connection::open(data.join("views/accounts.sqlite")).expect("opened");
        file.execute_batch("pragma user_version = 9; drop table accounts").expect("changed");
    });
    assert_eq!(world.accounts(), []);
    world.catch_up();
    assert_eq!(world.accounts().len(), 1);
}

#[test]
fn an_event_that_does_not_fit_is_set_aside_with_its_stream_and_the_rest_goes_on() {
    let event = |stream: &str, kind: &str, body: &str| Written {
        stream: stream.into(),
        kind: kind.into(),
        shape: 1,
        body: body.into(),
        at: Timestamp::UNIX_EPOCH,
    };
    let good = r#"{"opened":{"person":"ada","name":"00"}}"#;
    let captured = r#"{"captured":{"hold":"bike","cents":1}}"#;
    let events = [
        event("account-one", "opened", good),
        event("account-lost", "captured", captured),
        event("account-two", "opened", good),
        event("account-odd", "opened", r#"{"opened":{"person":"bob","name":"no hex"}}"#),
        event("account-lost", "opened", good),
        event("account-bad", "opened", "}"),
        event("account-three", "opened", good),
    ];
    let world = world_with(&events);
    world.open("late", "bob", "Bob");
    world.catch_up();
    let found: Vec<String> = world.accounts().into_iter().map(|row| row.account).collect();
    assert_eq!(found.len(), 4, "{found:?}");
    assert_eq!((parked(&world, "accounts"), parked(&world, "deposits")), (4, 1));
    let world = world.restart_after(|_| {});
    assert_eq!(parked(&world, "accounts"), 4, "it is not forgotten");
}

#[test]
fn whoever_is_forgotten_is_found_in_no_file() {
    let world = World::new();
    let name = "Ada Gertrude Unmistakable";
    world.open("one", "ada", name);
    world.open("two", "bob", "Bob");
    world.deposit("one", 100);
    world.catch_up();
    let holds = |world: &World| {
        let has = |file: &PathBuf| {
            let bytes = fs::read(file).unwrap_or_default();
            bytes.windows(name.len()).any(|window| window == name.as_bytes())
        };
        files(world).into_iter().filter(|file| has(file)).count()
    };
    assert!(holds(&world) > 0, "the view has it, or this test shows nothing");
    let command = by("clerk");
    let first = world.app.commands.forget(&id("ada"), &command).expect("forgotten");
    assert_eq!(world.app.commands.forget(&id("ada"), &command).expect("the same"), first);
    world.catch_up();
    assert_eq!(holds(&world), 0);
    let names = |world: &World| world.accounts().into_iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(names(&world), [None, Some("Bob".to_owned())]);
    assert_eq!(world.accounts()[0].cents, 100, "what they had is still known");
    // From the events, too, and they are as they were written.
    world.app.accounts.rebuild(&world.app.store, 7).expect("rebuilt");
    assert_eq!(names(&world), [None, Some("Bob".to_owned())]);
    assert_eq!(world.app.store.verify().expect("read").broken_at, None);
    // Who comes back is somebody new.
    world.open("three", "ada", "Ada again");
    world.catch_up();
    let world = world.restart_after(|_| {});
    world.catch_up();
    let mut back = names(&world);
    back.sort();
    assert_eq!(back, [None, Some("Ada again".to_owned()), Some("Bob".to_owned())]);
}

#[test]
fn old_keys_that_are_put_back_are_destroyed_again() {
    let world = World::new();
    world.open("one", "ada", "Ada");
    world.catch_up();
    let backup = tempfile::tempdir().expect("a folder");
    let world = world.restart_after(|data| {
        fs::copy(data.join("keys.sqlite"), backup.path().join("keys")).expect("copied");
    });
    world.app.commands.forget(&id("ada"), &by("clerk")).expect("forgotten");
    world.catch_up();
    let world = world.restart_after(|data| {
        fs::copy(backup.path().join("keys"), data.join("keys.sqlite")).expect("put back");
        fs::remove_dir_all(data.join("views")).expect("deleted");
    });
    world.catch_up();
    world.app.accounts.rebuild(&world.app.store, 7).expect("rebuilt");
    assert_eq!(world.accounts()[0].name, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_waits_for_the_position_that_was_asked_for_and_not_for_ever() {
    let world = World::with(|settings| {
        settings.rest = Duration::from_millis(1);
        settings.patience = Duration::from_secs(20);
    });
    world.open("one", "ada", "Ada");
    let at = world.deposit("one", 100).position;
    let stale =
        world.app.queries.ask(&world.app.accounts, None, |tables| accounts::richest(tables, 10)).await.expect("read");
    assert_eq!((stale.position, stale.behind, stale.pending, stale.found.len()), (0, 2, false, 0));
    let one = id("one");
    let asking = world.app.queries.ask(&world.app.accounts, Some(at), |tables| accounts::one(tables, &one));
    let stop = CancellationToken::new();
    let following = world.app.follow(&stop);
    let fresh = asking.await.expect("read");
    assert_eq!((fresh.pending, fresh.found.expect("found").cents), (false, 100));
    stop.cancel();
    following.join_all().await;

    let world = World::with(|settings| settings.patience = Duration::from_millis(10));
    world.open("one", "ada", "Ada");
    let answer =
        world.app.queries.ask(&world.app.deposits, Some(1), |tables| deposits::latest(tables, 10)).await.expect("read");
    assert_eq!((answer.pending, answer.behind), (true, 1));
}

#[test]
fn a_view_is_rebuilt_once_at_a_time() {
    let world = World::new();
    for nth in 0..200 {
        world.open(&format!("a-{nth}"), "ada", "Ada");
    }
    let view = &world.app.accounts;
    let refused = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| match view.rebuild(&world.app.store, 7) {
                Ok(_) => {}
                Err(Error::Rebuilding) => drop(refused.fetch_add(1, Ordering::SeqCst)),
                Err(error) => panic!("{error}"),
            });
        }
    });
    assert!(refused.load(Ordering::SeqCst) > 0);
    assert_eq!(world.accounts().len(), 200);
}

#[test]
fn commands_on_one_account_at_once_are_all_decided_on_what_is() {
    let world = World::with(|settings| settings.retries = 1_000);
    world.open("one", "ada", "Ada");
    world.deposit("one", 1_000);
    // Forty want 50 each: twenty get it.
    let got = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for clerk in 0..4 {
            let (world, got) = (&world, &got);
            scope.spawn(move || {
                for nth in 0..10 {
                    let hold = id(&format!("h-{clerk}-{nth}"));
                    got.fetch_add(
                        usize::from(world.handle("one", Command::Reserve { hold, cents: 50 }).is_ok()),
                        Ordering::SeqCst,
                    );
                }
            });
        }
    });
    assert_eq!(got.load(Ordering::SeqCst), 20);
    let events = world.app.store.stream("account-one", Span::default()).expect("read");
    let reserved = events.iter().filter(|recorded| matches!(recorded.event, Ok(Event::Reserved { .. }))).count();
    assert_eq!(reserved, 20);
}
