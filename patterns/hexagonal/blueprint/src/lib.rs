//! Subscriptions and invoices: the technology around the rules.
//!
//! [`adapters`] translate between the ports of the core and one technology each; [`wiring`] is the one place
//! that knows which of them are used. The rules are a crate of their own, `crates/core`, that knows none.

pub mod adapters;
pub mod provider;
pub mod settings;
pub mod shutdown;
pub mod telemetry;
pub mod wiring;
