//! The few things that all modules agree on: customers, money, the day, and what an event is. Every change here touches
//! everybody, so it grows by agreement, holds no rule of the business, and fits on one page.

use derive_more::Display;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Who subscribes and pays: a short name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Display, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Customer(String);

/// The text names no customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a customer's name is 1 to 40 lower-case letters, digits and hyphens")]
pub struct NotACustomer;

impl TryFrom<String> for Customer {
    type Error = NotACustomer;

    fn try_from(text: String) -> Result<Self, NotACustomer> {
        let letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let is_one = (1..=40).contains(&text.len()) && text.chars().all(letter);
        is_one.then_some(Self(text)).ok_or(NotACustomer)
    }
}

/// Money, in cents: fractions of a cent are nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cents(pub i64);

/// A fact that a module announces. Its form is a promise to others: fields are added, never taken away.
pub trait Event: Serialize + DeserializeOwned {
    /// Its name.
    const KIND: &'static str;
}

/// Today; the day changes everywhere at midnight in UTC.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}
