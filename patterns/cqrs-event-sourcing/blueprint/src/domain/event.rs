//! What can have happened. An event that was written once is read for as long as the service lives: give one a
//! field with a default freely; for anything else there is a new shape with a step in the upcasters, or a new
//! event.

use serde::{Deserialize, Serialize};

use super::Id;

/// Something that happened. Names say why it did, not which columns changed.
///
/// As a text, an event is its kind, by which it is called in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Event {
    /// An account was opened.
    Opened {
        /// Whose it is.
        person: Id,
        /// What that person is called.
        name: Sealed,
    },
    /// Money came in.
    Deposited {
        /// How much.
        cents: i64,
        /// What for.
        purpose: String,
    },
    /// A part of the money was set aside for something to come.
    Reserved {
        /// What the hold is called.
        hold: Id,
        /// How much.
        cents: i64,
    },
    /// What was set aside was spent. What it left over is free again.
    Captured {
        /// The hold, which ends with that.
        hold: Id,
        /// How much of it was spent.
        cents: i64,
    },
    /// What was set aside is not needed.
    Released {
        /// The hold, which ends with that.
        hold: Id,
    },
    /// A person is to be forgotten.
    Forgotten {
        /// Who.
        person: Id,
    },
}

/// Something about a person, readable only while there is a key for that person. See [`crate::keys`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed(pub String);
