//! The built-in catalogue, carried in the binary.
//!
//! It was validated and packed when the binary was built (see `build.rs`), so taking it out cannot
//! fail and parses no TOML. The search index and the blueprints are packed apart: most commands do without
//! them.

use layra_blueprint::Shelf;
use layra_catalog::{Catalog, Tokens};
use layra_search::Index;

static CATALOG: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"));
static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/index.bin"));
static BLUEPRINTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/blueprints.bin"));
static TOKENS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tokens.bin"));

/// The built-in catalogue.
pub fn catalog() -> Catalog {
    postcard::from_bytes(CATALOG).expect("packed by this crate's build script with the same types")
}

/// The search index of [`catalog`], used where it lies.
pub fn index() -> Index<'static> {
    postcard::from_bytes(INDEX).expect("packed by this crate's build script with the same types")
}

/// The blueprints of [`catalog`].
pub fn blueprints() -> Shelf {
    postcard::from_bytes(BLUEPRINTS).expect("packed by this crate's build script with the same types")
}

/// The tokens of the texts of [`catalog`].
pub const fn tokens() -> Tokens {
    Tokens::new(TOKENS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_what_the_folders_say() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let (written, _) = Catalog::from_dir(&root).expect("the repository is a pack");
        assert_eq!(catalog(), written);
        assert_eq!(index(), Index::build(&written));
        let (shelf, problems) = Shelf::from_dir(&root, &written).expect("the blueprints can be read");
        assert_eq!(blueprints(), shelf);
        assert!(!layra_catalog::problem::has_errors(&problems), "{problems:#?}");
    }
}
