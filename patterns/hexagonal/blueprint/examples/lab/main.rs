//! What the border wins and costs: the rules behind ports, and the same rules welded to their database.

mod books;
mod code;
#[path = "../../tests/contract/mod.rs"]
mod contract;
mod report;
mod welded;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Context;
use blueprint_hexagonal::adapters::outbound::sqlite::SqliteBooks;
use blueprint_hexagonal_core::application::Application;
use blueprint_hexagonal_core::domain::{Customer, Invoice, Plan, Subscription};
use blueprint_hexagonal_core::ports::inbound::{Billing, Subscriptions};
use blueprint_hexagonal_core::ports::outbound::{Books, Changes, Clock};
use blueprint_hexagonal_fakes::{FakePayments, MemoryBooks, SetClock};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use books::{Counting, Dying, PlainMap};
use report::{Figure, line, progress};

const DAY: Date = date(2026, 1, 31);

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    progress("rules tested alone, and together with their database");
    rules_tested_alone(folder.path())?;
    progress("another supplier in the old one's place");
    supplier_can_go(folder.path())?;
    progress("a crash between two writes");
    transactions_have_no_home()?;
    progress("what the way through a port costs");
    hidden_cost_of_calls(folder.path())?;
    more_pieces()
}

/// A case of the rules: a subscription that is changed once and billed for three months.
struct Case {
    first: u32,
    then: u32,
    day: Date,
}

fn cases(count: usize) -> Vec<Case> {
    let mut random = StdRng::seed_from_u64(7);
    let case = |_| Case {
        first: random.random_range(1..120),
        then: random.random_range(1..120),
        day: DAY.saturating_add(random.random_range(0..28_i64).days()),
    };
    (0..count).map(case).collect()
}

fn plan(seats: u32) -> Plan {
    Plan::ALL.into_iter().find(|plan| plan.seats().contains(&seats)).unwrap_or(Plan::Company)
}

fn customer(name: &str) -> anyhow::Result<Customer> {
    name.parse().context("a name")
}

fn through_ports(books: Arc<dyn Books>, case: &Case) -> anyhow::Result<i64> {
    let clock = Arc::new(SetClock::new(DAY));
    let application = Application::new(books, Arc::new(FakePayments::default()), clock.clone());
    application.subscribe(customer("ada")?, plan(case.first), case.first)?;
    application.run(None)?;
    clock.set(case.day);
    application.change(&customer("ada")?, plan(case.then), case.then)?;
    clock.set(DAY.saturating_add(2.months()));
    application.run(None)?;
    Ok(application.invoices(&customer("ada")?)?.iter().map(|invoice| invoice.total().0).sum())
}

fn welded(file: Option<&Path>, case: &Case) -> anyhow::Result<i64> {
    let connection = welded::open(file)?;
    welded::subscribe(&connection, plan(case.first), case.first, DAY)?;
    welded::bill(&connection, DAY)?;
    welded::change(&connection, plan(case.then), case.then, case.day)?;
    welded::bill(&connection, DAY.saturating_add(2.months()))?;
    Ok(welded::asked_for(&connection)?)
}

/// Runs all cases; gives how many a second, and what each came to.
fn tested(cases: &[Case], mut test: impl FnMut(&Case) -> anyhow::Result<i64>) -> anyhow::Result<(f64, Vec<i64>)> {
    let began = Instant::now();
    let totals = cases.iter().map(&mut test).collect::<anyhow::Result<Vec<_>>>()?;
    Ok((cases.len() as f64 / began.elapsed().as_secs_f64(), totals))
}

