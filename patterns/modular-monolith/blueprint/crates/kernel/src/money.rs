//! Money, in cents: fractions of a cent are nobody's.

use std::iter::Sum;
use std::ops::{Add, Neg};

use serde::{Deserialize, Serialize};

/// An amount; below zero in favour of the customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// The share `part` of `whole`, to the nearest cent, halves away from zero.
    pub fn share(self, part: i64, whole: i64) -> Self {
        let doubled = 2 * self.0 * part;
        Self((doubled + doubled.signum() * whole) / (2 * whole))
    }
}

impl Add for Cents {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Neg for Cents {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Add::add)
    }
}
