//! What there is on a shelf, to be shown.

use schemars::JsonSchema;
use serde::Serialize;

use crate::manifest::Manifest;
use crate::results::Results;
use crate::shelf::Shelf;

/// Blueprints, by slug.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listing<'a> {
    /// One for each.
    pub blueprints: Vec<Listed<'a>>,
}

/// A blueprint, as it is listed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed<'a> {
    /// The pattern it is.
    pub slug: &'a str,
    /// Lines of its code, without blank lines, comments, tests and the lab.
    pub lines: usize,
    /// What it says of itself.
    #[serde(flatten)]
    pub manifest: &'a Manifest,
    /// What its lab measured when it was last kept; `null` when nothing is.
    pub results: Option<&'a Results>,
}

/// Lists what there is on a shelf.
pub fn list(shelf: &Shelf) -> Listing<'_> {
    let listed = shelf.blueprints().iter().map(|blueprint| Listed {
        slug: blueprint.slug(),
        lines: blueprint.lines,
        manifest: &blueprint.manifest,
        results: blueprint.results.as_ref(),
    });
    Listing { blueprints: listed.collect() }
}
