//! Who subscribes and pays.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A customer's short name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
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

impl TryFrom<String> for Customer {
    type Error = NotACustomer;

    fn try_from(text: String) -> Result<Self, NotACustomer> {
        text.parse()
    }
}

impl From<Customer> for String {
    fn from(customer: Customer) -> Self {
        customer.0
    }
}

impl fmt::Display for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
