//! Who subscribes.

use std::str::FromStr;

use derive_more::Display;

/// A customer's short name. Each customer has one subscription at most, so it is the subscription's name too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Display)]
pub struct Customer(String);

/// The text names no customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a customer's name is 1 to 40 lower-case letters, digits and hyphens")]
pub struct NotACustomer;

impl FromStr for Customer {
    type Err = NotACustomer;

    fn from_str(text: &str) -> Result<Self, NotACustomer> {
        let letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let is_one = (1..=40).contains(&text.len()) && text.chars().all(letter);
        is_one.then(|| Self(text.to_owned())).ok_or(NotACustomer)
    }
}
