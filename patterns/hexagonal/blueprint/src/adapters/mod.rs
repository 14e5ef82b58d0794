//! Everything technical, on either side of the core. Adapters know ports, never each other.

pub mod inbound;
pub mod outbound;
