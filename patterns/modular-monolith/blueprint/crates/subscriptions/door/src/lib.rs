//! The door of subscriptions: what this module announces. Nobody has to ask it anything so far.

use blueprint_modular_monolith_kernel::{Cents, Customer, Event};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A period of a subscription has begun, and is to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodBegan {
    /// Whose it is.
    pub customer: Customer,
    /// Its first day: there is one period of a customer with it.
    pub from: Date,
    /// What it costs, with what is left from the one before. Never below zero in all.
    pub lines: Vec<Line>,
}

/// A part of a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is for.
    pub what: String,
    /// What it costs.
    pub amount: Cents,
}

impl Event for PeriodBegan {
    const KIND: &'static str = "subscriptions.period-began";
}
