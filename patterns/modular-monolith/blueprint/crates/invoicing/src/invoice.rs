//! An invoice, and how it gets paid.

use blueprint_modular_monolith_kernel::{Cents, Customer};
use blueprint_modular_monolith_subscriptions_door::PeriodBegan;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days to wait after each attempt that was declined; after the last one it is given up.
const PATIENCE: [i64; 3] = [3, 5, 7];

/// How far payment is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// To be paid; on that day the next attempt is made.
    Open(Date),
    /// Paid on that day.
    Paid(Date),
    /// Not paid, and since that day nobody tries any more.
    GivenUp(Date),
}

/// An invoice, as it is kept and shown: one for a customer and period. It is in this module's own words, so that the
/// neighbour may change his.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Whose it is.
    pub customer: Customer,
    /// The first day of the period.
    pub from: Date,
    /// What it is for.
    pub what: String,
    /// What it comes to.
    pub total: Cents,
    /// How often payment was declined.
    pub declined: u8,
    /// How far payment is.
    pub status: Status,
}

impl Invoice {
    /// The invoice of a period.
    pub(crate) fn of(period: PeriodBegan) -> Self {
        let PeriodBegan { customer, from, what, price } = period;
        Self { customer, from, what, total: price, declined: 0, status: Status::Open(from) }
    }

    /// Names the next attempt, the same before and after a crash.
    pub(crate) fn reference(&self) -> String {
        format!("{}/{}/{}", self.customer, self.from, self.declined)
    }

    /// Payment was declined.
    pub(crate) fn declined(&mut self, on: Date) {
        self.status = match PATIENCE.get(usize::from(self.declined)) {
            Some(days) => Status::Open(on.saturating_add(days.days())),
            None => Status::GivenUp(on),
        };
        self.declined += 1;
    }
}
