//! How invoices get paid: the one thing outside of the process that this module needs, behind an interface of
//! its own.

use blueprint_modular_monolith_kernel::{Cents, Customer};

/// Takes payments.
pub trait Payments: Send + Sync {
    /// Takes a payment. The same `reference` is taken once, and answered alike each time.
    ///
    /// # Errors
    /// When it is declined, or nobody answers.
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<(), PaymentError>;
}

/// Why there is no payment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// The customer's bank says no.
    #[error("the payment was declined")]
    Declined,
    /// Nobody answered. It may have been taken.
    #[error("payments are not to be had: {0}")]
    Unavailable(String),
}

/// Payments to try things with. Customers whose name begins with "broke" cannot pay.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct DemoPayments;

impl Payments for DemoPayments {
    fn charge(&self, _: &str, customer: &Customer, _: Cents) -> Result<(), PaymentError> {
        if customer.to_string().starts_with("broke") { Err(PaymentError::Declined) } else { Ok(()) }
    }
}
