//! What follows the record: each from a position of its own, at its own pace, one event after the other.
//!
//! There are two kinds, and they must not be mixed up. Views have no effect but their rows, and are rebuilt
//! whenever somebody likes; see [`crate::views`]. What has an effect elsewhere, as the eraser of keys, is never
//! replayed, or last year's letters would go out again.

mod eraser;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};
use serde::Serialize;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

use crate::database::{forget_log, lock};
use crate::domain::Event;
use crate::error::Error;
use crate::store::{Recorded, Store};
pub(crate) use eraser::eraser;

/// The position that a processor has reached, in the same file as what it did, so that both change in one transaction:
/// kept apart, a crash between the two would count an event twice or never. And the events that it set aside.
pub(crate) const TABLES: &str = "
create table if not exists checkpoint (position integer not null) strict;
insert into checkpoint (position) select 0 where not exists (select 1 from checkpoint);
create table if not exists parked (position integer primary key, stream text not null, why text not null) strict;";

/// Changes tables for an event. What it looks at are these tables and the event, and whether a person still has a key.
/// Where the event does not fit what went before, it will not fit later, either: it is set aside, and with it all that
/// happens to the same stream, until the tables are made anew. Trouble with the disk stops the processor for a while.
pub type Apply = dyn Fn(&Connection, &Recorded, &Event) -> Result<(), Error> + Send + Sync;

/// How far a processor has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// What it is called.
    pub name: &'static str,
    /// The position of the last event it is done with.
    pub position: i64,
    /// How old the first event is that it is not done with, in milliseconds: the figure to watch.
    pub oldest_ms: i64,
    /// How many events were set aside: none, or somebody has to look.
    pub parked: u32,
}

/// Something that follows the record.
pub struct Processor {
    /// What it is called.
    pub name: &'static str,
    pub(crate) position: watch::Sender<i64>,
    pub(crate) tables: Mutex<Connection>,
    apply: Box<Apply>,
}

impl Processor {
    pub(crate) fn new(name: &'static str, tables: Connection, apply: Box<Apply>) -> Result<Self, Error> {
        let position = watch::Sender::new(position(&tables)?);
        Ok(Self { name, tables: Mutex::new(tables), apply, position })
    }

    /// The position of the last event it is done with, as it grows.
    pub fn reached(&self) -> watch::Receiver<i64> {
        self.position.subscribe()
    }

    /// How far it has come in `store`.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn progress(&self, store: &Store) -> Result<Progress, Error> {
        let position = *self.position.borrow();
        let now = Timestamp::now().as_millisecond();
        let next = store.after(position, 1)?;
        let oldest_ms = next.first().map_or(0, |event| (now - event.at.as_millisecond()).max(0));
        let parked = lock(&self.tables).query_row("select count(*) from parked", [], |row| row.get(0))?;
        Ok(Progress { name: self.name, position, oldest_ms, parked })
    }

    /// Processes the next events, at most `batch`; gives how many there were.
    ///
    /// # Errors
    /// When it cannot go on now. The next call goes on where this one did.
    pub fn process(&self, store: &Store, batch: u32) -> Result<usize, Error> {
        let mut tables = lock(&self.tables);
        let done = self.advance(&mut tables, store, batch)?;
        self.position.send_replace(position(&tables)?);
        Ok(done)
    }

    /// Follows `store` until told to stop, and rests for so long when it is at its end. It looks by itself: another
    /// process may append to the same file, and nobody here is told of that.
    pub async fn follow(self: Arc<Self>, store: Arc<Store>, batch: u32, rest: Duration, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let (next, from) = (Arc::clone(&self), Arc::clone(&store));
            let done = spawn_blocking(move || next.process(&from, batch)).await;
            let rest = match done.unwrap_or_else(|why| Err(why.into())) {
                Ok(0) => rest,
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(name = self.name, %error, "does not get on; trying again in a second");
                    Duration::from_secs(1)
                }
            };
            stop.run_until_cancelled(tokio::time::sleep(rest)).await;
        }
    }

    /// Applies the next events to `tables`, at most `batch`, and keeps the position, in one transaction; gives how
    /// many there were.
    ///
    /// One that does not fit is set aside, and with it all that happens to its stream. They are not skipped in
    /// silence: they count as parked until the tables are made anew.
    pub(crate) fn advance(&self, tables: &mut Connection, store: &Store, batch: u32) -> Result<usize, Error> {
        // Nobody else moves the position from here on.
        let transaction = tables.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let events = store.after(position(&transaction)?, batch)?;
        let Some(last) = events.last() else { return Ok(0) };
        let mut parked: HashSet<String> = transaction
            .prepare_cached("select distinct stream from parked")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        // Prepared once: there is a savepoint for each event, so that one that fails half-way leaves nothing.
        let run = |statement: &str| transaction.prepare_cached(statement)?.execute([]);
        for recorded in &events {
            run("savepoint event")?;
            let applied = match &recorded.event {
                _ if parked.contains(&recorded.stream) => Err(Error::Unfit("an earlier one is set aside")),
                Err(unreadable) => Err(unreadable.clone().into()),
                Ok(event) => (self.apply)(&transaction, recorded, event),
            };
            if let Err(why) = applied {
                if !why.lasts() {
                    return Err(why);
                }
                run("rollback to event")?;
                let (name, position, stream, why) = (self.name, recorded.position, &recorded.stream, why.to_string());
                if parked.insert(stream.clone()) {
                    tracing::error!(name, position, stream, why, "an event is set aside");
                }
                let statement = "insert into parked (position, stream, why) values (?1, ?2, ?3)";
                transaction.prepare_cached(statement)?.execute(params![position, stream, why])?;
            }
            run("release event")?;
        }
        transaction.execute("update checkpoint set position = ?1", [last.position])?;
        transaction.commit()?;
        if events.iter().any(|recorded| matches!(recorded.event, Ok(Event::Forgotten { .. }))) {
            forget_log(tables)?;
        }
        Ok(events.len())
    }
}

pub(crate) fn position(tables: &Connection) -> rusqlite::Result<i64> {
    tables.query_row("select position from checkpoint", [], |row| row.get(0))
}
