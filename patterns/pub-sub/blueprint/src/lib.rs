//! Parcels are reported once, and everybody who wants to know is told: [`publisher`] hands messages to a
//! [`broker`], which keeps a copy for each [`subscription`]; [`group`]s of equal copies of the [`subscribers`]
//! work them off.

pub mod app;
pub mod broker;
pub mod dead_letters;
pub mod filter;
pub mod group;
pub mod live;
pub mod message;
pub mod monitor;
pub mod publisher;
pub mod server;
pub mod settings;
pub mod shutdown;
pub mod subscribers;
pub mod subscription;
pub mod telemetry;
