//! The clock of the machine. The day changes everywhere at midnight in UTC.

use blueprint_hexagonal_core::ports::outbound::Clock;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// See the module.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineClock;

impl Clock for MachineClock {
    fn today(&self) -> Date {
        TimeZone::UTC.to_datetime(Timestamp::now()).date()
    }
}
