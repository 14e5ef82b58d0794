//! What walls in one process win and cost: against code without walls, and against a network. Everything is kept
//! in memory, so that no disk is measured.

#[path = "../../tests/border_check/mod.rs"]
mod border_check;
mod neighbour;
mod report;
mod walls;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use blueprint_modular_monolith::registry::{App, Place};
use blueprint_modular_monolith_invoicing::{DemoPayments, InvoicingModule};
use blueprint_modular_monolith_invoicing_door::{Balance, Invoicing, InvoicingError};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::database::{self, Database};
use blueprint_modular_monolith_platform::events::Outbox;
use blueprint_modular_monolith_subscriptions::{Plan, Subscriptions};
use jiff::civil::{Date, date};
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use neighbour::Neighbour;
use report::{Figure, line, progress};

const DAY: Date = date(2026, 1, 31);

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [command, rest] = &words[..]
        && command == neighbour::COMMAND
    {
        return neighbour::run(rest);
    }
    let runtime = Runtime::new()?;
    progress("shortcuts, and what stops them");
    walls::measure()?;
    progress("a module in a process of its own");
    extraction(&runtime)?;
    progress("calls through a door, and through a network");
    calls(&runtime)?;
    progress("lists over two modules");
    lists(&runtime)?;
    progress("one module that takes all");
    shared_process()
}

fn customer(nth: usize) -> anyhow::Result<Customer> {
    format!("c-{nth:04}").try_into().context("a name")
}

fn together() -> anyhow::Result<(App, Database)> {
    let database = Database::open(":memory:")?;
    Ok((App::whole(&database, Place::Here(Arc::new(DemoPayments::default())))?, database))
}

fn subscriptions(app: &App) -> anyhow::Result<&Subscriptions> {
    app.subscriptions.as_ref().context("here")
}

fn subscribe(app: &App, count: usize) -> anyhow::Result<()> {
    for nth in 0..count {
        subscriptions(app)?.subscribe(customer(nth)?, Plan::Team, 2 + nth as u32 % 40, DAY)?;
    }
    Ok(())
}

/// The same 50 customers with invoicing in the process, and in another one that is killed and started again.
fn extraction(runtime: &Runtime) -> anyhow::Result<()> {
    const CUSTOMERS: usize = 50;
    let (one, _) = together()?;
    subscribe(&one, CUSTOMERS)?;
    one.night(DAY)?;

    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let rest = format!("http://{}", listener.local_addr()?);
    let neighbour = Neighbour::start(&rest)?;
    let database = Database::open(":memory:")?;
    let two = App::whole(&database, Place::Elsewhere(neighbour.remote(runtime)?))?;
    subscribe(&two, CUSTOMERS)?;
    two.night(DAY)?;
    neighbour.collect(runtime, &DAY.to_string())?;
    let mut differ = 0;
    for nth in 0..CUSTOMERS {
        let module = one.invoicing.as_ref().context("here")?;
        let here = serde_json::to_value(module.invoices(&customer(nth)?)?)?;
        differ += usize::from(here != neighbour.invoices(runtime, &customer(nth)?.to_string())?);
    }
    Figure {
        claim: "extraction-prepared",
        measure: "Customers of 50 whose invoices come out otherwise once invoicing runs in another process",
        unit: "",
        values: &[("with", differ as f64)],
        expected: "none",
        holds: differ == 0,
    }
    .tell();
    let (modules, root) = (knowing("crates")?, knowing("src")?);
    Figure {
        claim: "extraction-prepared",
        measure: "Files that know of the other process: those of modules, and those of the composition root",
        unit: "",
        values: &[("modules", modules as f64), ("composition root", root as f64)],
        expected: "none in the modules",
        holds: modules == 0 && root > 0,
    }
    .tell();

    drop(neighbour);
    let ask = |app: &App| -> anyhow::Result<f64> {
        let module = subscriptions(app)?;
        Ok((0..20).filter(|_| module.overview("", 10).is_err()).count() as f64)
    };
    let (local, remote) = (ask(&one)?, ask(&two)?);
    Figure {
        claim: "extraction-prepared",
        measure: "Lists of 20 that fail while the other process is gone: the half that stays to be done",
        unit: "",
        values: &[("one process", local), ("two processes", remote)],
        expected: "none in one process, all of them in two",
        holds: local == 0.0 && remote == 20.0,
    }
    .tell();
    Ok(())
}

