//! Subscriptions that begin because sign-ups ask for it.

use blueprint_modular_monolith_platform::database::{Database, DatabaseError, Schema};
use blueprint_modular_monolith_platform::events::{Delivery, Listener, NotDelivered, Outbox};
use blueprint_modular_monolith_platform::steps::{self, Asked, Direction};
use blueprint_modular_monolith_signups_door::{self as door, BeginningAsked, Signup, StepAnswered};
use rusqlite::Transaction;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use crate::module::RequestError;
use crate::plan::Plan;
use crate::store;
use crate::subscription::Subscription;

const MODULE: &str = "subscriptions";

/// The part of the module that lets them begin.
pub struct Beginnings {
    schema: Schema,
    outbox: Outbox,
}

impl Beginnings {
    /// It, with its tables in `database`.
    ///
    /// # Errors
    /// When its tables cannot be made.
    pub fn start(database: &Database, outbox: Outbox) -> Result<Self, DatabaseError> {
        let tables = format!("{}{}", store::TABLES, steps::table(MODULE));
        Ok(Self { schema: database.schema(MODULE, &tables)?, outbox })
    }
}

impl Listener for Beginnings {
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        let Some(BeginningAsked { step, signup }) = delivery.of()? else { return Ok(()) };
        self.schema.transaction(|transaction| {
            let direction = match step.direction {
                door::Direction::Do => Direction::Do,
                door::Direction::Undo => Direction::Undo,
            };
            let asked = Asked { saga: &step.saga, step: &step.name, direction };
            let refused = steps::once(transaction, MODULE, asked, || begin(transaction, &signup))?;
            self.outbox.announce(transaction, &StepAnswered { step, refused })
        })?;
        Ok(())
    }
}

/// Lets one begin; gives why not, if the rules say no.
fn begin(transaction: &Transaction<'_>, signup: &Signup) -> Result<Option<String>, DatabaseError> {
    let plan = match Plan::deserialize(signup.plan.as_str().into_deserializer()) {
        Ok(plan) => plan,
        Err::<_, Error>(error) => return Ok(Some(error.to_string())),
    };
    if store::find(transaction, &signup.customer)?.is_some() {
        return Ok(Some(RequestError::Taken(signup.customer.clone()).to_string()));
    }
    match Subscription::begin(signup.customer.clone(), plan, signup.seats, signup.day) {
        Ok(begun) => store::keep(transaction, &begun).map(|()| None),
        Err(refusal) => Ok(Some(refusal.to_string())),
    }
}
