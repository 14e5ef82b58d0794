//! Prepaid accounts whose record is what happened to them. [`domain`] says what may happen; [`commands`] decides
//! and appends to the [`store`]; [`views`] follow it, and [`queries`] answer from them.

pub mod app;
pub mod commands;
mod database;
pub mod domain;
pub mod error;
pub mod keys;
pub mod processors;
pub mod queries;
pub mod server;
pub mod settings;
pub mod shutdown;
pub mod snapshots;
pub mod store;
pub mod telemetry;
pub mod views;
