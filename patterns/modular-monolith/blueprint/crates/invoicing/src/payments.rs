//! How invoices get paid: the one thing outside of the process that this module needs, behind an interface of
//! its own.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

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
pub struct DemoPayments(Mutex<BTreeMap<String, Cents>>);

impl DemoPayments {
    /// What was taken, by reference.
    pub fn taken(&self) -> BTreeMap<String, Cents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Payments for DemoPayments {
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<(), PaymentError> {
        if customer.to_string().starts_with("broke") {
            return Err(PaymentError::Declined);
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(reference.to_owned(), amount);
        Ok(())
    }
}
