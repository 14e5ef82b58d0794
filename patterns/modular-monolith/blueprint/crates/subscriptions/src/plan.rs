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
        Cents(self.offer().0 * i64::from(seats))
    }

    /// How many seats it is sold with.
    pub const fn seats(self) -> RangeInclusive<u32> {
        self.offer().1
    }

    /// The cents that a seat costs, and how many there may be.
    const fn offer(self) -> (i64, RangeInclusive<u32>) {
        match self {
            Self::Solo => (900, 1..=1),
            Self::Team => (1_250, 2..=50),
            Self::Company => (1_025, 51..=10_000),
        }
    }
}
