//! Subscriptions and invoices: what is decided, and nothing of how it is stored, shown or paid.
//!
//! [`ports::inbound`] is what others may ask of it, [`ports::outbound`] what it asks of others,
//! [`application`] the course of each use case, and [`domain`] the rules. Technology cannot get in by mistake,
//! because this crate does not know any:
//!
//! ```compile_fail
//! use rusqlite::Connection;
//! ```

pub mod application;
pub mod domain;
pub mod ports;
