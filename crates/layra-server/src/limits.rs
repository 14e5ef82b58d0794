//! How much a client may ask for.
//!
//! Every limit is there so that no client, by accident or on purpose, can hold memory or
//! connections that others need.

use std::time::Duration;

/// Longest request target (path and query) answered, in bytes.
pub(crate) const MAX_TARGET: usize = 8 * 1024;
/// Largest request head read, in bytes; longer ones are answered with status 431.
pub(crate) const MAX_HEAD: usize = 16 * 1024;
/// Most header fields in a request.
pub(crate) const MAX_FIELDS: usize = 64;
/// Largest request body accepted, in bytes.
pub(crate) const MAX_BODY: usize = 64 * 1024;
/// Calls of the API and of agents that one client may make in [`CALLS_WINDOW`].
pub(crate) const MAX_CALLS: u32 = 600;
/// How long calls are counted together.
pub(crate) const CALLS_WINDOW: Duration = Duration::from_secs(10);
/// Clients whose calls are counted at a time.
pub(crate) const MAX_CLIENTS: usize = 10_000;
/// Bytes of rendered pages that are kept; pages beyond it are rendered for each request.
pub(crate) const MAX_KEPT: usize = 256 * 1024 * 1024;

/// How long and how many connections are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections open at a time; further clients wait to be accepted.
    pub connections: usize,
    /// Time a client may take to send the head of a request, which is also how long a connection
    /// may stay idle.
    pub head: Duration,
    /// Time a client may take before it reads the next part of an answer.
    pub stall: Duration,
    /// Time that open requests are given to finish after the server was told to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            head: Duration::from_secs(20),
            stall: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}
