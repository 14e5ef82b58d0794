//! Deposits, which sign-ups ask for: taken at first, and kept or given back in the end.

use std::sync::Arc;

use blueprint_modular_monolith_platform::database::{Database, DatabaseError, Schema};
use blueprint_modular_monolith_platform::events::{Delivery, Listener, NotDelivered, Outbox};
use blueprint_modular_monolith_platform::steps::{self, Asked, Direction};
use blueprint_modular_monolith_signups_door::{self as door, DepositAsked, StepAnswered};
use rusqlite::params;

use crate::payments::{PaymentError, Payments};

const MODULE: &str = "invoicing";

/// As long as a row is `pending`, its saga may still give it back: nobody may count on it.
const TABLES: &str = "create table if not exists invoicing_deposits (
    saga text primary key, customer text not null, cents integer not null, state text not null) strict, without rowid;";

/// The part of the module that keeps deposits.
#[derive(Clone)]
pub struct Deposits {
    schema: Schema,
    outbox: Outbox,
    payments: Arc<dyn Payments>,
}

impl Deposits {
    /// It, with its tables in `database`.
    ///
    /// # Errors
    /// When its tables cannot be made.
    pub fn start(database: &Database, outbox: Outbox, payments: Arc<dyn Payments>) -> Result<Self, DatabaseError> {
        let tables = format!("{TABLES}{}", steps::table(MODULE));
        Ok(Self { schema: database.schema(MODULE, &tables)?, outbox, payments })
    }

    /// The customers of whom something is held, with whether that is `pending` or `final`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn held(&self) -> Result<Vec<(String, String)>, DatabaseError> {
        self.schema.transaction(|transaction| {
            let statement = "select customer, state from invoicing_deposits order by customer";
            let mut query = transaction.prepare_cached(statement)?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Does what is asked with the money; gives why not, if it is refused. It may be done again.
    fn pay(&self, DepositAsked { step, signup }: &DepositAsked) -> Result<Option<String>, PaymentError> {
        let reference = format!("deposit/{}", step.saga);
        let paid = match (step.name.as_str(), step.direction) {
            ("take-deposit", door::Direction::Do) => self.payments.charge(&reference, &signup.customer, signup.deposit),
            ("take-deposit", door::Direction::Undo) => self.payments.give_back(&reference),
            _ => Ok(()),
        };
        match paid {
            Ok(()) => Ok(None),
            Err(error @ PaymentError::Declined) => Ok(Some(error.to_string())),
            Err(error @ PaymentError::Unavailable(_)) => Err(error),
        }
    }
}

impl Listener for Deposits {
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        let Some(asked) = delivery.of::<DepositAsked>()? else { return Ok(()) };
        // Before the transaction: after a crash between, it is asked for again under the same reference, and that is
        // no second payment.
        let paid = self.pay(&asked)?;
        let DepositAsked { step, signup } = asked;
        self.schema.transaction(|transaction| {
            let direction = match step.direction {
                door::Direction::Do => Direction::Do,
                door::Direction::Undo => Direction::Undo,
            };
            let refused =
                steps::once(transaction, MODULE, Asked { saga: &step.saga, step: &step.name, direction }, || {
                    if paid.is_some() {
                        return Ok(paid);
                    }
                    match (step.name.as_str(), direction) {
                        ("take-deposit", Direction::Do) => {
                            let take = "insert into invoicing_deposits values (?1, ?2, ?3, 'pending')";
                            let row = params![step.saga, signup.customer.to_string(), signup.deposit.0];
                            transaction.prepare_cached(take)?.execute(row)?;
                        }
                        (_, Direction::Undo) => {
                            let give_back = "delete from invoicing_deposits where saga = ?1";
                            transaction.prepare_cached(give_back)?.execute([&step.saga])?;
                        }
                        (_, Direction::Do) => {
                            let keep = "update invoicing_deposits set state = 'final' where saga = ?1";
                            transaction.prepare_cached(keep)?.execute([&step.saga])?;
                        }
                    }
                    Ok(None)
                })?;
            self.outbox.announce(transaction, &StepAnswered { step, refused })
        })?;
        Ok(())
    }
}
