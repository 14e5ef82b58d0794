//! An invoice, and how it gets paid.

use derive_more::{Deref, Display, From};
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
    /// To be paid; on that day the next attempt is made.
    Open(Date),
    /// Paid.
    Paid {
        /// When.
        on: Date,
        /// What proves it.
        receipt: String,
    },
    /// Not paid, and since that day nobody tries any more.
    GivenUp(Date),
}

/// What is known of an invoice: for adapters that keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRecord {
    /// Its number.
    pub number: InvoiceNumber,
    /// What it is made of.
    pub lines: Vec<Line>,
    /// How often payment was declined.
    pub declined: u8,
    /// How far payment is.
    pub status: Status,
    /// How often it was stored.
    pub version: u32,
}

/// An invoice. Everybody may read what is known of it, and restore one that was kept; only the rules change it.
#[derive(Debug, Clone, PartialEq, Eq, Deref, From)]
pub struct Invoice(InvoiceRecord);

impl Invoice {
    /// A new one. Where nothing is to be paid, it is paid.
    pub(crate) fn open(number: InvoiceNumber, lines: Vec<Line>, day: Date) -> Self {
        let mut invoice = Self(InvoiceRecord { number, lines, declined: 0, status: Status::Open(day), version: 0 });
        if invoice.total() <= Cents(0) {
            invoice.paid(day, "nothing was due".to_owned());
        }
        invoice
    }

    /// What it comes to.
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// Names the next attempt to collect it, the same before and after a crash: whoever takes the payment can
    /// tell a repeat from a new attempt.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.number, self.declined)
    }

    /// It was paid.
    pub fn paid(&mut self, on: Date, receipt: String) {
        self.0.status = Status::Paid { on, receipt };
    }

    /// Payment was declined.
    pub fn declined(&mut self, on: Date) {
        self.0.status = match PATIENCE.get(usize::from(self.declined)) {
            Some(days) => Status::Open(on.saturating_add(days.days())),
            None => Status::GivenUp(on),
        };
        self.0.declined += 1;
    }
}
