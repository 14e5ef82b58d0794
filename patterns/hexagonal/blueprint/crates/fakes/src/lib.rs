//! Stands in for what is outside, in memory: for tests, for the lab, and for a first run without a database.
//!
//! A fake that allows more than the real thing lets errors through, so `tests/contract` checks both alike.

mod books;
mod clock;
mod payments;

pub use books::MemoryBooks;
pub use clock::SetClock;
pub use payments::FakePayments;
