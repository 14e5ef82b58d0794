//! Keeps the search index of packs from one start to the next, and what was read of source trees.
//!
//! Reading thousands of entries for an index takes seconds; taking a kept one out takes as long as
//! reading its file. There is one file for each list of packs, and what it holds is used only when
//! it was made from exactly the texts that the packs have, by a program that reads them in the same
//! way. When a text changed, the kept index still spares reading the entries that did not.
//!
//! The cache changes how long an answer takes and nothing else: whatever is missing, damaged, of
//! another program or out of reach is passed over in silence.

mod files;
#[cfg(feature = "scan")]
mod graphs;

use std::path::{Path, PathBuf};

#[cfg(feature = "scan")]
pub(crate) use graphs::GraphFile;
use layra_catalog::{Catalog, Pack};
use layra_search::Index;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Says what a file is, and in which form.
const MAGIC: &[u8; 8] = b"layra\0ix";
const FORMAT: u32 = 1;
/// Files that are kept, at most.
const MOST_FILES: usize = 32;

/// A hash of contents.
type Stamp = [u8; 16];

/// What an index is made from: this program, and the texts of packs in their order.
pub(crate) struct Origin {
    program: Stamp,
    texts: Xxh3,
}

impl Origin {
    /// The program whose built-in index is `built_in`, and no texts.
    ///
    /// Whatever changes how entries are read changes the built-in index too, or the version.
    pub(crate) fn new(built_in: &Index<'_>) -> Self {
        let mut program = Hashed(Xxh3::new());
        program.0.update(env!("CARGO_PKG_VERSION").as_bytes());
        let program = postcard::serialize_with_flavor(built_in, program).unwrap_or_default();
        let mut texts = Xxh3::new();
        texts.update(&program);
        Self { program, texts }
    }

    /// Adds the texts of a pack.
    pub(crate) fn add(&mut self, pack: &Pack) {
        let length = |number: usize| (number as u64).to_le_bytes();
        // Lengths keep the end of one text and the beginning of the next apart.
        self.texts.update(&length(pack.files.len()));
        for file in &pack.files {
            for part in [&file.path, &file.text] {
                self.texts.update(&length(part.len()));
                self.texts.update(part.as_bytes());
            }
        }
    }

    fn key(&self) -> Stamp {
        self.texts.digest128().to_le_bytes()
    }
}

/// Takes the hash of what is packed, without the bytes.
struct Hashed(Xxh3);

impl postcard::ser_flavors::Flavor for Hashed {
    type Output = Stamp;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.try_extend(&[byte])
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.update(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Stamp> {
        Ok(self.0.digest128().to_le_bytes())
    }
}

/// The index of `catalog`, which is made from `origin`: the one kept in `folder` for these `packs`
/// where it fits; else it is made, with what the kept one or `built_in` has read already, and kept.
pub(crate) fn index(
    folder: &Path,
    packs: &[PathBuf],
    origin: &Origin,
    built_in: &Index<'_>,
    catalog: &Catalog,
) -> Index<'static> {
    let file = folder.join(name(packs));
    let key = origin.key();
    let kept = files::read(&file).and_then(|bytes| Kept::read(&bytes, &origin.program));
    let index = match kept {
        Some(kept) if kept.key == key => return kept.index,
        Some(kept) => kept.index.update(catalog),
        None => built_in.update(catalog),
    };
    if let Ok(payload) = postcard::to_allocvec(&index)
        && files::write(&file, &[&head(&origin.program, &key, &payload), &payload]).is_ok()
    {
        files::keep_newest(&file, MOST_FILES, |name| is_numbered(name, ENDING));
    }
    index
}

/// An index that was kept, and what it was made from.
struct Kept {
    key: Stamp,
    index: Index<'static>,
}

impl Kept {
    /// Takes an index out of the bytes of a file; none unless they are whole and of `program`.
    fn read(bytes: &[u8], program: &Stamp) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?.strip_prefix(&FORMAT.to_le_bytes())?.strip_prefix(program)?;
        let (key, rest) = rest.split_first_chunk()?;
        let (checksum, payload) = rest.split_first_chunk()?;
        if *checksum != xxh3_128(payload).to_le_bytes() {
            return None;
        }
        Some(Self { key: *key, index: postcard::from_bytes::<Index<'_>>(payload).ok()?.into_owned() })
    }
}

/// What stands before the payload in a file; [`Kept::read`] reads it.
fn head(program: &Stamp, key: &Stamp, payload: &[u8]) -> Vec<u8> {
    [&MAGIC[..], &FORMAT.to_le_bytes(), program, key, &xxh3_128(payload).to_le_bytes()].concat()
}

const ENDING: &str = ".index";

/// The name of the file for a list of packs.
fn name(packs: &[PathBuf]) -> String {
    let mut paths = Xxh3::new();
    for pack in packs {
        let path = files::canonical(pack);
        let bytes = path.as_os_str().as_encoded_bytes();
        paths.update(&(bytes.len() as u64).to_le_bytes());
        paths.update(bytes);
    }
    format!("{:032x}{ENDING}", paths.digest128())
}

/// Whether a file's name is a hash and an `ending`.
fn is_numbered(name: &str, ending: &str) -> bool {
    let number = name.strip_suffix(ending);
    number.is_some_and(|number| number.len() == 32 && number.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
