//! Ten thousand orders in processes that are killed at random, while somebody reads.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use blueprint_saga::app::{App, Style};
use blueprint_saga::orchestrator;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rusqlite::{Connection, OpenFlags};

use crate::books::{self, Books};
use crate::calls;
use crate::one_transaction::Shop;
use crate::shop;

pub(crate) const ORDERS: usize = 10_000;
const KILLS: u32 = 20;
/// Orders that come at once.
const WAVE: usize = 100;

/// How orders are dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arm {
    One,
    Calls,
    Orchestrated,
    Choreographed,
}

impl Arm {
    pub(crate) const ALL: [Self; 4] = [Self::One, Self::Calls, Self::Orchestrated, Self::Choreographed];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::One => "one transaction",
            Self::Calls => "calls",
            Self::Orchestrated => "orchestrated",
            Self::Choreographed => "choreographed",
        }
    }
}

/// What came of it.
pub(crate) struct Ended {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) kills: u32,
    pub(crate) books: Books,
    /// Reads that saw an order take something.
    pub(crate) seen: usize,
    /// Those that saw what was taken back later.
    pub(crate) dirty: usize,
    /// The same of somebody who leaves out what is pending.
    pub(crate) dirty_final: usize,
    /// Orders that were turned away for want of goods that were there in the end.
    pub(crate) turned_away: Option<f64>,
    /// Seconds, and orders that had ended.
    pub(crate) progress: Vec<(f64, f64)>,
}

/// The process that is killed.
pub(crate) fn child(arm: &str, folder: &Path) {
    let orders = shop::orders(ORDERS);
    match arm {
        "one transaction" => {
            let mut shop = Shop::open(folder);
            shop::stock_up(&shop.0, &shop.0, ORDERS);
            orders[shop.known()..].iter().for_each(|order| shop.place(order).expect("placed"));
        }
        "calls" => {
            let (app, weather) = (shop::services(folder, Style::Orchestrated, shop::foul(), ORDERS), shop::foul());
            // What was under way when it died, nobody knows any more.
            orders[known(&app)..].iter().for_each(|order| calls::place(&app, order, &weather, 0).expect("placed"));
        }
        _ => {
            let style = if arm == "choreographed" { Style::Choreographed } else { Style::Orchestrated };
            let app = shop::services(folder, style, shop::foul(), ORDERS);
            let mut rest = orders[known(&app)..].chunks(WAVE);
            let (mut now, mut step) = (0, 50);
            loop {
                let wave = rest.next().unwrap_or_default();
                for order in wave {
                    app.place(order, now).expect("placed");
                }
                let worked = app.channel.work(now).expect("worked") > 0 || !wave.is_empty();
                if !worked && app.read(orchestrator::open).expect("read").sagas == 0 {
                    break;
                }
                // Waiting is all that is left out.
                step = if worked { 50 } else { (2 * step).min(20_000) };
                now += step;
            }
        }
    }
    println!("ended");
    std::io::stdout().flush().expect("told");
}

fn known(app: &App) -> usize {
    let statement = "select count(*) from saga_log";
    app.read(|transaction| transaction.query_row(statement, [], |row| row.get::<_, u32>(0))).expect("read") as usize
}

/// Runs an arm to its end, killing it on the way.
pub(crate) fn run(arm: Arm, program: &Path, seed: u64) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    let over = AtomicBool::new(false);
    let began = Instant::now();
    let (kills, reader) = std::thread::scope(|scope| {
        let reader = scope.spawn(|| Reader::read(arm, folder.path(), began, &over));
        let kills = kill_until_done(arm, program, folder.path(), seed);
        over.store(true, Ordering::SeqCst);
        (kills, reader.join().expect("read"))
    });
    let taken_back = |nth: &usize| !reader.went_through(arm, *nth, folder.path());
    let dirty = reader.seen.iter().filter(|nth| taken_back(nth)).count();
    let dirty_final = reader.seen_final.iter().filter(|nth| taken_back(nth)).count();
    let (books, turned_away) = (books(arm, folder.path()), turned_away(arm, folder.path()));
    let (seen, progress) = (reader.seen.len(), reader.progress);
    Ended { folder, kills, books, seen, dirty, dirty_final, turned_away, progress }
}

fn start(arm: Arm, program: &Path, folder: &Path) -> Child {
    let mut command = Command::new(program);
    command
        .args(["child", arm.name()])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("started")
}

fn kill_until_done(arm: Arm, program: &Path, folder: &Path, seed: u64) -> u32 {
    let mut random = StdRng::seed_from_u64(seed);
    let mut kills = 0;
    loop {
        let mut child = start(arm, program, folder);
        // One transaction an order is quicker, and has to be met earlier.
        let lives = Duration::from_millis(random.random_range(if arm == Arm::One { 8..20 } else { 40..200 }));
        let born = Instant::now();
        let ended = loop {
            match child.try_wait().expect("asked") {
                Some(status) => break status.success(),
                None if kills < KILLS && born.elapsed() > lives => break false,
                None => std::thread::sleep(Duration::from_millis(1)),
            }
        };
        if ended {
            return kills;
        }
        kills += 1;
        child.kill().expect("killed");
        child.wait().expect("ended");
    }
}

/// Somebody who looks at orders while they are under way, without asking whether they are final.
struct Reader {
    seen: Vec<usize>,
    seen_final: Vec<usize>,
    progress: Vec<(f64, f64)>,
}

