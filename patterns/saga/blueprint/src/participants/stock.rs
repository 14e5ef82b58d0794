//! What is on the shelf, and what of it is put aside for orders.

use rusqlite::{Transaction, params};

use super::Participant;
use crate::orchestrator::Outcome;
use crate::order::Order;
use crate::store::Result;

/// The service.
pub struct Stock;

impl Participant for Stock {
    const NAME: &'static str = "stock";
    /// `delivered` is what the shelf began with. The rows are there to try things with.
    const TABLES: &'static str = "create table if not exists shelf (
        item text primary key, free integer not null check (free >= 0), delivered integer not null) strict;
    insert into shelf values ('anvil', 5, 5), ('tongs', 100, 100) on conflict do nothing;";
    const TAKES: &'static str = "reserve-goods";
    const FINISHES: &'static str = "ship-goods";

    fn amount(order: &Order) -> (&str, i64) {
        (&order.item, order.quantity.into())
    }

    fn take(transaction: &Transaction<'_>, item: &str, quantity: i64) -> Result<Outcome> {
        let take = "update shelf set free = free - ?2 where item = ?1 and free >= ?2";
        let taken = transaction.prepare_cached(take)?.execute(params![item, quantity])? > 0;
        Ok(if taken { Outcome::Done } else { Outcome::Refused(format!("{item} is sold out")) })
    }
}
