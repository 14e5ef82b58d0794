//! Billing that is cut off anywhere, and what is found afterwards: each period has one invoice, and each
//! invoice was paid once.

mod world;

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use blueprint_hexagonal::adapters::outbound::sqlite::SqliteBooks;
use blueprint_hexagonal::provider::Mood;
use blueprint_hexagonal_core::application::Application;
use blueprint_hexagonal_core::domain::{Cents, Customer, Invoice, Status, Subscription};
use blueprint_hexagonal_core::ports::inbound::{Billing, BillingReport};
use blueprint_hexagonal_core::ports::outbound::{Books, BooksError, Changes, PaymentError, Payments};
use blueprint_hexagonal_fakes::SetClock;
use jiff::civil::Date;
use world::{DAY, World, books, customer};

/// Lets so many calls through; the one after that is carried out, and its answer never comes, nor any other.
struct Dying<T> {
    inner: Arc<T>,
    left: Arc<AtomicUsize>,
}

impl<T> Dying<T> {
    /// Whether the process still lives before and after this call.
    fn alive(&self) -> (bool, bool) {
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(1)));
        let left = left.unwrap_or(0);
        (left > 0, left > 1)
    }

    fn through<R, E>(&self, dead: E, call: impl FnOnce(&T) -> Result<R, E>) -> Result<R, E> {
        match self.alive() {
            (false, _) => Err(dead),
            (true, true) => call(&self.inner),
            (true, false) => call(&self.inner).and(Err(dead)),
        }
    }
}

fn dead() -> BooksError {
    BooksError::Unavailable("the process is dead".to_owned())
}

impl Books for Dying<SqliteBooks> {
    fn subscription(&self, customer: &Customer) -> Result<Option<Subscription>, BooksError> {
        self.through(dead(), |books| books.subscription(customer))
    }

    fn due(&self, day: Date, at_most: u32) -> Result<Vec<Subscription>, BooksError> {
        self.through(dead(), |books| books.due(day, at_most))
    }

    fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>, BooksError> {
        self.through(dead(), |books| books.invoices(customer))
    }

    fn collectable(&self, day: Date, at_most: u32) -> Result<Vec<Invoice>, BooksError> {
        self.through(dead(), |books| books.collectable(day, at_most))
    }

    fn commit(&self, changes: &Changes) -> Result<(), BooksError> {
        self.through(dead(), |books| books.commit(changes))
    }
}

impl<T: Payments> Payments for Dying<T> {
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<String, PaymentError> {
        let dead = PaymentError::Unavailable("the process is dead".to_owned());
        self.through(dead, |inner| inner.charge(reference, customer, amount))
    }
}

fn bill(books: Arc<dyn Books>, payments: Arc<dyn Payments>) -> Option<BillingReport> {
    Application::new(books, payments, Arc::new(SetClock::new(DAY))).run(None).ok()
}

/// Each of the customers has one invoice, which is paid, and paid once.
fn check_all_paid_once(world: &World, customers: usize) {
    let books = SqliteBooks::open(&world.file()).expect("opened");
    for nth in 0..customers {
        let invoices = books.invoices(&customer(&format!("c-{nth:03}"))).expect("read");
        let paid = |invoice: &Invoice| matches!(invoice.status, Status::Paid { .. });
        assert!(invoices.len() == 1 && paid(&invoices[0]), "{invoices:?}");
    }
    let taken = world.provider.taken();
    let payers: BTreeSet<&str> = taken.iter().map(|taken| taken.customer.as_str()).collect();
    assert_eq!((taken.len(), payers.len()), (customers, customers));
}

#[test]
fn a_crash_after_any_step_is_made_good_by_the_next_run() {
    const CUSTOMERS: usize = 3;
    let mut steps = 0;
    loop {
        steps += 1;
        let world = World::start();
        let books = books(&world.file(), CUSTOMERS);
        let left = Arc::new(AtomicUsize::new(steps));
        let dying = Dying { inner: Arc::clone(&books), left: Arc::clone(&left) };
        let report = bill(Arc::new(dying), Arc::new(Dying { inner: world.payments(), left: Arc::clone(&left) }));
        drop(books);
        let ended = report.is_some_and(|report| !report.cut_short) && left.load(Ordering::SeqCst) > 0;
        let books = Arc::new(SqliteBooks::open(&world.file()).expect("opened"));
        bill(books, world.payments()).expect("billed");
        check_all_paid_once(&world, CUSTOMERS);
        if ended {
            break;
        }
    }
    // Two questions and a commit for the invoices, then a payment and a commit for each, then the last question.
    assert!(steps > 2 * CUSTOMERS + 3, "only {steps} places to crash at");
}

#[test]
fn a_process_that_is_killed_while_it_collects_is_made_good_by_the_next_one() {
    const CUSTOMERS: usize = 200;
    let world = World::start();
    drop(books(&world.file(), CUSTOMERS));
    let bill = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_blueprint-hexagonal"));
        command.args(["bill", &DAY.to_string()]).current_dir(world.file().parent().expect("a folder"));
        command.env("APP_BOOKS", world.file()).env("APP_PAYMENTS__URL", &world.url);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("started")
    };
    for killed_at in [20, 60, 120] {
        let mut child = bill();
        let began = Instant::now();
        while world.provider.taken().len() < killed_at {
            assert!(began.elapsed() < Duration::from_secs(30), "it does not get on");
            std::thread::sleep(Duration::from_micros(200));
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        assert!(world.provider.taken().len() < CUSTOMERS, "killed too late");
    }
    assert!(bill().wait().expect("ended").success());
    check_all_paid_once(&world, CUSTOMERS);
}

#[test]
fn an_answer_that_is_lost_costs_nobody_a_second_payment() {
    let world = World::start();
    let books = books(&world.file(), 3);
    world.provider.set(Mood::Forgetful);
    let report = bill(books.clone(), world.payments()).expect("billed");
    assert!(report.cut_short);
    assert_eq!(world.provider.taken().len(), 1, "taken, though nobody was told");
    world.provider.set(Mood::Well);
    bill(books.clone(), world.payments()).expect("billed");
    check_all_paid_once(&world, 3);
}

#[test]
fn two_that_bill_at_once_do_not_bill_twice() {
    const CUSTOMERS: usize = 40;
    let world = World::start();
    drop(books(&world.file(), CUSTOMERS));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let books = SqliteBooks::open(&world.file()).expect("opened");
                bill(Arc::new(books), world.payments()).expect("billed");
            });
        }
    });
    check_all_paid_once(&world, CUSTOMERS);
}
