//! Bounds how many calls to the upstream are under way at once: in the seconds before the breaker trips, and
//! when the upstream is slow in a way that stays under every threshold, it cannot take all of the service.

use serde::Deserialize;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How much of the service the upstream may take.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BulkheadSettings {
    /// Calls under way at once.
    pub permits: usize,
}

impl Default for BulkheadSettings {
    fn default() -> Self {
        Self { permits: 64 }
    }
}

/// The bound.
pub struct Bulkhead(Semaphore);

impl Bulkhead {
    /// With all places free.
    pub fn new(settings: &BulkheadSettings) -> Self {
        Self(Semaphore::new(settings.permits))
    }

    /// A place, if one is free: waiting for one would only move the queue here.
    pub fn enter(&self) -> Option<SemaphorePermit<'_>> {
        self.0.try_acquire().ok()
    }
}
