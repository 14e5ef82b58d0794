//! Money, in cents: fractions of a cent are nobody's.

use serde::{Deserialize, Serialize};

/// An amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cents(pub i64);
