//! The names of accounts, people and holds: short enough to be keys, plain enough to stand in a path.

use derive_more::Display;
use serde::{Deserialize, Serialize};

/// A name that somebody gave to an account, a person or a hold.
#[derive(Debug, Display, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Id(String);

/// It is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no name: 1 to 64 lower-case letters, digits and hyphens")]
pub struct BadId(String);

impl Id {
    /// It as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Id {
    type Error = BadId;

    fn try_from(text: String) -> Result<Self, BadId> {
        let good = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
        match (1..=64).contains(&text.len()) && text.bytes().all(good) {
            true => Ok(Self(text)),
            false => Err(BadId(text.chars().take(80).collect())),
        }
    }
}
