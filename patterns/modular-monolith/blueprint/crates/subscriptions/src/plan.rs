//! What can be subscribed to.

use std::ops::RangeInclusive;

use blueprint_modular_monolith_kernel::Cents;
use derive_more::Display;
use serde::{Deserialize, Serialize};

/// A plan, paid by the month and seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, Serialize, Deserialize)]
#[display(rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// For one person.
    Solo,
    /// For a team.
    Team,
    /// For many.
    Company,
}

impl Plan {
    /// What a month costs with that many seats.
    pub fn monthly(self, seats: u32) -> Cents {
        let seat = match self {
            Self::Solo => 900,
            Self::Team => 1_250,
            Self::Company => 1_025,
        };
        Cents(seat * i64::from(seats))
    }

    /// How many seats it is sold with.
    pub const fn seats(self) -> RangeInclusive<u32> {
        match self {
            Self::Solo => 1..=1,
            Self::Team => 2..=50,
            Self::Company => 51..=10_000,
        }
    }
}
