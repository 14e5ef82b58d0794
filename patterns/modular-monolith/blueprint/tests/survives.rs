//! Processes that are killed, listeners that fail, neighbours that are gone: what was announced arrives, once.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use blueprint_modular_monolith::registry::{App, Place};
use blueprint_modular_monolith::remote::Remote;
use blueprint_modular_monolith_invoicing::{DemoPayments, Status};
use blueprint_modular_monolith_kernel::{Cents, Customer, Event};
use blueprint_modular_monolith_platform::database::{Database, DatabaseError, Schema};
use blueprint_modular_monolith_platform::events::{Delivery, Dispatcher, Listener, Listeners, NotDelivered, Outbox};
use blueprint_modular_monolith_subscriptions::Plan;
use blueprint_modular_monolith_subscriptions_door::PeriodBegan;
use jiff::civil::{Date, date};
use rusqlite::{Connection, OpenFlags};
use tokio::runtime::Runtime;

const DAY: Date = date(2026, 1, 31);

fn customer(nth: usize) -> Customer {
    format!("c-{nth:04}").try_into().expect("a name")
}

fn app(file: &Path) -> App {
    let database = Database::open(file).expect("opened");
    App::whole(&database, Place::Here(Arc::new(DemoPayments::default()))).expect("started")
}

fn subscribe(app: &App, customers: usize) {
    let subscriptions = app.subscriptions.as_ref().expect("here");
    for nth in 0..customers {
        subscriptions.subscribe(customer(nth), Plan::Solo, 1, DAY).expect("begun");
    }
}

/// Everybody has one invoice, which is paid, and one notice of it; nothing is left to be delivered.
fn check_nothing_is_lost(app: &App, customers: usize) {
    let (invoicing, notices) = (app.invoicing.as_ref().expect("here"), app.notices.as_ref().expect("here"));
    for nth in 0..customers {
        let invoices = invoicing.invoices(&customer(nth)).expect("read");
        assert!(invoices.len() == 1 && matches!(invoices[0].status, Status::Paid { .. }), "{nth}: {invoices:?}");
        assert_eq!(notices.of(&customer(nth)).expect("read").len(), 1, "{nth}");
    }
    assert_eq!(app.dispatcher.open().expect("read").deliveries, 0);
}

#[test]
fn a_process_that_is_killed_between_commit_and_delivery_loses_no_event() {
    const CUSTOMERS: usize = 300;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("modules.sqlite");
    subscribe(&app(&file), CUSTOMERS);
    let night = || -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_blueprint-modular-monolith"));
        command.args(["night", &DAY.to_string()]).current_dir(folder.path()).env("APP_DATABASE", &file);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
    };
    let count = |statement: &str| -> usize {
        let connection = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opened");
        connection.query_row(statement, [], |row| row.get::<_, u32>(0)).expect("counted") as usize
    };
    let invoices = || count("select count(*) from invoicing_invoices");
    let notices = || count("select count(*) from notices_all");
    for (what, killed_at) in [(&invoices as &dyn Fn() -> usize, 1), (&invoices, 120), (&notices, 50)] {
        let mut child = night();
        let began = Instant::now();
        while what() < killed_at {
            assert!(began.elapsed() < Duration::from_secs(40), "it does not get on");
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        assert!(notices() < CUSTOMERS, "killed too late");
    }
    assert!(night().wait().expect("ended").success());
    check_nothing_is_lost(&app(&file), CUSTOMERS);
}

#[test]
fn what_is_delivered_again_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(&folder.path().join("modules.sqlite"));
    subscribe(&app, 3);
    app.night(DAY).expect("done");
    let body = r#"{"customer":"c-0000","from":"2026-01-31","what":"again","price":1}"#;
    let (listener, kind) = ("invoicing".to_owned(), PeriodBegan::KIND.to_owned());
    let again = Delivery { id: 1, listener, kind, body: body.to_owned() };
    let listener = app.dispatcher.listener("invoicing").expect("here");
    for _ in 0..3 {
        listener.take(&again).expect("taken");
    }
    app.night(DAY).expect("done");
    check_nothing_is_lost(&app, 3);
}

/// Fails so often, then takes.
struct Failing {
    left: AtomicUsize,
    taken: AtomicUsize,
}

impl Listener for Failing {
    fn take(&self, _: &Delivery) -> Result<(), NotDelivered> {
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err("not today".into());
        }
        self.taken.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

fn announce(schema: &Schema, outbox: &Outbox, stays: bool) -> Result<(), DatabaseError> {
    schema.transaction(|transaction| {
        let event = PeriodBegan { customer: customer(0), from: DAY, what: "a month".to_owned(), price: Cents(1) };
        outbox.announce(transaction, &event)?;
        if stays { Ok(()) } else { Err(DatabaseError::Sqlite(rusqlite::Error::InvalidQuery)) }
    })
}

#[test]
fn a_listener_that_fails_is_tried_again_and_holds_up_nobody() {
    let database = Database::open(":memory:").expect("opened");
    let listener = |left| Arc::new(Failing { left: AtomicUsize::new(left), taken: AtomicUsize::new(0) });
    let (well, broken) = (listener(0), listener(2));
    let mut listeners = Listeners::new();
    listeners.insert("well", well.clone());
    listeners.insert("broken", broken.clone());
    let dispatcher = Dispatcher::new(&database, listeners, None).expect("made");
    let outbox = Outbox(&[(PeriodBegan::KIND, "broken"), (PeriodBegan::KIND, "well")]);
    let schema = database.schema("publisher", "").expect("made");
    announce(&schema, &outbox, true).expect("announced");

    dispatcher.deliver().expect("delivered");
    assert_eq!((well.taken.load(Ordering::SeqCst), broken.taken.load(Ordering::SeqCst)), (1, 0));
    assert_eq!(dispatcher.open().expect("read").deliveries, 1);
    let began = Instant::now();
    while dispatcher.open().expect("read").deliveries > 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "it is not tried again");
        dispatcher.deliver().expect("delivered");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!((well.taken.load(Ordering::SeqCst), broken.taken.load(Ordering::SeqCst)), (1, 1));
}

#[test]
fn what_is_rolled_back_was_never_announced() {
    let database = Database::open(":memory:").expect("opened");
    let dispatcher = Dispatcher::new(&database, Listeners::new(), None).expect("made");
    let schema = database.schema("publisher", "").expect("made");
    let outbox = Outbox(&[(PeriodBegan::KIND, "anybody")]);
    announce(&schema, &outbox, false).expect_err("rolled back");
    assert_eq!(dispatcher.open().expect("read").deliveries, 0);
}

#[test]
fn a_neighbour_in_another_process_that_is_gone_costs_its_own_answers_and_no_event() {
    let runtime = Runtime::new().expect("a runtime");
    let database = Database::open(":memory:").expect("opened");
    // Nobody listens there.
    let remote = Remote::new("http://127.0.0.1:9", Duration::from_millis(500), runtime.handle().clone()).expect("made");
    let main = App::whole(&database, Place::Elsewhere(remote)).expect("started");
    subscribe(&main, 2);
    let subscriptions = main.subscriptions.as_ref().expect("here");
    assert_eq!(subscriptions.begin_periods(DAY).expect("begun"), 2);
    main.dispatcher.deliver().expect("tried");
    assert_eq!(main.dispatcher.open().expect("read").deliveries, 2, "kept for later");
    assert!(subscriptions.subscription(&customer(0)).is_ok(), "what needs no neighbour goes on");
    assert!(subscriptions.overview("", 10).is_err(), "what needs it says so");
}