fn rules_tested_alone(folder: &Path) -> anyhow::Result<()> {
    let cases = cases(1_000);
    let (with, totals) = tested(&cases, |case| through_ports(Arc::new(MemoryBooks::default()), case))?;
    let (in_memory, same) = tested(&cases, |case| welded(None, case))?;
    let mut number = 0;
    let (on_disk, few) = tested(&cases[..40], |case| {
        number += 1;
        welded(Some(&folder.join(format!("welded-{number}.sqlite"))), case)
    })?;
    anyhow::ensure!(totals == same && totals[..40] == few[..], "the two kinds of code have other rules");
    Figure {
        claim: "rules-tested-alone",
        measure: "Rule tests a second: the same seeded cases, the same amounts",
        unit: "a second",
        values: &[("without, a file", on_disk), ("without, a database in memory", in_memory), ("with", with)],
        expected: "at least ten times as many as with the database that is used in production",
        holds: with >= 10.0 * on_disk,
    }
    .tell();
    Figure {
        claim: "rules-tested-alone",
        measure: "How long a thousand rule tests take",
        unit: "s",
        values: &[("without, a file", 1_000.0 / on_disk), ("with", 1_000.0 / with)],
        expected: "at most two seconds with it",
        holds: 1_000.0 / with <= 2.0,
    }
    .tell();
    Ok(())
}

fn supplier_can_go(folder: &Path) -> anyhow::Result<()> {
    let mut differ = 0;
    for (nth, case) in cases(20).iter().enumerate() {
        let on_disk = Arc::new(SqliteBooks::open(&folder.join(format!("swap-{nth}.sqlite")))?);
        let in_memory = Arc::new(MemoryBooks::default());
        differ += usize::from(through_ports(on_disk.clone(), case)? != through_ports(in_memory.clone(), case)?);
        let all = |books: &dyn Books| -> anyhow::Result<Vec<Invoice>> { Ok(books.invoices(&customer("ada")?)?) };
        differ += usize::from(all(&*on_disk)? != all(&*in_memory)?);
    }
    let own = |path: &str| path.starts_with("src/adapters/outbound/sqlite/");
    let knowing = |folders: &[&str]| -> anyhow::Result<f64> {
        let sources = code::sources(folders)?;
        Ok(sources.iter().filter(|source| source.knows_sqlite() && !own(&source.path)).count() as f64)
    };
    let around = knowing(&["src", "crates/fakes/src"])?;
    let share = |folders: &[&str], wanted: &str| -> anyhow::Result<f64> {
        let sources = code::sources(folders)?;
        let rules = || sources.iter().filter(|source| source.path.ends_with(wanted));
        let all: usize = rules().map(|source| source.lines().count()).sum();
        Ok(100.0 * rules().map(code::Source::lines_of_databases).sum::<usize>() as f64 / all as f64)
    };
    let (without, with) = (share(&["examples/lab"], "welded.rs")?, share(&["crates/core/src"], ".rs")?);
    Figure {
        claim: "supplier-can-go",
        measure: "Lines of the rules that speak to the database, and are touched when it goes",
        unit: "%",
        values: &[("without", without), ("with", with)],
        expected: "none with it",
        holds: with == 0.0 && without > 0.0,
    }
    .tell();
    Figure {
        claim: "supplier-can-go",
        measure: "Files besides its adapter that name SQLite: the wiring and the list of adapters",
        unit: "",
        values: &[("with", around)],
        expected: "at most two",
        holds: around <= 2.0,
    }
    .tell();
    Figure {
        claim: "supplier-can-go",
        measure: "Cases of 20 that come out otherwise with the other books in place",
        unit: "",
        values: &[("with", differ as f64)],
        expected: "none",
        holds: differ == 0,
    }
    .tell();

    let mut opened = 0;
    let mut on_disk = || {
        opened += 1;
        SqliteBooks::open(&folder.join(format!("contract-{opened}.sqlite")))
    };
    let (mut plain, mut memory, mut sqlite) = (0, 0, 0);
    for (_, check) in contract::CHECKS {
        plain += usize::from(check(&PlainMap::default()).is_err());
        memory += usize::from(check(&MemoryBooks::default()).is_err());
        sqlite += usize::from(check(&on_disk()?).is_err());
    }
    Figure {
        claim: "supplier-can-go",
        measure: "Promises the core relies on that the books break, of 9",
        unit: "",
        values: &[("a map with the same calls", plain as f64), ("memory", memory as f64), ("SQLite", sqlite as f64)],
        expected: "none in either adapter, and some where only the calls are alike: those are what a port does not hide",
        holds: memory == 0 && sqlite == 0 && plain > 0,
    }
    .tell();
    Ok(())
}

