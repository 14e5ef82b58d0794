//! An order, in the words that all services share.

use serde::{Deserialize, Serialize};

/// An order. Its id is the key that the customer's side chose, so that a repeated click finds the first one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The key.
    #[serde(default)]
    pub id: String,
    /// Who pays.
    pub customer: String,
    /// What is bought.
    pub item: String,
    /// How many of it.
    pub quantity: u32,
    /// What it comes to, in cents: prices are somebody else's.
    pub cents: i64,
    /// Where the parcel goes.
    pub place: String,
}

impl Order {
    /// What is wrong with it, if anything is.
    pub fn fault(&self) -> Option<&'static str> {
        let letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let name = |name: &String| (1..=40).contains(&name.len()) && name.chars().all(letter);
        if ![&self.id, &self.customer, &self.item, &self.place].into_iter().all(name) {
            return Some("id, customer, item and place are 1 to 40 lower-case letters, digits and hyphens");
        }
        let sound = (1..=1_000).contains(&self.quantity) && (1..=100_000_000).contains(&self.cents);
        (!sound).then_some("a quantity is 1 to 1000, and cents are above zero")
    }
}
