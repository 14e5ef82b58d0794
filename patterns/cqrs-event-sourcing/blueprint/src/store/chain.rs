//! Binds each event to all before it: whoever changes, adds or takes away one in the middle would have to write
//! all later ones anew. The last link, noted somewhere else from time to time, shows even that.

use sha2::{Digest, Sha256};

use super::Entry;

/// What binds an event to those before.
pub(super) type Link = [u8; 32];

/// What the first event is bound to.
pub(super) const START: Link = [0; 32];

/// The link of `entry`, which comes after `before`.
pub(super) fn link(before: &Link, entry: &Entry<'_>) -> Link {
    let mut hash = Sha256::new();
    hash.update(before);
    let Entry { stream, version, kind, shape, body, actor, command, at } = entry;
    for text in [stream, kind, body, actor, &command.unwrap_or_default()] {
        // With its length, so that nothing can move from one field into the next.
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(version.to_le_bytes());
    hash.update(shape.to_le_bytes());
    hash.update(at.to_le_bytes());
    hash.finalize().into()
}
