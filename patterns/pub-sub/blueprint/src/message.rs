//! What is published: the contract that publisher and subscribers share, and all that they share.
//!
//! Add fields freely, with `#[serde(default)]`: subscribers that do not know them read on.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A message, with its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The same each time it comes.
    pub id: Uuid,
    /// What it is about: here, a parcel. Messages of one key keep their order where a subscription asks for that.
    pub key: String,
    /// What happened; filters go by it.
    pub kind: String,
    /// Where; filters go by it, too.
    pub region: String,
    /// Counts the messages of a key: whoever has a later one drops this.
    pub version: u32,
    /// When it was published, in milliseconds since 1970.
    pub at: i64,
    /// What led to it, to find the same thing in everybody's logs.
    #[serde(default)]
    pub trace: String,
}

/// Whether `text` may be a key, a kind or a region: it may become a part of the name of a topic.
pub fn is_word(text: &str) -> bool {
    let good = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(good)
}

/// The partition of `key` among so many, today and in every other process (the sum is FNV-1a).
pub fn partition(key: &str, partitions: usize) -> usize {
    let sum = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let sum = key.bytes().fold(0xcbf2_9ce4_8422_2325, sum);
    (sum % partitions.max(1) as u64) as usize
}
