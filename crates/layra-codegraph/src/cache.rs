//! Keeps what was read in files from one run to the next.
//!
//! A file whose size and times are as before is not opened. One whose content hashes as before is not
//! scanned. The cache changes how long an answer takes and nothing else: whatever is missing, damaged or
//! of another program is passed over in silence.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::language::{self, Reading};
use crate::manifest::{self, Stated};

/// Where what is kept lies between runs. Whoever calls says where that is; it must not be in the tree.
pub trait Cache: Sync {
    /// What was saved last; none when there is nothing, or it cannot be read.
    fn load(&self) -> Option<Vec<u8>>;

    /// Saves in place of what was there. That it cannot is nobody's concern.
    fn save(&self, bytes: &[u8]);
}

/// What was read in one file, and when that is still true.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) size: u64,
    pub(crate) stamp: Option<u64>,
    pub(crate) hash: u128,
    pub(crate) contents: Arc<Contents>,
}

/// All that is read in one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contents {
    /// Why it was not read although it is there.
    pub(crate) skipped: Option<Box<str>>,
    /// The number of its language, and what that read.
    pub(crate) reading: Option<(u8, Arc<Reading>)>,
    /// What manifests read, in the order of [`manifest::ALL`].
    pub(crate) stated: Vec<Stated>,
    /// Whether parts of it are not UTF-8.
    pub(crate) lossy: bool,
}

/// Takes what was kept out of saved bytes; nothing unless they are whole and of this program.
pub(crate) fn unpack(bytes: &[u8]) -> HashMap<String, Kept> {
    let parts = bytes.strip_prefix(&program()).and_then(|rest| rest.split_first_chunk());
    match parts {
        Some((checksum, payload)) if *checksum == xxh3_128(payload).to_le_bytes() => {
            postcard::from_bytes::<Vec<(String, Kept)>>(payload).unwrap_or_default().into_iter().collect()
        }
        _ => HashMap::new(),
    }
}

/// The bytes to save; none when it cannot be packed.
pub(crate) fn pack(kept: &[(&str, Kept)]) -> Option<Vec<u8>> {
    let payload = postcard::to_allocvec(kept).ok()?;
    Some([&program()[..], &xxh3_128(&payload).to_le_bytes(), &payload].concat())
}

/// Which program reads, and what it reads: another one reads otherwise.
fn program() -> [u8; 16] {
    let mut hash = Xxh3::new();
    hash.update(env!("CARGO_PKG_VERSION").as_bytes());
    for language in language::ALL {
        hash.update(language.name().as_bytes());
        hash.update(&language.version().to_le_bytes());
    }
    for manifest in manifest::ALL {
        hash.update(&manifest.version().to_le_bytes());
    }
    hash.digest128().to_le_bytes()
}
