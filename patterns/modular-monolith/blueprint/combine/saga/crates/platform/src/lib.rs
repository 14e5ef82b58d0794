//! What modules stand on: one database in which each has tables of its own, and events that reach others even
//! if the process dies between.

pub mod database;
pub mod events;
pub mod steps;
