//! What the application calls: books on disk, payments over HTTP behind a breaker, the clock of the machine.

pub mod clock;
pub mod guarded;
pub mod payments;
pub mod sqlite;
