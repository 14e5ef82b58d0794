//! The services that do the steps, each in a transaction of its own database.
//!
//! Whether they are told what to do ([`Commanded`]) or listen to each other (`choreography`), they do each step once:
//! see [`handled`].

pub mod handled;
mod parcels;
mod payments;
mod stock;

use rusqlite::{Transaction, params};

pub use parcels::Parcels;
pub use payments::Payments;
pub use stock::Stock;

use crate::channel::{Body, Message, Service};
use crate::orchestrator::{Answer, Direction, Outcome};
use crate::order::Order;
use crate::orders;
use crate::store::{Result, StoreError};

/// What a participant has taken for an order. As long as a row is `pending`, a saga is at work on it: that is the only
/// isolation there is, and whoever reads it as if it were `final` may have read what is `undone` later.
pub const TABLES: &str = "create table if not exists taken (
    id text primary key, of text not null, amount integer not null, state text not null) strict;";

/// A service that does two steps: it takes something that can be given back, and makes that final.
pub trait Participant: Send + Sync + 'static {
    /// Its name.
    const NAME: &'static str;
    /// Its tables.
    const TABLES: &'static str;
    /// The step that takes.
    const TAKES: &'static str;
    /// The step that makes it final.
    const FINISHES: &'static str;

    /// Of what an order takes how much.
    fn amount(order: &Order) -> (&str, i64);

    /// Takes that, or gives it back where the amount is below zero: by a change, not by a value from before, as others
    /// have changed it meanwhile. Says why not, if the business says no; giving back it never does.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    fn take(transaction: &Transaction<'_>, of: &str, amount: i64) -> Result<Outcome>;

    /// Does a step or takes it back, for the first and only time; only what was done is taken back.
    ///
    /// # Errors
    /// When the database cannot be read or written, or that step is somebody else's.
    fn act(transaction: &Transaction<'_>, order: &Order, step: &str, direction: Direction) -> Result<Outcome> {
        let (of, amount) = Self::amount(order);
        let (outcome, state) = match direction {
            Direction::Do if step == Self::TAKES => (Self::take(transaction, of, amount)?, "pending"),
            Direction::Undo if step == Self::TAKES => (Self::take(transaction, of, -amount)?, "undone"),
            Direction::Do if step == Self::FINISHES => (Outcome::Done, "final"),
            Direction::Do | Direction::Undo => return Err(StoreError::Astray(step.to_owned())),
        };
        if outcome == Outcome::Done {
            let mark = "insert into taken values (?1, ?2, ?3, ?4) on conflict do update set state = ?4";
            transaction.prepare_cached(mark)?.execute(params![order.id, of, amount, state])?;
        }
        Ok(outcome)
    }
}

/// A participant that does what it is told, and answers.
pub struct Commanded<P>(pub P);

impl<P: Participant> Service for Commanded<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn tables(&self) -> String {
        [P::TABLES, TABLES, handled::TABLES].concat()
    }

    fn take(&self, transaction: &Transaction<'_>, message: &Message, _now: i64) -> Result<Vec<Message>> {
        let Body::Command(command) = &message.body else { return message.astray() };
        let order: Order = serde_json::from_str(&command.payload)?;
        // A repeat gets the first answer again: that one may have been lost.
        let outcome = handled::once::<P>(transaction, &order, &command.step, command.direction)?;
        let (saga, step) = (command.saga.clone(), command.step.clone());
        let answer = Answer { saga, step, direction: command.direction, outcome };
        Ok(vec![Message { to: orders::NAME.to_owned(), body: Body::Answer(answer) }])
    }
}
