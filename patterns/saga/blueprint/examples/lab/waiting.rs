//! What others wait for while a service is gone or takes its time.

use std::collections::{BTreeMap, VecDeque};

use blueprint_saga::app::{App, Style};
use blueprint_saga::channel::{Fate, Weather, fair};
use blueprint_saga::orchestrator;
use blueprint_saga::order::Order;
use blueprint_saga::participants::{Parcels, Participant, Payments, Stock};
use rusqlite::{OptionalExtension, TransactionBehavior};

use crate::one_transaction::Shop;
use crate::shop;

const ORDERS: usize = 1_000;
/// Other business with the goods meanwhile.
const OTHERS: u32 = 500;

fn place(app: &App, orders: &[Order]) {
    for order in orders {
        app.place(order, 0).expect("placed");
    }
}

/// Operations on the shelf that have to wait while payments is gone: with a common commit, with sagas.
pub(crate) fn others_that_wait() -> (f64, f64) {
    let orders = shop::orders(ORDERS);
    let mut prepared = Prepared::default();
    orders.iter().for_each(|order| prepared.prepare(order));
    let locked = (0..OTHERS).filter(|nth| prepared.locked(&format!("item-{}", nth % shop::ITEMS))).count();

    let folder = tempfile::tempdir().expect("a folder");
    let app = shop::services(folder.path(), Style::Orchestrated, fair(Some(Payments::NAME.to_owned())), 10 * ORDERS);
    place(&app, &orders);
    app.channel.work(0).expect("worked");
    let deliver = |nth: &u32| {
        let delivered = app.channel.node(Stock::NAME).expect("there").transaction(|transaction| {
            let statement = "update shelf set free = free + 1, delivered = delivered + 1 where item = ?1";
            Ok(transaction.execute(statement, [format!("item-{}", nth % shop::ITEMS)])?)
        });
        !matches!(delivered, Ok(1))
    };
    (locked as f64, (0..OTHERS).filter(deliver).count() as f64)
}

/// Two-phase commit, as far as it matters here: who has prepared keeps the row until the coordinator has heard from
/// everybody, and who wants it meanwhile stands in line.
#[derive(Default)]
struct Prepared {
    rows: BTreeMap<String, String>,
    in_line: VecDeque<Order>,
}

impl Prepared {
    /// Payments does not answer, so nobody ever lets go.
    fn prepare(&mut self, order: &Order) {
        if self.locked(&order.item) {
            self.in_line.push_back(order.clone());
        } else {
            self.rows.insert(order.item.clone(), order.id.clone());
        }
    }

    fn locked(&self, item: &str) -> bool {
        self.rows.contains_key(item)
    }
}

/// Orders that can wait for the carrier at the same time: in a transaction each, as sagas.
pub(crate) fn at_once() -> (f64, f64) {
    let orders: Vec<Order> =
        shop::orders(10 * ORDERS).into_iter().filter(|order| order.customer != "broke-bob").collect();
    let folder = tempfile::tempdir().expect("a folder");
    let mut connections: Vec<Shop> = (0..20).map(|_| Shop::open(folder.path())).collect();
    shop::stock_up(&connections[0].0, &connections[0].0, 10 * ORDERS);
    // Each would take its goods and hold its transaction until the carrier has answered.
    let mut waiting = Vec::new();
    for (shop, order) in connections.iter_mut().zip(&orders) {
        shop.0.busy_timeout(std::time::Duration::from_millis(20)).expect("set");
        if let Ok(transaction) = shop.0.transaction_with_behavior(TransactionBehavior::Immediate) {
            Stock::take(&transaction, &order.item, order.quantity.into()).expect("taken");
            waiting.push(transaction);
        }
    }
    let in_transactions = waiting.len();

    let folder = tempfile::tempdir().expect("a folder");
    let app = shop::services(folder.path(), Style::Orchestrated, fair(Some(Parcels::NAME.to_owned())), 10 * ORDERS);
    place(&app, &orders[..ORDERS]);
    app.channel.work(0).expect("worked");
    let statement = "select count(*) from saga_log where step = 'book-parcel' and state = 'running'";
    let sagas: u32 = app.read(|transaction| transaction.query_row(statement, [], |row| row.get(0))).expect("read");
    (in_transactions as f64, f64::from(sagas))
}

/// Orders that lie with a person when payments comes back after so many minutes.
pub(crate) fn at_the_desk(minutes: i64) -> f64 {
    const FEW: usize = 50;
    let back = minutes * 60_000;
    let folder = tempfile::tempdir().expect("a folder");
    let orders = shop::orders(FEW);
    let open = |weather: Weather| shop::services(folder.path(), Style::Orchestrated, weather, 10 * ORDERS);
    let app = open(fair(Some(Payments::NAME.to_owned())));
    place(&app, &orders);
    let pass = |app: &App, from: i64, to: i64| {
        for now in (from..to).step_by(10_000) {
            app.channel.work(now).expect("worked");
        }
    };
    pass(&app, 0, back);
    let lie = app.read(orchestrator::open).expect("read").at_desk;
    drop(app);
    // What was given up is told at last, and goes on.
    pass(&open(fair(None)), back, back + 60_000);
    f64::from(lie) * 100.0 / FEW as f64
}

/// How many messages an order takes that goes through.
pub(crate) fn messages(style: Style) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let handed = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let counter = std::sync::Arc::clone(&handed);
    let weather: Weather = Box::new(move |_, _| {
        counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Fate::Well
    });
    let app = shop::services(folder.path(), style, weather, ORDERS);
    let good = shop::orders(20).into_iter().find(|order| order.customer != "broke-bob" && order.place == "kiel");
    app.place(&good.expect("one of them"), 0).expect("placed");
    app.channel.work(0).expect("worked");
    f64::from(handed.load(std::sync::atomic::Ordering::SeqCst))
}

/// How many databases are asked until one says what an order waits for.
pub(crate) fn asked(style: Style) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let app = shop::services(folder.path(), style, fair(Some(Parcels::NAME.to_owned())), ORDERS);
    let order = shop::orders(20).into_iter().find(|order| order.customer != "broke-bob").expect("one of them");
    app.place(&order, 0).expect("placed");
    app.channel.work(0).expect("worked");
    let saga = app.read(|transaction| orchestrator::find(transaction, &order.id)).expect("read").expect("there");
    if !saga.step.is_empty() {
        return 1.0;
    }
    // Nobody knows: whoever has done the latest step is the one before the one that it waits for.
    let mut asked = 1;
    for name in [Stock::NAME, Payments::NAME, Parcels::NAME] {
        asked += 1;
        let statement = "select step from handled where saga = ?1";
        let done = app.channel.node(name).expect("there").transaction(|transaction| {
            Ok(transaction.query_row(statement, [&order.id], |row| row.get::<_, String>(0)).optional()?)
        });
        if done.expect("read").is_none() {
            break;
        }
    }
    f64::from(asked)
}
