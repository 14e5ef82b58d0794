//! The door of invoicing: what other modules may ask it, and what it announces. Plain data only, so that it can
//! stand before a module in the same process or in another.

use blueprint_modular_monolith_kernel::{Cents, Customer, Event};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What other modules may ask.
pub trait Invoicing: Send + Sync {
    /// What each of these customers owes, in their order. Ask for many at once: a call for each would be slow
    /// here, and slower still from another process.
    ///
    /// # Errors
    /// When nobody can tell at the moment.
    fn balances(&self, customers: &[Customer]) -> Result<Vec<Balance>, InvoicingError>;
}

/// What a customer owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Who.
    pub customer: Customer,
    /// How many invoices there are.
    pub invoices: u32,
    /// What is still to be paid.
    pub owed: Cents,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invoicing cannot be asked at the moment: {0}")]
pub struct InvoicingError(pub String);

/// An invoice was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePaid {
    /// By whom.
    pub customer: Customer,
    /// The first day of the period that it is for.
    pub from: Date,
    /// How much.
    pub total: Cents,
}

/// An invoice was not paid, and nobody tries any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceGivenUp {
    /// By whom.
    pub customer: Customer,
    /// The first day of the period that it is for.
    pub from: Date,
}

impl Event for InvoicePaid {
    const KIND: &'static str = "invoicing.invoice-paid";
}

impl Event for InvoiceGivenUp {
    const KIND: &'static str = "invoicing.invoice-given-up";
}
