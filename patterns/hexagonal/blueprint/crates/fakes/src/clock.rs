//! A clock that shows what it is set to.

use std::sync::{Mutex, PoisonError};

use blueprint_hexagonal_core::ports::outbound::Clock;
use jiff::civil::Date;

/// See the module.
#[derive(Debug)]
pub struct SetClock(Mutex<Date>);

impl SetClock {
    /// Shows `day`.
    pub fn new(day: Date) -> Self {
        Self(Mutex::new(day))
    }

    /// From now on shows `day`.
    pub fn set(&self, day: Date) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = day;
    }
}

impl Clock for SetClock {
    fn today(&self) -> Date {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
