//! What modules stand on: one database in which each has tables of its own, events that reach others even if the
//! process dies between, and answers over HTTP that look alike.

pub mod database;
pub mod events;
pub mod http;
