//! What payments listens for, and what it does then.

use super::Hears::{Done, Refused};
use super::{Listener, Reaction};
use crate::orchestrator::Direction::{Do, Undo};
use crate::participants::Payments;

impl Listener for Payments {
    const REACTIONS: &'static [Reaction] = &[
        (Done("reserve-goods"), Do, "hold-money"),
        (Refused("book-parcel"), Undo, "hold-money"),
        (Done("book-parcel"), Do, "take-money"),
    ];
}
