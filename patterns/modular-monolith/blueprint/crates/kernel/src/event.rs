//! What modules announce to each other.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A fact that a module announces. Its form is a promise to others: fields are added, never taken away.
pub trait Event: Serialize + DeserializeOwned {
    /// Its name.
    const KIND: &'static str;
}
