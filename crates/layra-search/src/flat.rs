//! Rows of numbers kept as bytes, so that a packed index is used where it lies.

use std::borrow::Cow;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes that are packed whole, and borrowed from where they were packed until they change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Flat<'b>(pub(crate) Cow<'b, [u8]>);

impl Flat<'_> {
    /// Adds a number.
    pub(crate) fn push(&mut self, number: u32) {
        self.extend(number.to_le_bytes());
    }

    /// Adds bytes.
    pub(crate) fn extend(&mut self, bytes: impl IntoIterator<Item = u8>) {
        self.0.to_mut().extend(bytes);
    }

    /// The same in memory of its own.
    pub(crate) fn into_owned(self) -> Flat<'static> {
        Flat(Cow::Owned(self.0.into_owned()))
    }

    /// The number at `place`, counted in numbers; 0 beyond the end.
    pub(crate) fn number(&self, place: usize) -> u32 {
        let bytes = self.0.get(4 * place..4 * place + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes)
    }

    /// The last number; 0 when there is none.
    pub(crate) fn last(&self) -> u32 {
        self.len().checked_sub(1).map_or(0, |place| self.number(place))
    }

    /// The bytes of group `nth`, where the groups end (counted in items of `size` bytes) at the
    /// numbers `ends`; none beyond the end.
    pub(crate) fn bytes(&self, ends: &Flat<'_>, nth: usize, size: usize) -> &[u8] {
        let from = nth.checked_sub(1).map_or(0, |before| ends.number(before) as usize);
        self.0.get(from * size..ends.number(nth) as usize * size).unwrap_or_default()
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len() / 4
    }
}

impl Serialize for Flat<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de: 'b, 'b> Deserialize<'de> for Flat<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = Flat<'de>;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("bytes")
            }
            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Flat<'de>, E> {
                Ok(Flat(Cow::Borrowed(bytes)))
            }
        }
        deserializer.deserialize_bytes(Whole)
    }
}
