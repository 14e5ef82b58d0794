//! What parcels listens for, and what it does then.

use super::Hears::Done;
use super::{Listener, Reaction};
use crate::orchestrator::Direction::Do;
use crate::participants::Parcels;

impl Listener for Parcels {
    const REACTIONS: &'static [Reaction] =
        &[(Done("hold-money"), Do, "book-parcel"), (Done("ship-goods"), Do, "send-parcel")];
}
