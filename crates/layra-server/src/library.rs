//! What every face of the server answers from.

use layra_catalog::{Catalog, Tokens};
use layra_search::Index;

/// A catalogue with what it is searched and counted by.
#[derive(Debug)]
pub struct Library {
    pub(crate) catalog: Catalog,
    pub(crate) index: Index<'static>,
    pub(crate) tokens: Tokens,
}

impl Library {
    /// `catalog`, searched by `index`, which was built from it; budgets are counted with `tokens`.
    pub fn new(catalog: Catalog, index: Index<'static>, tokens: Tokens) -> Self {
        Self { catalog, index, tokens }
    }
}
