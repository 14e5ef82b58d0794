//! Quotes prices: the code that needs an answer from elsewhere, and goes on without one.
//!
//! Each call passes the bulkhead, then the breaker, then goes out with a timeout. A refusal is an ordinary
//! outcome here: the fallback answers.

use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use crate::breaker::{Breaker, Outcome};
use crate::bulkhead::Bulkhead;
use crate::fallback::Fallback;
use crate::monitor::Monitor;
use crate::settings::Settings;
use crate::upstream::{Price, Upstream, UpstreamError};

/// Where a price comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// From the upstream, just now.
    Upstream,
    /// Told earlier.
    Remembered,
}

/// A price for a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// What it is for.
    pub item: String,
    /// In cents.
    pub cents: u64,
    /// Where it comes from. An old price that looks like a new one would be a lie.
    pub source: Source,
    /// How old the price is, in seconds.
    pub age: u64,
}

/// Why there is no quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// There is no such item.
    #[error("there is no such item")]
    Unknown,
    /// Prices are not to be had at the moment.
    #[error("prices are not to be had at the moment")]
    Unavailable {
        /// When it is worth while to ask again.
        retry_after: Duration,
    },
}

/// Quotes prices; one for the whole process.
pub struct Quotes {
    upstream: Upstream,
    breaker: Breaker,
    bulkhead: Bulkhead,
    fallback: Fallback,
    monitor: Monitor,
    /// How long a call may take and not be slow.
    slow: Duration,
}

impl Quotes {
    /// With everything well so far. `seed` spreads the pauses of the breaker.
    pub fn new(upstream: Upstream, settings: &Settings, seed: u64) -> Self {
        let monitor = Monitor::default();
        Self {
            upstream,
            breaker: Breaker::new(settings.breaker.clone(), seed, monitor.watch()),
            bulkhead: Bulkhead::new(&settings.bulkhead),
            fallback: Fallback::new(&settings.fallback),
            monitor,
            slow: settings.breaker.slow,
        }
    }

    /// A price for `item`.
    ///
    /// # Errors
    /// When there is no such item, or neither the upstream nor the fallback has a price.
    pub async fn quote(&self, item: &str) -> Result<Quote, QuoteError> {
        let Some(_place) = self.bulkhead.enter() else {
            self.monitor.refused("refused-by-bulkhead");
            return self.remembered(item, Duration::from_secs(1));
        };
        let admission = match self.breaker.admit() {
            Ok(admission) => admission,
            Err(refused) => {
                self.monitor.refused("refused-by-breaker");
                return self.remembered(item, refused.retry_after);
            }
        };
        let began = Instant::now();
        let answer = self.upstream.price(item).await;
        let took = began.elapsed();
        let (outcome, name) = judge(&answer, took, self.slow);
        admission.ended(outcome);
        self.monitor.call(name, took);
        match answer {
            Ok(price) => {
                self.fallback.remember(item, price);
                self.monitor.quote("upstream");
                Ok(Quote { item: item.to_owned(), cents: price.cents, source: Source::Upstream, age: 0 })
            }
            Err(UpstreamError::Unknown) => Err(QuoteError::Unknown),
            Err(error) => {
                tracing::debug!(item, %error, "no price from the upstream");
                self.remembered(item, Duration::from_secs(1))
            }
        }
    }

    /// The breaker, to look at and to force.
    pub fn breaker(&self) -> &Breaker {
        &self.breaker
    }

    /// The figures, as text.
    pub fn metrics(&self) -> String {
        self.monitor.text(self.breaker.rates())
    }

    fn remembered(&self, item: &str, retry_after: Duration) -> Result<Quote, QuoteError> {
        let Some((Price { cents }, age)) = self.fallback.recall(item) else {
            self.monitor.quote("none");
            return Err(QuoteError::Unavailable { retry_after });
        };
        self.monitor.quote("remembered");
        Ok(Quote { item: item.to_owned(), cents, source: Source::Remembered, age: age.as_secs() })
    }
}

/// What an answer says of the upstream, and its name in the metrics.
fn judge(answer: &Result<Price, UpstreamError>, took: Duration, slow: Duration) -> (Outcome, &'static str) {
    match answer {
        // That there is no such item is an answer.
        Ok(_) | Err(UpstreamError::Unknown) if took <= slow => (Outcome::Good, "good"),
        Ok(_) | Err(UpstreamError::Unknown) => (Outcome::Slow, "slow"),
        // So are its words that this caller did something wrong; 429 says that it has too much to do.
        Err(UpstreamError::Refused(status))
            if status.is_client_error() && *status != reqwest::StatusCode::TOO_MANY_REQUESTS =>
        {
            (Outcome::Good, "rejected")
        }
        Err(UpstreamError::Refused(_) | UpstreamError::TimedOut(_) | UpstreamError::Unreachable(_)) => {
            (Outcome::Failed, "failed")
        }
    }
}
