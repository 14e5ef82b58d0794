//! Payments behind a breaker: an adapter around another. Billing that meets a provider which is down or slow is
//! refused at once and leaves the rest to the next run; the core sees payments that are not to be had, as before.

use std::sync::Arc;
use std::time::Duration;

use blueprint_hexagonal_core::domain::{Cents, Customer};
use blueprint_hexagonal_core::ports::outbound::{PaymentError, Payments};
use tokio::time::Instant;

use crate::breaker::{Breaker, BreakerSettings, Outcome, State};

/// See the module.
pub struct Guarded {
    inner: Arc<dyn Payments>,
    breaker: Breaker,
    /// How long a call may take and not be slow.
    slow: Duration,
}

impl Guarded {
    /// Guards `inner`. `seed` spreads the pauses.
    pub fn new(inner: Arc<dyn Payments>, settings: &BreakerSettings, seed: u64) -> Self {
        let tell = |from: State, to: State, _| tracing::warn!(from = from.name(), to = to.name(), "payments");
        Self { inner, breaker: Breaker::new(settings.clone(), seed, Box::new(tell)), slow: settings.slow }
    }

    /// What the breaker is.
    pub fn state(&self) -> State {
        self.breaker.state()
    }
}

impl Payments for Guarded {
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<String, PaymentError> {
        let admission = self.breaker.admit().map_err(|refused| PaymentError::Unavailable(refused.to_string()))?;
        let began = Instant::now();
        let answer = self.inner.charge(reference, customer, amount);
        admission.ended(match &answer {
            Err(PaymentError::Unavailable(_)) => Outcome::Failed,
            // That it is declined is an answer.
            Ok(_) | Err(PaymentError::Declined) if began.elapsed() <= self.slow => Outcome::Good,
            Ok(_) | Err(PaymentError::Declined) => Outcome::Slow,
        });
        answer
    }
}
