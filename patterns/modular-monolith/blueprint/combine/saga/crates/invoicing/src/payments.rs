//! How invoices get paid: the one thing outside of the process that this module needs, behind an interface of
//! its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use blueprint_modular_monolith_kernel::{Cents, Customer};

/// Takes payments.
pub trait Payments: Send + Sync {
    /// Takes a payment. The same `reference` is taken once, and answered alike each time.
    ///
    /// # Errors
    /// When it is declined, or nobody answers.
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<(), PaymentError>;

    /// Gives back what was taken under `reference`. Where nothing was, nothing will be any more, so that a payment that
    /// comes late is declined.
    ///
    /// # Errors
    /// When nobody answers.
    fn give_back(&self, reference: &str) -> Result<(), PaymentError>;
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
pub struct DemoPayments(Mutex<Taken>);

#[derive(Debug, Default)]
struct Taken {
    by_reference: BTreeMap<String, Cents>,
    given_back: BTreeSet<String>,
}

impl DemoPayments {
    /// What was taken, by reference.
    pub fn taken(&self) -> BTreeMap<String, Cents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).by_reference.clone()
    }
}

impl Payments for DemoPayments {
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<(), PaymentError> {
        if customer.to_string().starts_with("broke") {
            return Err(PaymentError::Declined);
        }
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.given_back.contains(reference) {
            return Err(PaymentError::Declined);
        }
        taken.by_reference.insert(reference.to_owned(), amount);
        Ok(())
    }

    fn give_back(&self, reference: &str) -> Result<(), PaymentError> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.by_reference.remove(reference);
        taken.given_back.insert(reference.to_owned());
        Ok(())
    }
}
