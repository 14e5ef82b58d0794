//! What parcels listens for, and what it does then.

use super::Hears::Done;
use super::Reaction;
use crate::orchestrator::Direction::Do;

pub(super) const REACTIONS: &[Reaction] =
    &[(Done("hold-money"), Do, "book-parcel"), (Done("ship-goods"), Do, "send-parcel")];
