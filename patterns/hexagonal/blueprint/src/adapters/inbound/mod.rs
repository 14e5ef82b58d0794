//! Those who start the conversation: people and programs over HTTP, a person at a terminal, the passing of time.

pub mod command;
pub mod http;
pub mod timer;
