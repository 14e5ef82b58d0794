//! What all experiments sell, to whom, and in what weather.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::Duration;

use blueprint_saga::app::{App, Style};
use blueprint_saga::channel::{Fate, Weather};
use blueprint_saga::order::Order;
use blueprint_saga::participants::{Participant, Payments, Stock};
use blueprint_saga::settings::Settings;
use blueprint_saga::store::Outlives;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rusqlite::Connection;

pub(crate) const ITEMS: u32 = 40;
const CUSTOMERS: u32 = 400;

/// Orders, always the same ones. In one of ten the customer cannot pay, in one of ten no carrier goes there; what is
/// on the shelf is enough for about nine of ten.
pub(crate) fn orders(number: usize) -> Vec<Order> {
    let mut random = StdRng::seed_from_u64(9);
    let order = |nth: usize| {
        let (broke, far) = (random.random_bool(0.1), random.random_bool(0.1));
        let (customer, item) = (random.random_range(0..CUSTOMERS), random.random_range(0..ITEMS));
        let quantity = random.random_range(1..=4);
        Order {
            id: id(nth),
            customer: if broke { "broke-bob".to_owned() } else { format!("customer-{customer}") },
            item: format!("item-{item}"),
            quantity,
            cents: 1_000 * i64::from(quantity),
            place: if far { "far-away".to_owned() } else { "kiel".to_owned() },
        }
    };
    (0..number).map(order).collect()
}

pub(crate) fn id(nth: usize) -> String {
    format!("order-{nth:05}")
}

/// Fills shelves and accounts, once.
pub(crate) fn stock_up(stock: &Connection, payments: &Connection, orders: usize) {
    // What orders that go through will take, and a little less.
    let each = u32::try_from(orders * 63 / 100 * 5 / 2).expect("a number") / ITEMS;
    let shelf = stock.unchecked_transaction().expect("begun");
    for item in 0..ITEMS {
        let row = (format!("item-{item}"), each);
        shelf.execute("insert or ignore into shelf values (?1, ?2, ?2)", row).expect("kept");
    }
    shelf.commit().expect("kept");
    let opened = payments.unchecked_transaction().expect("begun");
    for customer in 0..CUSTOMERS {
        let row = (format!("customer-{customer}"), 10_000_000);
        opened.execute("insert or ignore into accounts values (?1, ?2, ?2)", row).expect("kept");
    }
    opened.commit().expect("kept");
}

/// All services in `folder`, which is filled if it is new.
pub(crate) fn services(folder: &Path, style: Style, weather: Weather, orders: usize) -> App {
    let settings = Settings { style, outlives: Outlives::Process, ..Settings::default() };
    let app = App::open(folder, &settings, weather).expect("opened");
    let open = |name: &str| Connection::open(folder.join(format!("{name}.sqlite"))).expect("opened");
    stock_up(&open(Stock::NAME), &open(Payments::NAME), orders);
    app
}

/// One in five messages is lost (10 %), comes twice (5 %) or comes so late that everybody has given up (5 %).
pub(crate) fn foul() -> Weather {
    Box::new(|message, attempt| {
        let mut hasher = DefaultHasher::new();
        (7_u64, serde_json::to_string(message).expect("written"), attempt).hash(&mut hasher);
        match hasher.finish() % 100 {
            0..10 => Fate::Lost,
            10..15 => Fate::Twice,
            // What was held back comes through in the end.
            15..20 if attempt == 0 => Fate::Late(Duration::from_secs(120)),
            _ => Fate::Well,
        }
    })
}