/// Files of sources below a folder that name what only a network has.
fn knowing(folder: &str) -> anyhow::Result<usize> {
    let mut count = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path)?;
                count += usize::from(text.contains("reqwest") || text.contains("Remote") || text.contains("Elsewhere"));
            }
        }
    }
    Ok(count)
}

/// Microseconds that each of so many calls takes, the median.
fn median(count: usize, mut call: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let began = Instant::now();
        call()?;
        times.push(1e6 * began.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    Ok(times[count / 2])
}

/// The same tables with as many customers, where everybody may read all of them.
fn without_walls(customers: usize) -> anyhow::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(
        "create table subscriptions_all (customer text primary key, due text, body text not null) strict, without rowid;
        create table invoicing_invoices (customer text not null, period text not null, owed integer not null,
            next_try text, body text not null, primary key (customer, period)) strict, without rowid;",
    )?;
    for nth in 0..customers {
        let (name, body) = (customer(nth)?.to_string(), "x".repeat(150));
        connection.execute("insert into subscriptions_all values (?1, '2026-02-28', ?2)", [&name, &body])?;
        let statement = "insert into invoicing_invoices values (?1, '2026-01-31', 0, null, ?2)";
        connection.execute(statement, [&name, &body])?;
    }
    Ok(connection)
}

fn calls(runtime: &Runtime) -> anyhow::Result<()> {
    let (app, _) = together()?;
    subscribe(&app, 1)?;
    app.night(DAY)?;
    let module = app.invoicing.as_ref().context("here")?;
    let neighbour = Neighbour::start("http://127.0.0.1:9")?;
    let remote = neighbour.remote(runtime)?;
    let asked = [customer(0)?];
    let plain = without_walls(1)?;
    let no_wall = median(500, || {
        let statement = "select count(period), coalesce(sum(owed), 0) from invoicing_invoices where customer = ?1";
        let mut query = plain.prepare_cached(statement)?;
        black_box(query.query_row(["c-0000"], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?);
        Ok(())
    })?;
    let door = median(500, || {
        black_box(module.balances(&asked)?);
        Ok(())
    })?;
    let network = median(200, || {
        black_box(remote.balances(&asked)?);
        Ok(())
    })?;
    for claim in ["borders-without-a-network", "calls-stay-local"] {
        Figure {
            claim,
            measure: "The same question: straight into the tables, at the door, at the door of another process (median)",
            unit: "us",
            values: &[("no wall", no_wall), ("a door in the process", door), ("a network", network)],
            expected: "the network takes at least three times as long as the door",
            holds: network >= 3.0 * door,
        }
        .tell();
    }
    Ok(())
}

/// A door that counts who comes through.
struct Counting {
    door: InvoicingModule,
    calls: AtomicUsize,
}

impl Invoicing for Counting {
    fn balances(&self, customers: &[Customer]) -> Result<Vec<Balance>, InvoicingError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.door.balances(customers)
    }
}

