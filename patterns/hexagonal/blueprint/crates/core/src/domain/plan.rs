//! What can be subscribed to.

use std::ops::RangeInclusive;
use std::str::FromStr;

use derive_more::Display;

use super::Cents;

/// A plan, paid by the month and seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display)]
#[display(rename_all = "lowercase")]
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
        let seat = match self {
            Self::Solo => Cents(900),
            Self::Team => Cents(1_250),
            Self::Company => Cents(1_025),
        };
        seat.times(seats)
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

impl FromStr for Plan {
    type Err = NotAPlan;

    fn from_str(text: &str) -> Result<Self, NotAPlan> {
        Self::ALL.into_iter().find(|plan| plan.to_string() == text).ok_or(NotAPlan)
    }
}
