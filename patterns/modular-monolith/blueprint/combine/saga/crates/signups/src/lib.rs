//! Signs customers up: a deposit is taken, the subscription begins, the deposit is kept. That is the business of two
//! modules, one of which may run elsewhere, so no transaction spans it: it is a saga. If the subscription cannot begin,
//! the deposit is given back.

mod module;
pub mod orchestrator;
mod routes;

pub use module::{Placed, Signups};

/// Now, in milliseconds.
pub fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
