//! The module: its use cases, and what it listens to.

use std::sync::Arc;

use blueprint_modular_monolith_invoicing_door::{Balance, InvoiceGivenUp, Invoicing, InvoicingError};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::database::{self, Database, DatabaseError, Schema};
use blueprint_modular_monolith_platform::events::{Delivery, Listener, NotDelivered, Outbox};
use jiff::civil::Date;
use rusqlite::Transaction;

use crate::plan::Plan;
use crate::store;
use crate::subscription::{State, Subscription};

/// The module.
#[derive(Clone)]
pub struct Subscriptions {
    schema: Schema,
    outbox: Outbox,
    invoicing: Arc<dyn Invoicing>,
}

/// Why a request is not fulfilled.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The customer has no subscription.
    #[error("{0} has no subscription")]
    Unknown(Customer),
    /// The customer has one already.
    #[error("{0} has a subscription already")]
    Taken(Customer),
    /// The plan is not sold with so many seats.
    #[error("the plan {} is sold with {} to {} seats", .0, .0.seats().start(), .0.seats().end())]
    Seats(Plan),
    /// The subscription has ended or is about to.
    #[error("the subscription does not go on")]
    NotActive,
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The neighbour.
    #[error(transparent)]
    Invoicing(#[from] InvoicingError),
}

/// What comes of a request.
pub(crate) type Result<T, E = RequestError> = std::result::Result<T, E>;

impl Subscriptions {
    /// The module, with its tables in `database` and the door of its neighbour.
    ///
    /// # Errors
    /// When its tables cannot be made.
    pub fn start(database: &Database, outbox: Outbox, invoicing: Arc<dyn Invoicing>) -> database::Result<Self> {
        Ok(Self { schema: database.schema("subscriptions", store::TABLES)?, outbox, invoicing })
    }

    /// Begins a subscription on `day`.
    ///
    /// # Errors
    /// When the customer has one, or the rules do not allow it.
    pub fn subscribe(&self, customer: Customer, plan: Plan, seats: u32, day: Date) -> Result<Subscription> {
        self.schema.transaction(|transaction| {
            if store::find(transaction, &customer)?.is_some() {
                return Err(RequestError::Taken(customer));
            }
            let begun = Subscription::begin(customer, plan, seats, day)?;
            store::keep(transaction, &begun)?;
            Ok(begun)
        })
    }

    /// Changes the plan or the number of seats, from the next period on.
    ///
    /// # Errors
    /// When there is no subscription, or the rules do not allow it.
    pub fn change(&self, customer: &Customer, plan: Plan, seats: u32) -> Result<Subscription> {
        self.alter(customer, |subscription| subscription.change(plan, seats))
    }

    /// Lets the subscription end with the period that is paid for.
    ///
    /// # Errors
    /// When there is none that goes on.
    pub fn cancel(&self, customer: &Customer) -> Result<Subscription> {
        self.alter(customer, Subscription::cancel)
    }

    /// The customer's subscription.
    ///
    /// # Errors
    /// When there is none.
    pub fn subscription(&self, customer: &Customer) -> Result<Subscription> {
        self.schema.transaction(|transaction| existing(transaction, customer))
    }

    /// Up to so many subscriptions behind `after`, each with what its customer owes: one call at the neighbour's
    /// door for all of them.
    ///
    /// # Errors
    /// When the database or the neighbour cannot be asked.
    pub fn overview(&self, after: &str, rows: u32) -> Result<Vec<(Subscription, Balance)>> {
        let found = self.schema.transaction(|transaction| store::page(transaction, after, rows))?;
        let customers: Vec<Customer> = found.iter().map(|subscription| subscription.customer.clone()).collect();
        Ok(found.into_iter().zip(self.invoicing.balances(&customers)?).collect())
    }

    /// Begins all periods whose day has come, and announces each in the transaction that counts it.
    ///
    /// # Errors
    /// When the database cannot be read or written. What was announced until then stands.
    pub fn begin_periods(&self, day: Date) -> database::Result<u32> {
        let mut announced = 0;
        loop {
            let due = self.schema.transaction(|transaction| {
                let mut due = store::due(transaction, day)?;
                for subscription in &mut due {
                    if let Some(event) = subscription.begin_period(day) {
                        self.outbox.announce(transaction, &event)?;
                        announced += 1;
                    }
                    store::keep(transaction, subscription)?;
                }
                Ok::<_, DatabaseError>(due.len())
            })?;
            if due == 0 {
                return Ok(announced);
            }
        }
    }

    fn alter(&self, customer: &Customer, how: impl FnOnce(&mut Subscription) -> Result<()>) -> Result<Subscription> {
        self.schema.transaction(|transaction| {
            let mut subscription = existing(transaction, customer)?;
            how(&mut subscription)?;
            store::keep(transaction, &subscription)?;
            Ok(subscription)
        })
    }
}

fn existing(transaction: &Transaction<'_>, customer: &Customer) -> Result<Subscription> {
    store::find(transaction, customer)?.ok_or_else(|| RequestError::Unknown(customer.clone()))
}

impl Listener for Subscriptions {
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        if let Some(InvoiceGivenUp { customer, .. }) = delivery.of()? {
            self.alter(&customer, |subscription| {
                subscription.state = State::Suspended;
                Ok(())
            })?;
        }
        Ok(())
    }
}
