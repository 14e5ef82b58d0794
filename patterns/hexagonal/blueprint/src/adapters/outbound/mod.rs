//! What the application calls: books on disk, payments over HTTP, the clock of the machine.

pub mod clock;
pub mod payments;
pub mod sqlite;
