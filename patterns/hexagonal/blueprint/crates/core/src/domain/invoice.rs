//! An invoice, and how it gets paid.

use derive_more::Display;
use jiff::ToSpan;
use jiff::civil::Date;

use super::{Cents, Customer};

/// Days to wait after each attempt that was declined; after the last one it is given up.
const PATIENCE: [i64; 3] = [3, 5, 7];

/// Names an invoice: there is one for a customer and period, however often somebody tries to make it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Display)]
#[display("{customer}/{from}")]
pub struct InvoiceNumber {
    /// Who pays.
    pub customer: Customer,
    /// The first day of the period.
    pub from: Date,
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is for.
    pub what: String,
    /// What it costs.
    pub amount: Cents,
}

/// How far payment is.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        /// What proves it.
        receipt: String,
    },
    /// Not paid, and nobody tries any more.
    GivenUp {
        /// Since when.
        on: Date,
    },
}

/// What is known of an invoice: for adapters that keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRecord {
    /// Its number.
    pub number: InvoiceNumber,
    /// What it is made of.
    pub lines: Vec<Line>,
    /// How far payment is.
    pub status: Status,
    /// How often it was stored.
    pub version: u32,
}

/// An invoice. Only the rules change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice(InvoiceRecord);

impl Invoice {
    /// A new one. Where nothing is to be paid, it is paid.
    pub(crate) fn open(number: InvoiceNumber, lines: Vec<Line>, day: Date) -> Self {
        let mut invoice =
            Self(InvoiceRecord { number, lines, status: Status::Open { declined: 0, next_try: day }, version: 0 });
        if invoice.total() <= Cents(0) {
            invoice.paid(day, "nothing was due".to_owned());
        }
        invoice
    }

    /// One that was kept.
    pub fn restore(record: InvoiceRecord) -> Self {
        Self(record)
    }

    /// What there is to keep.
    pub fn record(&self) -> &InvoiceRecord {
        &self.0
    }

    /// What it comes to.
    pub fn total(&self) -> Cents {
        self.0.lines.iter().map(|line| line.amount).sum()
    }

    /// Names the next attempt to collect it, the same before and after a crash: whoever takes the payment can
    /// tell a repeat from a new attempt.
    pub fn reference(&self) -> String {
        let declined = match self.0.status {
            Status::Open { declined, .. } => declined,
            Status::Paid { .. } | Status::GivenUp { .. } => 0,
        };
        format!("{}/{declined}", self.0.number)
    }

    /// It was paid.
    pub fn paid(&mut self, on: Date, receipt: String) {
        self.0.status = Status::Paid { on, receipt };
    }

    /// Payment was declined; says whether that was the last attempt.
    pub fn declined(&mut self, on: Date) -> bool {
        let Status::Open { declined, .. } = self.0.status else { return false };
        match PATIENCE.get(usize::from(declined)) {
            Some(days) => {
                let next_try = on.saturating_add(days.days());
                self.0.status = Status::Open { declined: declined + 1, next_try };
                false
            }
            None => {
                self.0.status = Status::GivenUp { on };
                true
            }
        }
    }
}
