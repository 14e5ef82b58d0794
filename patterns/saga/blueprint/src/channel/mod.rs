//! Carries messages from each service's outbox to the service they are for, at least once and in no order that
//! anybody may rely on. It stands in for a broker: all services run in this process, each with a database of its own,
//! and know each other by name only.

mod message;
mod outbox;
mod weather;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use message::{Body, Message};
pub use weather::{Fate, Weather, fair};

use crate::store::{self, Outlives, Result, StoreError};

/// How many messages of a service are taken up at a time.
const BATCH: u32 = 200;
/// The wait after a delivery that failed, doubled by each further one.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Who gets messages.
pub trait Service: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Its tables, as statements that create what is not there.
    fn tables(&self) -> String;

    /// Deals with a message in a transaction of its own database, and says what is to be sent. The same one may
    /// come again.
    ///
    /// # Errors
    /// When it cannot; it comes again later.
    fn take(&self, transaction: &Transaction<'_>, message: &Message, now: i64) -> Result<Vec<Message>>;

    /// Does what is due without a message.
    ///
    /// # Errors
    /// When it cannot.
    fn tick(&self, _: &Transaction<'_>, _now: i64) -> Result<Vec<Message>> {
        Ok(Vec::new())
    }
}

/// A service where it runs, with its database.
pub struct Node {
    /// The service.
    pub service: Arc<dyn Service>,
    connection: Mutex<Connection>,
}

impl Node {
    /// Opens its database in `folder`.
    ///
    /// # Errors
    /// When that cannot be opened.
    pub fn open(service: Arc<dyn Service>, folder: &Path, outlives: Outlives) -> Result<Self> {
        let (file, tables) = (format!("{}.sqlite", service.name()), service.tables() + outbox::TABLES);
        let connection = store::open(&folder.join(file), outlives, &tables)?;
        Ok(Self { service, connection: Mutex::new(connection) })
    }

    /// Does `work` in one transaction of its database: all of it stays, or nothing.
    ///
    /// # Errors
    /// Those of `work`, and when it cannot be kept.
    pub fn transaction<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// The same, and what is to be sent is kept in that transaction, too.
    ///
    /// # Errors
    /// Those of `work`, and when it cannot be kept.
    pub fn send<T>(&self, now: i64, work: impl FnOnce(&Transaction<'_>) -> Result<(T, Vec<Message>)>) -> Result<T> {
        self.transaction(|transaction| {
            let (done, messages) = work(transaction)?;
            outbox::put(transaction, &messages, now)?;
            Ok(done)
        })
    }
}

/// All services and what is on its way between them.
pub struct Channel {
    nodes: Vec<Node>,
    weather: Weather,
}

impl Channel {
    /// One between these.
    pub fn new(nodes: Vec<Node>, weather: Weather) -> Self {
        Self { nodes, weather }
    }

    /// The service of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn node(&self, name: &str) -> Result<&Node> {
        self.nodes.iter().find(|node| node.service.name() == name).ok_or_else(|| StoreError::Away(name.to_owned()))
    }

    /// Does all that is due everywhere; gives how much was tried.
    ///
    /// # Errors
    /// When a database cannot be read or written.
    pub fn work(&self, now: i64) -> Result<usize> {
        let (mut all, mut before) = (0, None);
        while before != Some(all) {
            before = Some(all);
            for node in &self.nodes {
                all += node.send(now, |transaction| {
                    let messages = node.service.tick(transaction, now)?;
                    Ok((messages.len(), messages))
                })?;
                all += self.relay(node, now)?;
            }
        }
        Ok(all)
    }

    /// Hands over what is due from one service.
    fn relay(&self, from: &Node, now: i64) -> Result<usize> {
        let due = from.transaction(|transaction| outbox::due(transaction, now, BATCH))?;
        let (mut gone, mut later) = (Vec::new(), Vec::new());
        for (id, attempts, text) in &due {
            let message = serde_json::from_str(text).map_err(StoreError::from);
            let again = message.and_then(|message| self.hand_over(&message, *attempts, now)).unwrap_or_else(|error| {
                tracing::warn!(from = from.service.name(), id, attempts, %error, "not handed over");
                Some(FIRST_WAIT.saturating_mul(1 << attempts.min(&16)).min(LONGEST_WAIT))
            });
            match again {
                None => gone.push(*id),
                Some(wait) => later.push((*id, now + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))),
            }
        }
        if !due.is_empty() {
            // A crash before this hands them over again.
            from.transaction(|transaction| outbox::sent(transaction, &gone, &later))?;
        }
        Ok(due.len())
    }

    /// Hands a message over, and says after what time that is to be repeated, if at all.
    fn hand_over(&self, message: &Message, attempts: u32, now: i64) -> Result<Option<Duration>> {
        let fate = (self.weather)(message, attempts);
        match fate {
            Fate::Lost => return Err(StoreError::Away(message.to.clone())),
            Fate::Late(by) => return Ok(Some(by)),
            Fate::Well | Fate::Twice => {}
        }
        let node = self.node(&message.to)?;
        node.send(now, |transaction| Ok(((), node.service.take(transaction, message, now)?)))?;
        Ok((fate == Fate::Twice).then_some(FIRST_WAIT))
    }
}
