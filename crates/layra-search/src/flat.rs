//! Rows of numbers kept as bytes, so that a packed index is taken out with one copy for each table.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes that are packed and unpacked whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Flat(pub(crate) Vec<u8>);

impl Flat {
    /// Adds a number.
    pub(crate) fn push(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
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
    pub(crate) fn bytes(&self, ends: &Self, nth: usize, size: usize) -> &[u8] {
        let from = nth.checked_sub(1).map_or(0, |before| ends.number(before) as usize);
        self.0.get(from * size..ends.number(nth) as usize * size).unwrap_or_default()
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len() / 4
    }
}

impl Serialize for Flat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Flat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;
        impl Visitor<'_> for Whole {
            type Value = Flat;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("bytes")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Flat, E> {
                Ok(Flat(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Whole)
    }
}
