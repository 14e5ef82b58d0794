//! The same orders without anybody who knows the sequence: each service announces what it did, and listens for what
//! others did.
//!
//! Two things are missing here, and not by mistake. No file shows the whole, so that the sequence is found by reading
//! all of them; and nobody gives up a step that takes too long, as nobody waits for it.

mod ending;
mod parcels;
mod payments;
mod stock;

use std::sync::Arc;

use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

pub use ending::Orders;

use crate::channel::{Body, Message, Service};
use crate::orchestrator::{Direction, Outcome};
use crate::order::Order;
use crate::orders;
use crate::participants::{self, Parcels, Participant, Payments, Stock, handled};
use crate::store::Result;

/// What a service announces: a step that it did, refused or took back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Of which order.
    pub order: Order,
    /// Which step.
    pub step: String,
    /// Done or taken back.
    pub direction: Direction,
    /// Whether it was refused.
    pub outcome: Outcome,
}

/// What one listens for.
#[derive(Debug, Clone, Copy)]
enum Hears {
    Done(&'static str),
    Refused(&'static str),
    TakenBack(&'static str),
}

/// What one does about it.
type Reaction = (Hears, Direction, &'static str);

/// A participant that listens, and what it does about what.
pub struct Listening<P>(pub P, &'static [Reaction]);

/// All services, in this style.
pub fn services() -> [Arc<dyn Service>; 4] {
    [
        Arc::new(Orders),
        Arc::new(Listening(Stock, stock::REACTIONS)),
        Arc::new(Listening(Payments, payments::REACTIONS)),
        Arc::new(Listening(Parcels, parcels::REACTIONS)),
    ]
}

impl Fact {
    fn is(&self, hears: Hears) -> bool {
        let (step, direction, done) = match hears {
            Hears::Done(step) => (step, Direction::Do, true),
            Hears::Refused(step) => (step, Direction::Do, false),
            Hears::TakenBack(step) => (step, Direction::Undo, true),
        };
        (self.step.as_str(), self.direction, self.outcome == Outcome::Done) == (step, direction, done)
    }

    /// A message for each who listens for it.
    fn announced(&self) -> Vec<Message> {
        tracing::debug!(saga = self.order.id, step = self.step, %self.direction, ?self.outcome, "announced");
        let hears = |reactions: &[Reaction]| reactions.iter().any(|(hears, ..)| self.is(*hears));
        let listeners = [
            (Stock::NAME, hears(stock::REACTIONS)),
            (Payments::NAME, hears(payments::REACTIONS)),
            (Parcels::NAME, hears(parcels::REACTIONS)),
            (orders::NAME, ending::HEARS.into_iter().any(|hears| self.is(hears))),
        ];
        let message = |to: &str| Message { to: to.to_owned(), body: Body::Fact(self.clone()) };
        listeners.into_iter().filter(|(_, hears)| *hears).map(|(name, _)| message(name)).collect()
    }
}

impl<P: Participant> Service for Listening<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn tables(&self) -> String {
        [P::TABLES, participants::TABLES, handled::TABLES].concat()
    }

    fn take(&self, transaction: &Transaction<'_>, message: &Message, _now: i64) -> Result<Vec<Message>> {
        let Body::Fact(fact) = &message.body else { return message.astray() };
        let reaction = self.1.iter().find(|(hears, ..)| fact.is(*hears));
        let Some((_, direction, step)) = reaction else { return message.astray() };
        if handled::before(transaction, &fact.order.id, step, *direction)?.is_some() {
            // It was announced in the transaction that did it.
            return Ok(Vec::new());
        }
        let outcome = handled::once::<P>(transaction, &fact.order, step, *direction)?;
        Ok(Fact { order: fact.order.clone(), step: (*step).to_owned(), direction: *direction, outcome }.announced())
    }
}
