//! What the service is about, without a database: what may happen to an account, and what did.
//!
//! Everything here is a pure function of what went before, so a rule is tested as "given these events, when this
//! command, then those events".

mod account;
mod event;
mod id;

pub use account::{Account, Command, FOLD, Refusal};
pub use event::{Event, Sealed};
pub use id::{BadId, Id};
