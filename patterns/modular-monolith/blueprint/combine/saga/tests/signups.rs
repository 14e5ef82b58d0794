//! Sign-ups over two modules, in one process and in two: all of it or nothing, through refusals, repeats, and a
//! process that is killed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use blueprint_modular_monolith::registry::{App, Place};
use blueprint_modular_monolith::remote::Remote;
use blueprint_modular_monolith_invoicing::DemoPayments;
use blueprint_modular_monolith_kernel::{Cents, Customer, Event};
use blueprint_modular_monolith_platform::database::Database;
use blueprint_modular_monolith_platform::events::Delivery;
use blueprint_modular_monolith_signups::orchestrator::{Action, Saga, State};
use blueprint_modular_monolith_signups::{Placed, now};
use blueprint_modular_monolith_signups_door::{DepositAsked, Direction, Signup, Step};
use blueprint_modular_monolith_subscriptions::Plan;
use jiff::civil::{Date, date};
use rusqlite::{Connection, OpenFlags};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const DAY: Date = date(2026, 4, 1);

fn customer(name: &str) -> Customer {
    name.to_owned().try_into().expect("a name")
}

fn signup(name: &str) -> Signup {
    Signup { customer: customer(name), plan: "solo".to_owned(), seats: 1, day: DAY, deposit: Cents(2_500) }
}

/// The modules, in one process or in two.
struct World {
    main: Arc<App>,
    invoicing: Arc<App>,
    payments: Arc<DemoPayments>,
    _runtime: Runtime,
}

impl World {
    fn together() -> Self {
        let (runtime, payments) = (Runtime::new().expect("a runtime"), Arc::new(DemoPayments::default()));
        let database = Database::open(":memory:").expect("opened");
        let main = Arc::new(App::whole(&database, Place::Here(payments.clone())).expect("started"));
        Self { invoicing: Arc::clone(&main), main, payments, _runtime: runtime }
    }

    fn apart() -> Self {
        let (runtime, payments) = (Runtime::new().expect("a runtime"), Arc::new(DemoPayments::default()));
        let listener = || runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let (own, other) = (listener(), listener());
        let client = |of: &TcpListener| {
            let url = format!("http://{}", of.local_addr().expect("an address"));
            Remote::new(&url, Duration::from_secs(5), runtime.handle().clone()).expect("a client")
        };
        let (rest, remote) = (client(&own), client(&other));
        let databases = (Database::open(":memory:").expect("opened"), Database::open(":memory:").expect("opened"));
        let main = Arc::new(App::whole(&databases.0, Place::Elsewhere(remote)).expect("started"));
        let invoicing = Arc::new(App::invoicing_alone(&databases.1, payments.clone(), rest).expect("started"));
        for (listener, app) in [(own, &main), (other, &invoicing)] {
            runtime.spawn(axum::serve(listener, app.router()).into_future());
        }
        Self { main, invoicing, payments, _runtime: runtime }
    }

    fn sign_up(&self, key: &str, signup: &Signup) -> Placed {
        self.main.signups.as_ref().expect("here").sign_up(key, signup, now()).expect("kept")
    }

    fn saga(&self, key: &str) -> Saga {
        self.main.signups.as_ref().expect("here").signup(key).expect("read").expect("there")
    }

    /// Delivers back and forth until all sign-ups have ended.
    fn until_ended(&self, keys: &[&str]) {
        let began = Instant::now();
        while keys.iter().any(|key| self.saga(key).direction().is_some()) {
            assert!(began.elapsed() < Duration::from_secs(30), "they do not end");
            self.main.deliver().expect("delivered");
            self.invoicing.deliver().expect("delivered");
        }
    }

    fn deposits(&self) -> Vec<(String, String)> {
        self.invoicing.deposits.as_ref().expect("here").held().expect("read")
    }

    fn has_begun(&self, name: &str) -> bool {
        self.main.subscriptions.as_ref().expect("here").subscription(&customer(name)).is_ok()
    }
}

fn check(world: &World) {
    let subscriptions = world.main.subscriptions.as_ref().expect("here");
    subscriptions.subscribe(customer("ada"), Plan::Solo, 1, DAY).expect("begun");
    assert_eq!(world.sign_up("good", &signup("bob")), Placed::Now);
    assert_eq!(world.sign_up("good", &signup("bob")), Placed::Before);
    assert_eq!(world.sign_up("good", &signup("eve")), Placed::Another);
    world.sign_up("taken", &signup("ada"));
    world.sign_up("broke", &signup("broke-dan"));
    world.sign_up("many", &Signup { seats: 7, ..signup("cleo") });
    world.until_ended(&["good", "taken", "broke", "many"]);

    let told = |key: &str| {
        let saga = world.saga(key);
        (saga.state, saga.reason.unwrap_or_default())
    };
    assert_eq!(told("good"), (State::Done, String::new()));
    assert_eq!(told("taken"), (State::TakenBack, "ada has a subscription already".to_owned()));
    assert_eq!(told("broke"), (State::TakenBack, "the payment was declined".to_owned()));
    assert_eq!(told("many"), (State::TakenBack, "the plan solo is sold with 1 to 1 seats".to_owned()));
    assert_eq!(world.deposits(), [("bob".to_owned(), "final".to_owned())]);
    assert_eq!(world.payments.taken().into_keys().collect::<Vec<_>>(), ["deposit/good"], "the rest has its money back");
    assert_eq!(["bob", "broke-dan", "cleo"].map(|name| world.has_begun(name)), [true, false, false]);
}

