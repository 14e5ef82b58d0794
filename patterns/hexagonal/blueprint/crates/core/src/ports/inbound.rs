//! What the application offers: a port for customers' wishes, and one for the night's work.

use jiff::civil::Date;

use crate::domain::{Customer, Invoice, Plan, Refusal, Subscription};

/// What a customer can want.
pub trait Subscriptions: Send + Sync {
    /// Begins a subscription today.
    ///
    /// # Errors
    /// When the customer has one, or the rules do not allow it.
    fn subscribe(&self, customer: Customer, plan: Plan, seats: u32) -> Result<Subscription, RequestError>;

    /// Changes the plan or the number of seats today.
    ///
    /// # Errors
    /// When there is no subscription, or the rules do not allow it.
    fn change(&self, customer: &Customer, plan: Plan, seats: u32) -> Result<Subscription, RequestError>;

    /// Lets the subscription end with the period that is paid for.
    ///
    /// # Errors
    /// When there is none that goes on.
    fn cancel(&self, customer: &Customer) -> Result<Subscription, RequestError>;

    /// The customer's subscription.
    ///
    /// # Errors
    /// When there is none.
    fn subscription(&self, customer: &Customer) -> Result<Subscription, RequestError>;

    /// The customer's invoices, oldest first.
    ///
    /// # Errors
    /// When the books cannot be read.
    fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>, RequestError>;
}

/// What is to be done once a day.
pub trait Billing: Send + Sync {
    /// Bills what is due by `day`, today when it is left out, and collects what is open. Can be repeated, also
    /// after it was cut off anywhere.
    ///
    /// # Errors
    /// When the books cannot be read or written. What was done until then stands.
    fn run(&self, day: Option<Date>) -> Result<BillingReport, RequestError>;
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BillingReport {
    /// Invoices made.
    pub invoiced: usize,
    /// Invoices paid.
    pub collected: usize,
    /// Attempts that were declined.
    pub declined: usize,
    /// Subscriptions suspended, because the last attempt was declined.
    pub suspended: usize,
    /// Whether payments were not to be had: the rest is left to the next run.
    pub cut_short: bool,
}

/// Why a request is not fulfilled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The customer has no subscription.
    #[error("{0} has no subscription")]
    Unknown(Customer),
    /// The customer has one already.
    #[error("{0} has a subscription already")]
    Taken(Customer),
    /// The rules do not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Others changed the same thing all the while.
    #[error("others are changing the same subscription; try again")]
    Busy,
    /// The books are not to be had.
    #[error("the books are not to be had at the moment")]
    Unavailable,
}
