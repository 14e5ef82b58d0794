//! Parcels and what is reported of them: the side that publishes. It knows a topic, and nobody who reads it.

mod outbox;
mod relay;

pub use outbox::{Outbox, Report};
pub use relay::relay;
