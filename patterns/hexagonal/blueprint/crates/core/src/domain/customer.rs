//! Who subscribes.

use std::fmt;
use std::str::FromStr;

/// A customer's short name. Each customer has one subscription at most, so it is the subscription's name too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Customer(String);

/// The text names no customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a customer's name is 1 to 40 lower-case letters, digits and hyphens")]
pub struct NotACustomer;

impl FromStr for Customer {
    type Err = NotACustomer;

    fn from_str(text: &str) -> Result<Self, NotACustomer> {
        let letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        match (1..=40).contains(&text.len()) && text.chars().all(letter) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotACustomer),
        }
    }
}

impl fmt::Display for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
