//! Who subscribes and pays.

use derive_more::Display;
use serde::{Deserialize, Serialize};

/// A customer's short name.
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
