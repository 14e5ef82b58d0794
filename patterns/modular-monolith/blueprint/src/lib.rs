//! Subscriptions, invoices and notices in one process: what puts the modules together.
//!
//! The modules are crates below `crates/`; nothing here decides anything about the business.

pub mod registry;
pub mod remote;
pub mod server;
pub mod settings;
pub mod shutdown;
pub mod telemetry;
