//! Orders that need goods, a payment and a parcel: three services, three databases, and all of it or none in the end.
//!
//! [`orchestrator`] knows the steps and takes them back; [`choreography`] does without anybody who knows them.

pub mod app;
pub mod channel;
pub mod choreography;
pub mod orchestrator;
pub mod order;
pub mod orders;
pub mod participants;
pub mod server;
pub mod settings;
pub mod shutdown;
pub mod store;
pub mod telemetry;
