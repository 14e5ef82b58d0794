//! A service that quotes prices from an upstream, and stays up while that is slow, failing or down.
//!
//! [`quotes`] is where the parts meet: [`bulkhead`], [`breaker`], [`upstream`], [`fallback`] and [`monitor`].

pub mod breaker;
pub mod bulkhead;
pub mod fallback;
pub mod monitor;
pub mod quotes;
pub mod server;
pub mod settings;
pub mod shutdown;
pub mod telemetry;
pub mod upstream;