impl Reader {
    fn read(arm: Arm, folder: &Path, began: Instant, over: &AtomicBool) -> Self {
        let mut reader = Self { seen: Vec::new(), seen_final: Vec::new(), progress: Vec::new() };
        let mut random = StdRng::seed_from_u64(11);
        while !over.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(8));
            // The files may not be there yet.
            let Some(orders) = connect(arm, folder) else { continue };
            while !over.load(Ordering::SeqCst) && reader.look(arm, &orders, &mut random, began).is_ok() {
                std::thread::sleep(Duration::from_millis(8));
            }
        }
        reader
    }

    fn look(&mut self, arm: Arm, orders: &Connection, random: &mut StdRng, began: Instant) -> rusqlite::Result<()> {
        let number = |statement: &str| -> rusqlite::Result<usize> {
            Ok(orders.prepare_cached(statement)?.query_row([], |row| row.get::<_, u32>(0))? as usize)
        };
        let (known, ended) = match arm {
            Arm::One => (number("select count(*) from orders")?, number("select count(*) from orders")?),
            _ => {
                let open = number("select count(*) from saga_log where state in ('running', 'taking-back')")?;
                let known = number("select count(*) from saga_log")?;
                (known, known - open)
            }
        };
        let elapsed = began.elapsed().as_secs_f64();
        if self.progress.last().is_none_or(|(at, _)| elapsed > at + 0.1) {
            self.progress.push((elapsed, ended as f64));
        }
        for _ in 0..25 {
            if known == 0 {
                break;
            }
            // One of the last thousand.
            let nth = random.random_range(known.saturating_sub(1_000)..known);
            let states = states(arm, orders, &shop::id(nth))?;
            if states.iter().any(|state| state != "undone") {
                self.seen.push(nth);
            }
            if states.iter().any(|state| state == "final") {
                self.seen_final.push(nth);
            }
        }
        Ok(())
    }

    fn went_through(&self, arm: Arm, nth: usize, folder: &Path) -> bool {
        thread_local!(static OPEN: std::cell::RefCell<Option<(std::path::PathBuf, Connection)>> = const { std::cell::RefCell::new(None) });
        OPEN.with_borrow_mut(|open| {
            if open.as_ref().is_none_or(|(known, _)| known != folder) {
                *open = connect(arm, folder).map(|connection| (folder.to_owned(), connection));
            }
            let (_, orders) = open.as_ref().expect("opened");
            let statement = match arm {
                Arm::One => "select refused is null from orders where id = ?1",
                _ => "select state in ('done', 'running') from saga_log where key = ?1",
            };
            let mut query = orders.prepare_cached(statement).expect("prepared");
            query.query_row([shop::id(nth)], |row| row.get(0)).expect("read")
        })
    }
}

/// What an order's rows say, wherever there is one.
fn states(arm: Arm, orders: &Connection, id: &str) -> rusqlite::Result<Vec<String>> {
    let statement = match arm {
        Arm::One => "select 'final' from orders where id = ?1 and refused is null",
        _ => {
            "select state from stock.taken where id = ?1 union all select state from payments.taken where id = ?1
                union all select state from parcels.taken where id = ?1"
        }
    };
    let mut query = orders.prepare_cached(statement)?;
    query.query_map([id], |row| row.get(0))?.collect()
}

/// The databases of an arm, to read only.
fn connect(arm: Arm, folder: &Path) -> Option<Connection> {
    let first = if arm == Arm::One { "shop" } else { "orders" };
    let files = ["orders", "stock", "payments", "parcels"].map(|name| folder.join(format!("{name}.sqlite")));
    if arm != Arm::One && !files.iter().all(|file| file.exists()) {
        return None;
    }
    let file = folder.join(format!("{first}.sqlite"));
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    connection.busy_timeout(Duration::from_secs(1)).ok()?;
    if arm != Arm::One {
        for (name, file) in ["stock", "payments", "parcels"].iter().zip(&files[1..]) {
            connection.execute(&format!("attach ?1 as {name}"), [file.to_str()]).ok()?;
        }
    }
    Some(connection)
}

fn books(arm: Arm, folder: &Path) -> Books {
    if arm != Arm::One {
        return books::compare(folder);
    }
    let shop = Shop::open(folder);
    let number = |statement: &str| shop.0.query_row(statement, [], |row| row.get::<_, i64>(0)).expect("read");
    Books {
        done: number("select count(*) from orders where refused is null"),
        taken_back: number("select count(*) from orders where refused is not null"),
        cents_missing: number(
            "select (select sum(opened - balance) from accounts)
                - (select sum(body ->> 'cents') from orders where refused is null)",
        ),
        goods_missing: number(
            "select (select sum(delivered - free) from shelf)
                - (select sum(body ->> 'quantity') from orders where refused is null)",
        ),
        ..Books::default()
    }
}

fn turned_away(arm: Arm, folder: &Path) -> Option<f64> {
    let orders = connect(arm, folder).expect("opened");
    let statement = match arm {
        Arm::One => {
            "select count(*) from orders join shelf on item = body ->> 'item'
                where refused like '%sold out' and free >= body ->> 'quantity'"
        }
        Arm::Calls => return None,
        Arm::Orchestrated | Arm::Choreographed => {
            "select count(*) from saga_log join stock.handled on saga = key and direction = 'do'
                    and handled.step = 'reserve-goods' and refused like '%sold out'
                join stock.shelf on item = (body ->> 'payload') ->> 'item'
                where free >= (body ->> 'payload') ->> 'quantity'"
        }
    };
    Some(orders.query_row(statement, [], |row| row.get::<_, u32>(0)).expect("read").into())
}
