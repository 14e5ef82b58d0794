//! Payments that never leave the process.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use blueprint_hexagonal_core::domain::{Cents, Customer};
use blueprint_hexagonal_core::ports::outbound::{PaymentError, Payments};

/// Takes payments of everybody but customers whose name begins with "broke".
#[derive(Debug, Default)]
pub struct FakePayments {
    taken: Mutex<BTreeMap<String, Cents>>,
    gone: AtomicBool,
}

impl FakePayments {
    /// From now on it is not to be had, or is again.
    pub fn set_gone(&self, gone: bool) {
        self.gone.store(gone, Ordering::SeqCst);
    }

    /// What was taken, by reference.
    pub fn taken(&self) -> BTreeMap<String, Cents> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Cents>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Payments for FakePayments {
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<String, PaymentError> {
        if self.gone.load(Ordering::SeqCst) {
            return Err(PaymentError::Unavailable("it is gone".to_owned()));
        }
        if customer.to_string().starts_with("broke") {
            return Err(PaymentError::Declined);
        }
        self.lock().insert(reference.to_owned(), amount);
        Ok(format!("receipt of {reference}"))
    }
}
