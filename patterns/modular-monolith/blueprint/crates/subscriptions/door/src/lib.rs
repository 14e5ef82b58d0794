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
    /// What is to be paid for.
    pub what: String,
    /// How much.
    pub price: Cents,
}

impl Event for PeriodBegan {
    const KIND: &'static str = "subscriptions.period-began";
}
