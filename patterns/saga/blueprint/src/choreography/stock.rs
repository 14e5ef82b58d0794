//! What stock listens for, and what it does then.

use super::Hears::{Done, Refused, TakenBack};
use super::Reaction;
use crate::orchestrator::Direction::{Do, Undo};

pub(super) const REACTIONS: &[Reaction] = &[
    (Done("place-order"), Do, "reserve-goods"),
    (Refused("hold-money"), Undo, "reserve-goods"),
    (TakenBack("hold-money"), Undo, "reserve-goods"),
    (Done("take-money"), Do, "ship-goods"),
];
