//! What can be subscribed to.

use std::ops::RangeInclusive;

use derive_more::{Display, FromStr};

use super::Cents;

/// A plan, paid by the month and seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, FromStr)]
#[display(rename_all = "lowercase")]
#[from_str(rename_all = "lowercase")]
#[from_str(error(NotAPlan, |_| NotAPlan))]
pub enum Plan {
    /// For one person.
    Solo,
    /// For a team.
    Team,
    /// For many.
    Company,
}

/// The text names no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the plans are solo, team and company")]
pub struct NotAPlan;

impl Plan {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Solo, Self::Team, Self::Company];

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
