//! One door in front of several services: what every request needs is decided here, once.
//!
//! A request comes in at the [`door`] and is watched by the [`monitor`]. The [`router`] finds its route, whose
//! [`concerns`] it then passes: authentication, rate limit, cache, transformation. At the end the balancer of
//! [`services`] hands it to a copy of the service. [`control`] makes all of this from a file, again whenever
//! that changes; [`identity`] knows the keys that tokens are signed with.

pub mod concerns;
pub mod control;
pub mod demo;
pub mod door;
pub mod exchange;
pub mod identity;
pub mod monitor;
pub mod router;
pub mod services;
pub mod settings;
pub mod shutdown;
pub mod telemetry;
