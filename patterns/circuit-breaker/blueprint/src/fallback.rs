//! What callers get when the upstream gives nothing: the last price it told, with its age, while that is young
//! enough. Otherwise nothing: an invented price does more harm than an error.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::time::Instant;

use crate::upstream::Price;

/// Most prices remembered; over that, the oldest is forgotten.
const MOST: usize = 10_000;

/// How long prices are remembered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FallbackSettings {
    /// The age from which on a price is worse than none.
    #[serde(with = "humantime_serde")]
    pub oldest: Duration,
}

impl Default for FallbackSettings {
    fn default() -> Self {
        Self { oldest: Duration::from_secs(600) }
    }
}

/// The prices that the upstream told last.
pub struct Fallback {
    oldest: Duration,
    prices: Mutex<HashMap<String, (Price, Instant)>>,
}

impl Fallback {
    /// With nothing remembered yet.
    pub fn new(settings: &FallbackSettings) -> Self {
        Self { oldest: settings.oldest, prices: Mutex::default() }
    }

    /// Remembers a price.
    pub fn remember(&self, item: &str, price: Price) {
        let mut prices = self.prices.lock().unwrap_or_else(PoisonError::into_inner);
        if prices.len() >= MOST && !prices.contains_key(item) {
            let oldest = prices.iter().min_by_key(|(_, (_, told))| *told).map(|(item, _)| item.clone());
            oldest.map(|oldest| prices.remove(&oldest));
        }
        prices.insert(item.to_owned(), (price, Instant::now()));
    }

    /// The price told last, with its age.
    pub fn recall(&self, item: &str) -> Option<(Price, Duration)> {
        let prices = self.prices.lock().unwrap_or_else(PoisonError::into_inner);
        let (price, told) = prices.get(item)?;
        let age = told.elapsed();
        (age < self.oldest).then_some((*price, age))
    }
}
