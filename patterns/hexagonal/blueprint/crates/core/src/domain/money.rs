//! Money, in cents: fractions of a cent are nobody's.

use derive_more::{Add, Neg, Sum};

/// An amount; below zero in favour of the customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Add, Neg, Sum)]
pub struct Cents(pub i64);

impl Cents {
    /// The share `part` of `whole`, to the nearest cent, halves away from zero: charge and credit of the same
    /// days cancel out.
    pub fn share(self, part: i64, whole: i64) -> Self {
        let doubled = 2 * self.0 * part;
        Self((doubled + doubled.signum() * whole) / (2 * whole))
    }
}