#[test]
fn sign_ups_in_one_process_are_all_or_nothing() {
    check(&World::together());
}

#[test]
fn the_same_with_invoicing_in_another() {
    check(&World::apart());
}

#[test]
fn who_does_not_answer_is_given_up_and_what_comes_late_is_refused() {
    let world = World::together();
    world.sign_up("one", &signup("bob"));
    let signups = world.main.signups.as_ref().expect("here");
    // Nothing is delivered meanwhile.
    let mut time = now();
    while world.saga("one").state == State::Running {
        time += 600_000;
        signups.time_up(time).expect("done");
    }
    assert_eq!(world.saga("one").reason.as_deref(), Some("invoicing did not answer"));
    world.until_ended(&["one"]);
    // A command that was under way all the time.
    let step = Step { saga: "one".to_owned(), name: "take-deposit".to_owned(), direction: Direction::Do };
    let body = serde_json::to_string(&DepositAsked { step, signup: signup("bob") }).expect("written");
    let late = Delivery { id: 1, listener: "deposits".to_owned(), kind: DepositAsked::KIND.to_owned(), body };
    world.main.dispatcher.listener("deposits").expect("here").take(&late).expect("taken");
    world.main.deliver().expect("delivered");
    assert_eq!(world.saga("one").state, State::TakenBack);
    assert!(world.deposits().is_empty() && world.payments.taken().is_empty(), "{:?}", world.deposits());
}

#[test]
fn what_nobody_may_guess_at_waits_for_a_person() {
    let world = World::together();
    world.sign_up("one", &signup("bob"));
    let signups = world.main.signups.as_ref().expect("here");
    // Taken back and forth by hand: the counter-action is not delivered either.
    let mut time = now();
    while !world.saga("one").desk {
        time += 600_000;
        signups.time_up(time).expect("done");
    }
    assert_eq!(signups.cases().expect("read").len(), 1);
    assert!(!signups.repair("two", (Action::Settle, "eve"), time).expect("read"));
    assert!(signups.repair("one", (Action::Repeat, "eve"), time).expect("done"));
    world.until_ended(&["one"]);
    assert_eq!((world.saga("one").state, world.deposits().len()), (State::TakenBack, 0));
}

fn open(file: &Path) -> App {
    let database = Database::open(file).expect("opened");
    App::whole(&database, Place::Here(Arc::new(DemoPayments::default()))).expect("started")
}

#[test]
fn a_process_that_is_killed_in_the_middle_of_sign_ups_goes_on_with_them() {
    const SIGNUPS: usize = 200;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("modules.sqlite");
    {
        let app = open(&file);
        let signups = app.signups.as_ref().expect("here");
        for nth in 0..SIGNUPS {
            // Each fifth customer cannot pay.
            let name = if nth % 5 == 0 { format!("broke-{nth}") } else { format!("c-{nth}") };
            signups.sign_up(&name, &signup(&name), now()).expect("kept");
        }
    }
    let ended = || -> usize {
        let connection = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opened");
        let statement = "select count(*) from saga_log where state in ('done', 'taken-back')";
        connection.query_row(statement, [], |row| row.get::<_, u32>(0)).expect("counted") as usize
    };
    for until in [1, 60, 120, SIGNUPS] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_blueprint-modular-monolith"));
        command.current_dir(folder.path()).env("APP_DATABASE", &file).env("APP_LISTEN", "127.0.0.1:0");
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
        let began = Instant::now();
        while ended() < until {
            assert!(began.elapsed() < Duration::from_secs(40), "it does not get on");
            std::thread::sleep(Duration::from_millis(1));
        }
        process.kill().expect("killed");
        process.wait().expect("ended");
    }
    let app = open(&file);
    let held = app.deposits.as_ref().expect("here").held().expect("read");
    assert_eq!(held.len(), SIGNUPS * 4 / 5);
    for (name, state) in held {
        assert_eq!(state, "final", "{name}");
        assert!(app.subscriptions.as_ref().expect("here").subscription(&customer(&name)).is_ok(), "{name}");
    }
}
