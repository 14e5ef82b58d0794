//! Binds each event to all before it: whoever changes, adds or takes away one in the middle would have to write
//! all later ones anew. The last link, noted somewhere else from time to time, shows even that.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// What binds an event to those before.
pub(super) type Link = [u8; 32];

/// What the first event is bound to.
pub(super) const START: Link = [0; 32];

/// The link of `entry`, which is all that is written of an event, and comes after `before`.
pub(super) fn link(before: &Link, entry: &impl Serialize) -> Link {
    // As JSON, so that nothing can move from one field into the next.
    let entry = serde_json::to_vec(entry).expect("texts and numbers can be written as JSON");
    Sha256::new().chain_update(before).chain_update(entry).finalize().into()
}
