//! Events between modules. The publisher writes a row for each listener in its own transaction; afterwards rows
//! are delivered and taken away. What was announced is delivered at least once, whatever dies between, so
//! listeners bear repeats. A listener that fails is tried again later and holds up nobody else.

use std::sync::Arc;
use std::time::Duration;

use blueprint_modular_monolith_kernel::Event;
use jiff::Timestamp;
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use crate::database::{Database, DatabaseError, Schema};

const TABLES: &str = "create table if not exists events_deliveries (
    id integer primary key autoincrement, listener text not null, kind text not null, body text not null,
    attempts integer not null, announced integer not null, due integer not null) strict;
create index if not exists events_due on events_deliveries (due, id);";

/// How many deliveries are taken up at a time.
const BATCH: u32 = 100;
/// The wait after a first failure, doubled by each further one.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// The longest.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// An event on its way to a listener.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The same for each attempt.
    pub id: i64,
    /// What was announced.
    pub kind: String,
    /// The event.
    pub body: String,
}

impl Delivery {
    /// The event, if it is of that kind.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of<E: Event>(&self) -> Result<Option<E>, serde_json::Error> {
        (self.kind == E::KIND).then(|| serde_json::from_str(&self.body)).transpose()
    }
}

/// What came of a delivery that failed, in words for the log.
pub type NotDelivered = Box<dyn std::error::Error + Send + Sync>;

/// A module that wants to know.
pub trait Listener: Send + Sync {
    /// Takes an event, in a transaction of its own. The same one may come again.
    ///
    /// # Errors
    /// When it could not; it comes again later.
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered>;
}

/// Who listens to what: told once, at the start.
#[derive(Debug, Clone, Default)]
pub struct Outbox(Arc<Vec<(&'static str, &'static str)>>);

impl Outbox {
    /// Pairs of a kind of event and the name of a listener.
    pub fn new(subscribed: Vec<(&'static str, &'static str)>) -> Self {
        Self(Arc::new(subscribed))
    }

    /// Announces `event` in the publisher's transaction: it is announced if, and only if, that stays.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn announce<E: Event>(&self, transaction: &Transaction<'_>, event: &E) -> Result<(), DatabaseError> {
        let body = serde_json::to_string(event)?;
        let now = now();
        for (_, listener) in self.0.iter().filter(|(kind, _)| *kind == E::KIND) {
            let mut insert = transaction.prepare_cached(
                "insert into events_deliveries (listener, kind, body, attempts, announced, due)
                    values (?1, ?2, ?3, 0, ?4, ?4)",
            )?;
            insert.execute(params![listener, E::KIND, body, now])?;
        }
        Ok(())
    }
}

/// Delivers what was announced.
pub struct Dispatcher {
    schema: Schema,
    listeners: Vec<(&'static str, Arc<dyn Listener>)>,
}

/// What is still open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Open {
    /// How many deliveries.
    pub deliveries: u32,
    /// How old the oldest is, in seconds.
    pub oldest: i64,
}

impl Dispatcher {
    /// One that delivers to these, by name.
    ///
    /// # Errors
    /// When its tables cannot be made.
    pub fn new(database: &Database, listeners: Vec<(&'static str, Arc<dyn Listener>)>) -> Result<Self, DatabaseError> {
        Ok(Self { schema: database.schema("events", TABLES)?, listeners })
    }

    /// Makes the tables of events in `database`, which must be there before the first is announced.
    ///
    /// # Errors
    /// When they cannot be made.
    pub fn prepare(database: &Database) -> Result<(), DatabaseError> {
        database.schema("events", TABLES).map(drop)
    }

    /// Delivers what is due, and what is announced meanwhile, until nothing is; gives how many there were.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn deliver(&self) -> Result<usize, DatabaseError> {
        let mut delivered = 0;
        loop {
            let due = self.due()?;
            let mut went = Vec::with_capacity(due.len());
            for (listener, delivery, attempts) in &due {
                match self.hand_over(listener, delivery) {
                    Ok(()) => went.push(delivery.id),
                    Err(error) => {
                        tracing::warn!(listener, kind = delivery.kind, id = delivery.id, error, "not delivered");
                        self.later(delivery.id, *attempts)?;
                    }
                }
            }
            // A crash before this delivers them again.
            self.done(&went)?;
            delivered += went.len();
            if due.is_empty() {
                return Ok(delivered);
            }
        }
    }

    /// What is still open.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open(&self) -> Result<Open, DatabaseError> {
        self.schema.transaction(|transaction| {
            let statement = "select count(*), coalesce(max(?1 - announced), 0) / 1000 from events_deliveries";
            let mut query = transaction.prepare_cached(statement)?;
            Ok(query.query_row([now()], |row| Ok(Open { deliveries: row.get(0)?, oldest: row.get(1)? }))?)
        })
    }

    fn hand_over(&self, name: &str, delivery: &Delivery) -> Result<(), String> {
        let listener = self.listeners.iter().find(|(known, _)| *known == name);
        // Kept: a module that is not there today may be there again after the next start.
        let (_, listener) = listener.ok_or("no module of that name is here")?;
        listener.take(delivery).map_err(|error| error.to_string())
    }

    fn due(&self) -> Result<Vec<(String, Delivery, u32)>, DatabaseError> {
        self.schema.transaction(|transaction| {
            let mut query = transaction.prepare_cached(
                "select listener, id, kind, body, attempts from events_deliveries where due <= ?1 order by id limit ?2",
            )?;
            let rows = query.query_map(params![now(), BATCH], |row| {
                let delivery = Delivery { id: row.get(1)?, kind: row.get(2)?, body: row.get(3)? };
                Ok((row.get(0)?, delivery, row.get(4)?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn later(&self, id: i64, attempts: u32) -> Result<(), DatabaseError> {
        let wait = FIRST_WAIT.saturating_mul(1 << attempts.min(16)).min(LONGEST_WAIT);
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        self.schema.transaction(|transaction| {
            let statement = "update events_deliveries set attempts = attempts + 1, due = ?1 where id = ?2";
            transaction.prepare_cached(statement)?.execute(params![now() + wait, id])?;
            Ok(())
        })
    }

    fn done(&self, ids: &[i64]) -> Result<(), DatabaseError> {
        if ids.is_empty() {
            return Ok(());
        }
        self.schema.transaction(|transaction| {
            let mut delete = transaction.prepare_cached("delete from events_deliveries where id = ?1")?;
            for id in ids {
                delete.execute([id])?;
            }
            Ok(())
        })
    }
}

/// In milliseconds.
fn now() -> i64 {
    Timestamp::now().as_millisecond()
}
