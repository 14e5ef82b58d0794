//! The border: what the application offers, and what it needs, both in its own words.

pub mod inbound;
pub mod outbound;
