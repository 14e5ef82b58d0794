//! What customers have, and what of it is held for orders or gone to the shop.

use rusqlite::{Transaction, params};

use super::Participant;
use crate::orchestrator::Outcome;
use crate::order::Order;
use crate::store::Result;

/// The service.
pub struct Payments;

impl Participant for Payments {
    const NAME: &'static str = "payments";
    /// `opened` is what the account began with. The rows are there to try things with.
    const TABLES: &'static str = "create table if not exists accounts (
        customer text primary key, balance integer not null check (balance >= 0), opened integer not null) strict;
    insert into accounts values ('ada', 50000, 50000), ('broke-bob', 100, 100) on conflict do nothing;";
    const TAKES: &'static str = "hold-money";
    const FINISHES: &'static str = "take-money";

    fn amount(order: &Order) -> (&str, i64) {
        (&order.customer, order.cents)
    }

    fn take(transaction: &Transaction<'_>, customer: &str, cents: i64) -> Result<Outcome> {
        let take = "update accounts set balance = balance - ?2 where customer = ?1 and balance >= ?2";
        let taken = transaction.prepare_cached(take)?.execute(params![customer, cents])? > 0;
        Ok(if taken { Outcome::Done } else { Outcome::Refused("the payment was declined".to_owned()) })
    }
}
