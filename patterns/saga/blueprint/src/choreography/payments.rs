//! What payments listens for, and what it does then.

use super::Hears::{Done, Refused};
use super::Reaction;
use crate::orchestrator::Direction::{Do, Undo};

pub(super) const REACTIONS: &[Reaction] = &[
    (Done("reserve-goods"), Do, "hold-money"),
    (Refused("book-parcel"), Undo, "hold-money"),
    (Done("book-parcel"), Do, "take-money"),
];