/// Kills billing after each of its writes, starts it again, and counts the periods that nobody ever pays.
fn transactions_have_no_home() -> anyhow::Result<()> {
    const CUSTOMERS: usize = 20;
    let lost = |unit_of_work: bool| -> anyhow::Result<f64> {
        let mut lost = 0;
        for writes in 0..=2 * CUSTOMERS {
            let books = Arc::new(MemoryBooks::default());
            books.commit(&Changes { subscriptions: begun(CUSTOMERS)?, ..Changes::default() })?;
            let dying = Dying { inner: Arc::clone(&books), left: AtomicUsize::new(writes), unit_of_work };
            // It fails, as it shall.
            let _ = application(Arc::new(dying)).run(None);
            application(books.clone()).run(None)?;
            for subscription in begun(CUSTOMERS)? {
                lost += usize::from(books.invoices(&subscription.customer)?.is_empty());
            }
        }
        Ok(lost as f64)
    };
    let (without, with) = (lost(false)?, lost(true)?);
    Figure {
        claim: "transactions-have-no-home",
        measure: "Periods that count as billed and have no invoice, over a crash after each of 40 writes for 20 customers",
        unit: "",
        values: &[("each write by itself", without), ("a unit of work", with)],
        expected: "some where each port writes by itself, none with a unit of work",
        holds: without > 0.0 && with == 0.0,
    }
    .tell();
    Ok(())
}

fn application(books: Arc<dyn Books>) -> Application {
    Application::new(books, Arc::new(FakePayments::default()), Arc::new(SetClock::new(DAY)))
}

fn begun(count: usize) -> anyhow::Result<Vec<Subscription>> {
    let begin = |nth| Ok(Subscription::begin(customer(&format!("c-{nth:05}"))?, Plan::Solo, 1, DAY)?);
    (0..count).map(begin).collect()
}

fn hidden_cost_of_calls(folder: &Path) -> anyhow::Result<()> {
    let (direct, through) = (best(|| call_directly(&Day)), best(|| call_through(&Day)));
    Figure {
        claim: "hidden-cost-of-calls",
        measure: "A call by itself, the best of 20 rounds of a million",
        unit: "ns",
        values: &[("without", direct), ("with", through)],
        expected: "nanoseconds: fewer than 20 more",
        holds: through - direct < 20.0,
    }
    .tell();

    let (mut one_by_one, mut as_a_set) = (Vec::new(), Vec::new());
    let mut calls = (0, 0);
    for due in [50, 100, 200] {
        let (mut single, mut set) = (f64::INFINITY, f64::INFINITY);
        for round in 0..3 {
            let file = |arm: &str| folder.join(format!("{arm}-{due}-{round}.sqlite"));
            let (time, asked) = bill_one_by_one(&file("single"), due)?;
            (single, calls.0) = (single.min(time), asked);
            let (time, asked) = bill_as_a_set(&file("set"), due)?;
            (set, calls.1) = (set.min(time), asked);
        }
        one_by_one.push((due as f64, single));
        as_a_set.push((due as f64, set));
    }
    Figure {
        claim: "hidden-cost-of-calls",
        measure: "Calls of the books to bill 200 subscriptions",
        unit: "",
        values: &[("a port for single objects", calls.0 as f64), ("a port that asks for the set", calls.1 as f64)],
        expected: "fifty times fewer when it asks for the set",
        holds: calls.0 >= 50 * calls.1,
    }
    .tell();
    let last = |points: &[(f64, f64)]| points.last().map_or(f64::NAN, |point| point.1);
    let (single, set) = (last(&one_by_one), last(&as_a_set));
    Figure {
        claim: "hidden-cost-of-calls",
        measure: "How long that takes, the best of three",
        unit: "ms",
        values: &[("a port for single objects", single), ("a port that asks for the set", set)],
        expected: "at most a fifth when it asks for the set",
        holds: set <= single / 5.0,
    }
    .tell();
    for (arm, points) in [("single objects", &one_by_one), ("the set", &as_a_set)] {
        line("A port for single objects, where a set is needed", "subscriptions due", "ms", arm, points);
    }
    Ok(())
}

