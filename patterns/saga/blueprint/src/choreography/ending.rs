//! Takes orders, and hears how they end. What happens between it never hears: it can say `accepted`, and no more.

use rusqlite::Transaction;

use super::{Fact, Hears};
use crate::channel::{Body, Message, Service};
use crate::orchestrator::{Direction, Outcome, State, TABLES, begin, end};
use crate::orders::NAME;
use crate::store::Result;

/// The service. Its table is that of the orchestrator, in which it writes the first line and the last.
pub struct Orders;

/// What it listens for.
pub(super) const HEARS: [Hears; 3] =
    [Hears::Refused("reserve-goods"), Hears::TakenBack("reserve-goods"), Hears::Done("send-parcel")];

impl Service for Orders {
    fn name(&self) -> &'static str {
        NAME
    }

    fn tables(&self) -> String {
        TABLES.to_owned()
    }

    fn take(&self, transaction: &Transaction<'_>, message: &Message, now: i64) -> Result<Vec<Message>> {
        let fact = match &message.body {
            Body::Fact(fact) => fact,
            Body::Order(order) => {
                let begun = begin(transaction, &order.id, &serde_json::to_string(order)?, "", now)?;
                let (step, direction) = ("place-order".to_owned(), Direction::Do);
                let placed = Fact { order: order.clone(), step, direction, outcome: Outcome::Done };
                return Ok(begun.map(|_| placed.announced()).unwrap_or_default());
            }
            Body::Command(_) | Body::Answer(_) => return message.astray(),
        };
        let state = if fact.is(Hears::Done("send-parcel")) { State::Done } else { State::TakenBack };
        let reason = if let Outcome::Refused(why) = &fact.outcome { Some(why.as_str()) } else { None };
        end(transaction, &fact.order.id, state, reason, now)?;
        Ok(Vec::new())
    }
}
