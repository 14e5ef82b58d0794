//! What is owed for delivered parcels? Wants deliveries alone, in any order. It recognises a repeat by the message's
//! id, which is kept with the charge.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use rusqlite::{Connection, params};
use serde::Serialize;

use super::{HandleError, Handler};
use crate::message::Message;

const TABLES: &str = "pragma journal_mode = wal; create table if not exists charges (
    message text primary key, parcel text not null, cents integer not null) strict;";

/// Cents for a delivery, by region.
const PRICES: [(&str, u32); 4] = [("north", 450), ("east", 520), ("south", 480), ("west", 610)];

/// What is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Charge {
    /// For which parcel.
    pub parcel: String,
    /// How much.
    pub cents: u32,
}

/// Who acts on messages.
pub struct Billing {
    tables: Mutex<Connection>,
}

impl Billing {
    /// With its tables in `file`.
    ///
    /// # Errors
    /// When that cannot be opened.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let tables = Connection::open(file)?;
        tables.execute_batch(TABLES)?;
        Ok(Self { tables: Mutex::new(tables) })
    }

    /// All charges.
    ///
    /// # Errors
    /// When the tables cannot be read.
    pub fn charges(&self) -> rusqlite::Result<Vec<Charge>> {
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let mut query = tables.prepare_cached("select parcel, cents from charges order by parcel")?;
        query.query_map([], |row| Ok(Charge { parcel: row.get(0)?, cents: row.get(1)? }))?.collect()
    }
}

#[async_trait]
impl Handler for Billing {
    async fn handle(&self, message: &Message) -> Result<(), HandleError> {
        let price = PRICES.iter().find(|(region, _)| *region == message.region);
        let never = || HandleError::Never(format!("there is no price for `{}`", message.region));
        let (_, cents) = price.ok_or_else(never)?;
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let statement = "insert into charges (message, parcel, cents) values (?1, ?2, ?3) on conflict do nothing";
        tables.prepare_cached(statement)?.execute(params![message.id.to_string(), message.key, cents])?;
        Ok(())
    }
}