/// Books in a file, with so many subscriptions whose first period is due.
fn counting(file: &Path, due: usize) -> anyhow::Result<Arc<Counting<SqliteBooks>>> {
    let books = SqliteBooks::open(file)?;
    books.commit(&Changes { subscriptions: begun(due)?, ..Changes::default() })?;
    Ok(Arc::new(Counting::new(books)))
}

/// Bills them one by one; gives the milliseconds it takes, and how often the books are called.
fn bill_one_by_one(file: &Path, due: usize) -> anyhow::Result<(f64, usize)> {
    let (books, customers) = (counting(file, due)?, begun(due)?);
    let began = Instant::now();
    for customer in customers.iter().map(|subscription| &subscription.customer) {
        let mut subscription = books.subscription(customer)?.context("there")?;
        let invoices = subscription.bill(DAY).into_iter().collect();
        books.commit(&Changes { subscriptions: vec![subscription], invoices })?;
    }
    Ok((1_000.0 * began.elapsed().as_secs_f64(), books.calls.load(Ordering::SeqCst)))
}

/// Bills them as the application does. Invoices only: payments go one by one either way.
fn bill_as_a_set(file: &Path, due: usize) -> anyhow::Result<(f64, usize)> {
    let (books, gone) = (counting(file, due)?, FakePayments::default());
    gone.set_gone(true);
    let application = Application::new(books.clone(), Arc::new(gone), Arc::new(SetClock::new(DAY)));
    let began = Instant::now();
    application.run(None)?;
    Ok((1_000.0 * began.elapsed().as_secs_f64(), books.calls.load(Ordering::SeqCst)))
}

/// A clock that takes no time to read.
struct Day;

impl Clock for Day {
    fn today(&self) -> Date {
        DAY
    }
}

#[inline(never)]
fn call_directly(clock: &Day) {
    for _ in 0..CALLS {
        black_box(black_box(clock).today());
    }
}

#[inline(never)]
fn call_through(clock: &dyn Clock) {
    for _ in 0..CALLS {
        black_box(black_box(clock).today());
    }
}

const CALLS: u32 = 1_000_000;

/// Nanoseconds a call.
fn best(round: impl Fn()) -> f64 {
    let timed = |_| {
        let began = Instant::now();
        round();
        began.elapsed().as_secs_f64()
    };
    (0..20).map(timed).fold(f64::INFINITY, f64::min) * 1e9 / f64::from(CALLS)
}

fn more_pieces() -> anyhow::Result<()> {
    let lines = |folders: &[&str]| -> anyhow::Result<f64> {
        Ok(code::sources(folders)?.iter().map(|source| source.lines().count()).sum::<usize>() as f64)
    };
    let rules = lines(&["crates/core/src/domain", "crates/core/src/application"])?;
    let around = lines(&["crates/core/src/ports", "crates/fakes/src", "src/adapters", "tests/contract"])?;
    Figure {
        claim: "more-pieces",
        measure: "Lines of code: rules and use cases against ports, adapters, mappers, fakes and contracts",
        unit: "",
        values: &[("inside", rules), ("around it", around)],
        expected: "more around it than inside, because there are few rules here",
        holds: around > rules,
    }
    .tell();
    Ok(())
}
