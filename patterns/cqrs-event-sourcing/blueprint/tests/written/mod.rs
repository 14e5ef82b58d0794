//! Events as an older service left them: in shapes that nobody writes any more, or damaged.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::world::World;

#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) stream: String,
    pub(crate) kind: String,
    pub(crate) shape: u32,
    pub(crate) body: String,
    pub(crate) at: Timestamp,
}

/// A service that begins with these events.
pub(crate) fn world_with(events: &[Written]) -> World {
    World::new().restart_after(|data| {
        let record = Connection::open(data.join("events.sqlite")).expect("opened");
        let statement = "insert into events (stream, version, kind, shape, body, actor, command, at, link)
            select ?1, count(*) + 1, ?2, ?3, ?4, 'clerk', '', ?5, zeroblob(32) from events where stream = ?1";
        for Written { stream, kind, shape, body, at } in events {
            record.execute(statement, params![stream, kind, shape, body, at.as_millisecond()]).expect("written");
        }
    })
}
