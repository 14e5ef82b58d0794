//! What stock listens for, and what it does then.

use super::Hears::{Done, Refused, TakenBack};
use super::{Listener, Reaction};
use crate::orchestrator::Direction::{Do, Undo};
use crate::participants::Stock;

impl Listener for Stock {
    const REACTIONS: &'static [Reaction] = &[
        (Done("place-order"), Do, "reserve-goods"),
        (Refused("hold-money"), Undo, "reserve-goods"),
        (TakenBack("hold-money"), Undo, "reserve-goods"),
        (Done("take-money"), Do, "ship-goods"),
    ];
}
