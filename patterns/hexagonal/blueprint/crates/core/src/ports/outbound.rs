//! What the application needs from others, worded by what it needs it for.

use jiff::civil::Date;

use crate::domain::{Cents, Customer, Invoice, Subscription};

/// What one use case changes: a unit of work, kept whole or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Subscriptions as they shall be.
    pub subscriptions: Vec<Subscription>,
    /// Invoices as they shall be.
    pub invoices: Vec<Invoice>,
}

/// Keeps subscriptions and invoices. Whoever fulfils this passes the contract in `tests/contract`.
pub trait Books: Send + Sync {
    /// A customer's subscription.
    ///
    /// # Errors
    /// When the books are not to be had.
    fn subscription(&self, customer: &Customer) -> Result<Option<Subscription>, BooksError>;

    /// Subscriptions with a period that can be billed by `day`, at most so many, by customer.
    ///
    /// # Errors
    /// When the books are not to be had.
    fn due(&self, day: Date, at_most: u32) -> Result<Vec<Subscription>, BooksError>;

    /// A customer's invoices, oldest first.
    ///
    /// # Errors
    /// When the books are not to be had.
    fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>, BooksError>;

    /// Open invoices whose next attempt is due by `day`, at most so many, by number.
    ///
    /// # Errors
    /// When the books are not to be had.
    fn collectable(&self, day: Date, at_most: u32) -> Result<Vec<Invoice>, BooksError>;

    /// Keeps all of the changes or none. Each must be of the version that is kept, 0 where there is none yet;
    /// then it is kept as the next version.
    ///
    /// # Errors
    /// [`BooksError::Conflict`] when one is not, or the books are not to be had.
    fn commit(&self, changes: &Changes) -> Result<(), BooksError>;
}

/// Why the books did not do as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BooksError {
    /// Something changed since it was read. Nothing was kept.
    #[error("something changed since it was read")]
    Conflict,
    /// They are not to be had. Whether a commit was kept is not known.
    #[error("the books are not to be had: {0}")]
    Unavailable(String),
}

/// Takes payments.
pub trait Payments: Send + Sync {
    /// Takes a payment; gives what proves it. The same `reference` is taken once, and answered alike each time.
    ///
    /// # Errors
    /// When it is declined, or nobody knows.
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<String, PaymentError>;
}

/// Why there is no payment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// The customer's bank says no.
    #[error("the payment was declined")]
    Declined,
    /// Nobody answered. It may have been taken, and may be asked for again under the same reference.
    #[error("payments are not to be had: {0}")]
    Unavailable(String),
}

/// Tells the day: rules that look at a clock themselves can only be tested today.
pub trait Clock: Send + Sync {
    /// Today.
    fn today(&self) -> Date;
}
