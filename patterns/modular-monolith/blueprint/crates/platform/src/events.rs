//! Events between modules. The publisher writes a row for each listener in its own transaction; afterwards rows
//! are delivered and taken away. What was announced is delivered at least once, whatever dies between, so
//! listeners bear repeats. A listener that fails is tried again later and holds up nobody else.

use std::collections::BTreeMap;
use std::sync::Arc;

use blueprint_modular_monolith_kernel::Event;
use jiff::Timestamp;
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use crate::database::{Database, Result, Schema, documents};

const TABLES: &str = "create table if not exists events_deliveries (
    id integer primary key autoincrement, listener text not null, kind text not null, body text not null,
    attempts integer not null, announced integer not null, due integer not null) strict;
create index if not exists events_due on events_deliveries (due, id);";

/// How many deliveries are taken up at a time.
const BATCH: i64 = 100;
/// The wait after a first failure, doubled by each further one, in milliseconds.
const FIRST_WAIT: i64 = 200;
/// The longest.
const LONGEST_WAIT: i64 = 300_000;

/// An event on its way to a listener.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The same for each attempt.
    pub id: i64,
    /// Who is to take it.
    pub listener: String,
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

/// Those who listen in this process, by name.
pub type Listeners = BTreeMap<&'static str, Arc<dyn Listener>>;

/// Who listens to what: pairs of a kind of event and the name of a listener.
#[derive(Debug, Clone, Copy)]
pub struct Outbox(pub &'static [(&'static str, &'static str)]);

impl Outbox {
    /// Announces `event` in the publisher's transaction: it is announced if, and only if, that stays.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn announce<E: Event>(&self, transaction: &Transaction<'_>, event: &E) -> Result<()> {
        let body = serde_json::to_string(event)?;
        let mut insert = transaction.prepare_cached(
            "insert into events_deliveries (listener, kind, body, attempts, announced, due)
                values (?1, ?2, ?3, 0, ?4, ?4)",
        )?;
        for (_, listener) in self.0.iter().filter(|(kind, _)| *kind == E::KIND) {
            insert.execute(params![listener, E::KIND, body, now()])?;
        }
        Ok(())
    }
}

/// Delivers what was announced.
pub struct Dispatcher {
    schema: Schema,
    here: Listeners,
    elsewhere: Option<Arc<dyn Listener>>,
}

/// What is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Open {
    /// How many deliveries.
    pub deliveries: u32,
    /// How old the oldest is, in seconds.
    pub oldest: i64,
}

impl Dispatcher {
    /// One that delivers to those who are here, and what is for others to whoever knows them, if there is anybody. To
    /// be made before the first event is announced: the tables are part of it.
    ///
    /// # Errors
    /// When its tables cannot be made.
    pub fn new(database: &Database, here: Listeners, elsewhere: Option<Arc<dyn Listener>>) -> Result<Self> {
        Ok(Self { schema: database.schema("events", TABLES)?, here, elsewhere })
    }

    /// The listener of that name, if it is here.
    pub fn listener(&self, name: &str) -> Option<Arc<dyn Listener>> {
        self.here.get(name).cloned()
    }

    /// Delivers what is due, and what is announced meanwhile, until nothing is.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn deliver(&self) -> Result<()> {
        loop {
            let due = self.due()?;
            if due.is_empty() {
                return Ok(());
            }
            let mut went = Vec::with_capacity(due.len());
            for delivery in &due {
                match self.hand_over(delivery) {
                    Ok(()) => went.push(delivery.id),
                    Err(error) => {
                        let Delivery { id, listener, kind, .. } = delivery;
                        tracing::warn!(id, listener, kind, %error, "not delivered");
                        self.later(delivery.id)?;
                    }
                }
            }
            // A crash before this delivers them again.
            self.done(&went)?;
        }
    }

    /// What is still open.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open(&self) -> Result<Open> {
        self.schema.transaction(|transaction| {
            let statement = "select count(*), coalesce(max(?1 - announced), 0) / 1000 from events_deliveries";
            let mut query = transaction.prepare_cached(statement)?;
            Ok(query.query_row([now()], |row| Ok(Open { deliveries: row.get(0)?, oldest: row.get(1)? }))?)
        })
    }

    fn hand_over(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        let listener = self.here.get(&*delivery.listener).or(self.elsewhere.as_ref());
        // Kept: a module that is not there today may be there again after the next start.
        listener.ok_or("no module of that name is here")?.take(delivery)
    }

    fn due(&self) -> Result<Vec<Delivery>> {
        let statement = "select json_object('id', id, 'listener', listener, 'kind', kind, 'body', body)
            from events_deliveries where due <= ?1 order by id limit ?2";
        self.schema.transaction(|transaction| documents(transaction, statement, [now(), BATCH]))
    }

    fn later(&self, id: i64) -> Result<()> {
        let statement = "update events_deliveries
            set attempts = attempts + 1, due = ?1 + min(?2 << min(attempts, 16), ?3) where id = ?4";
        self.schema.execute(statement, [now(), FIRST_WAIT, LONGEST_WAIT, id])
    }

    fn done(&self, ids: &[i64]) -> Result<()> {
        let statement = "delete from events_deliveries where id in (select value from json_each(?1))";
        self.schema.execute(statement, [serde_json::to_string(ids)?])
    }
}

/// In milliseconds.
fn now() -> i64 {
    Timestamp::now().as_millisecond()
}
