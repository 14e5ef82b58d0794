//! What modules stand on: one database in which each has tables of its own, events that reach others even if the
//! process dies between, answers over HTTP that look alike, and steps of sagas that are done once.

pub mod database;
pub mod events;
pub mod http;
pub mod steps;