fn lists(runtime: &Runtime) -> anyhow::Result<()> {
    const ROWS: usize = 200;
    let (app, database) = together()?;
    subscribe(&app, ROWS)?;
    app.night(DAY)?;
    let invoicing = Arc::new(Counting { door: app.invoicing.context("here")?, calls: AtomicUsize::new(0) });
    let subscriptions = Subscriptions::start(&database, Outbox(&[]), invoicing.clone())?;
    let plain = without_walls(ROWS)?;
    let joined = |rows: u32| -> anyhow::Result<()> {
        let mut query = plain.prepare_cached(
            "select subscriptions_all.body, count(period), sum(owed) from subscriptions_all
                left join invoicing_invoices using (customer) group by customer order by customer limit ?1",
        )?;
        let found = query.query_map([rows], |row| row.get::<_, String>(0))?;
        black_box(found.collect::<Result<Vec<_>, _>>()?);
        Ok(())
    };
    let at_once = |rows: u32| -> anyhow::Result<()> {
        black_box(subscriptions.overview("", rows)?);
        Ok(())
    };
    let by_row = |rows: u32| -> anyhow::Result<()> {
        // The list, for which nothing else asks by itself.
        at_once(rows)?;
        for nth in 0..rows {
            black_box(invoicing.balances(&[customer(nth as usize)?])?);
        }
        Ok(())
    };
    let calls = |list: &dyn Fn(u32) -> anyhow::Result<()>| -> anyhow::Result<f64> {
        invoicing.calls.store(0, Ordering::SeqCst);
        list(ROWS as u32)?;
        Ok(invoicing.calls.load(Ordering::SeqCst) as f64)
    };
    let (single, many) = (calls(&by_row)?, calls(&at_once)?);
    Figure {
        claim: "no-joins-across",
        measure: "Calls at the neighbour's door for a list of 200 rows over two modules; a join needs none",
        unit: "",
        values: &[("a call for each row", single), ("a call for all of them", many)],
        expected: "one for each row and more, against one",
        holds: single >= ROWS as f64 && many == 1.0,
    }
    .tell();
    let mut arms: [(&str, Vec<(f64, f64)>); 3] =
        [("a join", Vec::new()), ("a call for all", Vec::new()), ("a call for each row", Vec::new())];
    for rows in [10, 50, 100, 200] {
        let lists: [&dyn Fn(u32) -> anyhow::Result<()>; 3] = [&joined, &at_once, &by_row];
        for ((_, points), list) in arms.iter_mut().zip(lists) {
            points.push((f64::from(rows), median(15, || list(rows))? / 1_000.0));
        }
    }
    let neighbour = Neighbour::start("http://127.0.0.1:9")?;
    let remote = neighbour.remote(runtime)?;
    let began = Instant::now();
    for nth in 0..ROWS {
        black_box(remote.balances(&[customer(nth)?])?);
    }
    let network = 1e3 * began.elapsed().as_secs_f64();
    let last = |nth: usize| arms[nth].1.last().map_or(f64::NAN, |point| point.1);
    let (join, at_once, by_row) = (last(0), last(1), last(2));
    Figure {
        claim: "no-joins-across",
        measure: "How long that takes, where a trip to the database is none over a network",
        unit: "ms",
        values: &[
            ("a join, without walls", join),
            ("a call for all of them", at_once),
            ("a call for each row", by_row),
            ("a call for each row, to another process", network),
        ],
        expected: "a call for each row takes twice as long as one for all, and ten times where it has to travel",
        holds: by_row >= 2.0 * at_once && network >= 10.0 * at_once,
    }
    .tell();
    for (arm, points) in &arms {
        line("A list over two modules", "rows", "ms", arm, points);
    }
    Ok(())
}

/// Asks subscriptions while invoicing works for a long time at a stretch, in the same database or in another.
fn shared_process() -> anyhow::Result<()> {
    let (app, database) = together()?;
    subscribe(&app, 1)?;
    let other = Database::open(":memory:")?;
    let asked = |hog: &Database| -> anyhow::Result<f64> {
        let schema = hog.schema("import", "create table if not exists import_rows (name text) strict;")?;
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    // What it returns is no matter.
                    let _ = schema.transaction(|_| -> database::Result<()> {
                        std::thread::sleep(Duration::from_millis(40));
                        Ok(())
                    });
                    std::thread::sleep(Duration::from_millis(5));
                }
            });
            let mut times = Vec::new();
            for _ in 0..30 {
                let began = Instant::now();
                subscriptions(&app)?.subscription(&customer(0)?)?;
                times.push(1e3 * began.elapsed().as_secs_f64());
                std::thread::sleep(Duration::from_millis(7));
            }
            stop.store(true, Ordering::SeqCst);
            times.sort_by(f64::total_cmp);
            Ok(times[times.len() * 9 / 10])
        })
    };
    let (shared, own) = (asked(&database)?, asked(&other)?);
    Figure {
        claim: "shared-process",
        measure: "What a neighbour waits, nine times in ten at most, while an import takes 40 ms at a stretch",
        unit: "ms",
        values: &[("what all share", shared), ("its own", own)],
        expected: "at least five times as long where it is shared",
        holds: shared >= 5.0 * own,
    }
    .tell();
    Ok(())
}
