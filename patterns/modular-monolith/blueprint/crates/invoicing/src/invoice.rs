//! An invoice, and how it gets paid.

use blueprint_modular_monolith_kernel::{Cents, Customer};
use blueprint_modular_monolith_subscriptions_door::{Line, PeriodBegan};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days to wait after each attempt that was declined; after the last one it is given up.
const PATIENCE: [i64; 3] = [3, 5, 7];

/// How far payment is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// To be paid.
    Open {
        /// How often payment was declined.
        declined: u8,
        /// When to try next.
        next_try: Date,
    },
    /// Paid.
    Paid {
        /// When.
        on: Date,
    },
    /// Not paid, and nobody tries any more.
    GivenUp {
        /// Since when.
        on: Date,
    },
}

/// An invoice: one for a customer and period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    pub(crate) customer: Customer,
    pub(crate) from: Date,
    pub(crate) lines: Vec<InvoiceLine>,
    pub(crate) status: Status,
}

/// A line of an invoice: in this module's own words, so that the neighbour may change his.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvoiceLine {
    what: String,
    cents: Cents,
}

impl Invoice {
    /// The invoice of a period. Where nothing is to be paid, it is paid.
    pub(crate) fn of(period: PeriodBegan) -> Self {
        let PeriodBegan { customer, from, lines } = period;
        let lines: Vec<_> =
            lines.into_iter().map(|Line { what, amount }| InvoiceLine { what, cents: amount }).collect();
        let mut invoice = Self { customer, from, lines, status: Status::Open { declined: 0, next_try: from } };
        if invoice.total() <= Cents(0) {
            invoice.status = Status::Paid { on: from };
        }
        invoice
    }

    /// The first day of the period.
    pub const fn from(&self) -> Date {
        self.from
    }

    /// What it comes to.
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.cents).sum()
    }

    /// How far payment is.
    pub const fn status(&self) -> &Status {
        &self.status
    }

    /// The day of the next attempt; none when there will be none.
    pub(crate) const fn next_try(&self) -> Option<Date> {
        match self.status {
            Status::Open { next_try, .. } => Some(next_try),
            Status::Paid { .. } | Status::GivenUp { .. } => None,
        }
    }

    /// Names the next attempt, the same before and after a crash.
    pub(crate) fn reference(&self) -> String {
        let declined = match self.status {
            Status::Open { declined, .. } => declined,
            Status::Paid { .. } | Status::GivenUp { .. } => 0,
        };
        format!("{}/{}/{declined}", self.customer, self.from)
    }

    /// Payment was declined.
    pub(crate) fn declined(&mut self, on: Date) {
        let Status::Open { declined, .. } = self.status else { return };
        self.status = match PATIENCE.get(usize::from(declined)) {
            Some(days) => Status::Open { declined: declined + 1, next_try: on.saturating_add(days.days()) },
            None => Status::GivenUp { on },
        };
    }
}
