//! Money, in cents: fractions of a cent are nobody's.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg};

/// An amount; below zero in favour of the customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cents(pub i64);

impl Cents {
    /// The share `part` of `whole`, to the nearest cent, halves away from zero: charge and credit of the same
    /// days cancel out.
    pub fn share(self, part: i64, whole: i64) -> Self {
        let doubled = 2 * self.0 * part;
        Self((doubled + doubled.signum() * whole) / (2 * whole))
    }

    /// So many times the amount.
    pub fn times(self, count: u32) -> Self {
        Self(self.0 * i64::from(count))
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

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}
