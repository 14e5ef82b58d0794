//! A process that dies anywhere, messages that are lost, come twice or overtake each other, participants that are
//! gone: in the end it is all or nothing, and no money is lost.

mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use blueprint_saga::app::Style;
use blueprint_saga::channel::{Body, Fate, Weather, fair};
use blueprint_saga::orchestrator::{Direction, State};
use proptest::prelude::*;
use rusqlite::{Connection, OpenFlags};
use world::{World, order, orders, weather};

const SECOND: Duration = Duration::from_secs(1);
const STYLES: [Style; 2] = [Style::Orchestrated, Style::Choreographed];

fn check_books(world: &World, done: i64, taken_back: i64) {
    let books = world.books();
    assert_eq!((books.disagree, books.cents_missing, books.goods_missing), (0, 0, 0), "{books:?}");
    assert_eq!((books.done, books.taken_back, books.open), (done, taken_back, 0), "{books:?}");
}

/// Dies when the n-th message is about to be handed over; those before it were, and nobody has written that down.
fn dies_at(nth: usize) -> Weather {
    let handed = AtomicUsize::new(0);
    Box::new(move |_, _| {
        assert!(handed.fetch_add(1, Ordering::SeqCst) < nth, "dies here");
        Fate::Well
    })
}

#[test]
fn a_crash_before_any_message_loses_nothing() {
    for style in STYLES {
        for nth in 0.. {
            let mut world = World::new(style, dies_at(nth));
            world.place_all();
            let died = catch_unwind(AssertUnwindSafe(|| world.app.channel.work(0))).is_err();
            world = world.restart(fair(None));
            world.pass(SECOND);
            check_books(&world, 1, 3);
            if !died {
                assert!(nth > 15, "it dies in the middle of all of them");
                break;
            }
        }
    }
}

#[test]
fn a_process_that_is_killed_again_and_again_loses_no_order_and_no_cent() {
    const ORDERS: i64 = 400;
    let world = World::well(Style::Orchestrated);
    let rich = "update accounts set balance = 10000000, opened = 10000000 where customer = 'ada'";
    let full = "update shelf set free = 5000, delivered = 5000 where item = 'tongs'";
    for (service, statement) in [("payments", rich), ("stock", full)] {
        let node = world.app.channel.node(service).expect("there");
        node.transaction(|transaction| Ok(transaction.execute_batch(statement)?)).expect("set");
    }
    for nth in 0..ORDERS {
        let mut order = order(&format!("order-{nth}"));
        if nth % 4 == 3 {
            order.place = "far-away".to_owned();
        }
        world.place(&order);
    }
    let World { folder, app, .. } = world;
    drop(app);
    let start = || -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_blueprint-saga"));
        command.current_dir(folder.path()).env("APP_LISTEN", "127.0.0.1:0").env("APP_FOLDER", folder.path());
        command.env("APP_OUTLIVES", "process").stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
    };
    let ended = || -> i64 {
        let orders = folder.path().join("orders.sqlite");
        let orders = Connection::open_with_flags(orders, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opened");
        let statement = "select count(*) from saga_log where state in ('done', 'taken-back')";
        orders.query_row(statement, [], |row| row.get(0)).expect("read")
    };
    let mut kills = 0;
    for until in [1, 60, 130, 200, 300, ORDERS] {
        let mut process = start();
        let began = Instant::now();
        while ended() < until {
            assert!(began.elapsed() < 60 * SECOND, "it does not get on");
            std::thread::sleep(Duration::from_millis(2));
        }
        kills += i32::from(ended() < ORDERS);
        process.kill().expect("killed");
        process.wait().expect("ended");
    }
    assert!(kills >= 3, "it was killed in the middle");
    let mut world = World {
        app: world::open(folder.path(), Style::Orchestrated, fair(None)),
        folder,
        style: Style::Orchestrated,
        now: 0,
    };
    world.pass(SECOND);
    check_books(&world, ORDERS * 3 / 4, ORDERS / 4);
}

#[test]
fn each_message_twice_is_as_good_as_once() {
    for style in STYLES {
        let mut world = World::new(style, Box::new(|_, attempt| if attempt == 0 { Fate::Twice } else { Fate::Well }));
        world.place_all();
        world.pass(20 * SECOND);
        check_books(&world, 1, 3);
    }
}

#[test]
fn a_command_that_comes_after_it_was_taken_back_is_refused() {
    let mut world = World::new(
        Style::Orchestrated,
        Box::new(|message, _| match &message.body {
            // Held back until long after everything has ended; so are its repeats.
            Body::Command(command) if command.step == "hold-money" && command.direction == Direction::Do => {
                Fate::Late(3_600 * SECOND)
            }
            _ => Fate::Well,
        }),
    );
    world.place(&order("one"));
    world.pass(300 * SECOND);
    let saga = world.saga("one");
    assert_eq!((saga.state, saga.reason.as_deref()), (State::TakenBack, Some("payments did not answer")));
    check_books(&world, 0, 1);
    // The marks stay, so what was held back may come in whatever weather.
    world = world.restart(fair(None));
    world.pass(4_000 * SECOND);
    check_books(&world, 0, 1);
    let held = world.app.channel.node("payments").expect("there").transaction(|transaction| {
        let statement = "select count(*) from handled where direction = 'do' and refused is not null";
        Ok(transaction.query_row(statement, [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(held.expect("read"), 1, "it came, and was refused");
}

#[test]
fn a_participant_that_is_gone_delays_the_orders_that_need_it_and_is_found_again() {
    for style in STYLES {
        let mut world = World::new(style, fair(Some("parcels".to_owned())));
        let [(good, _), (sold_out, _), (declined, _), (far, _)] = orders();
        for order in [&good, &sold_out, &declined, &far] {
            world.place(order);
        }
        world.pass(SECOND);
        assert_eq!(
            [&sold_out, &declined].map(|order| world.state(&order.id)),
            [State::TakenBack; 2],
            "they need it not"
        );
        assert_eq!([&good, &far].map(|order| world.state(&order.id)), [State::Running; 2]);
        world = world.restart(fair(None));
        world.pass(60 * SECOND);
        check_books(&world, 1, 3);
    }
}

#[test]
fn who_waits_too_long_takes_back_and_who_waits_for_nobody_waits_for_ever() {
    let away = || fair(Some("parcels".to_owned()));
    let mut orchestrated = World::new(Style::Orchestrated, away());
    let mut choreographed = World::new(Style::Choreographed, away());
    for world in [&mut orchestrated, &mut choreographed] {
        world.place(&order("one"));
        world.pass(300 * SECOND);
    }
    // The counter-action goes to the same participant, and is asked for until it comes back.
    assert_eq!(orchestrated.state("one"), State::TakingBack);
    assert_eq!(choreographed.state("one"), State::Running);
    orchestrated = orchestrated.restart(fair(None));
    orchestrated.pass(600 * SECOND);
    check_books(&orchestrated, 0, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]
    #[test]
    fn whatever_happens_to_messages_it_is_all_or_nothing(
        seed in any::<u64>(), lost in 0.0..0.3_f64, twice in 0.0..0.3_f64, late in 0.0..0.3_f64
    ) {
        for style in STYLES {
            let mut world = World::new(style, weather(seed, lost, twice, late));
            world.place_all();
            world.pass(900 * SECOND);
            let books = world.books();
            prop_assert_eq!((books.disagree, books.cents_missing, books.goods_missing, books.open), (0, 0, 0, 0));
        }
    }
}
