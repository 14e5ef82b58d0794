//! Who has which word while an export is read.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::export::part::Part;

/// Where a word went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Nobody has claimed it.
    Nowhere,
    /// The title of the catalogue.
    Title,
    /// The day it was made.
    Generated,
    /// A part of the entry with this number.
    Entry(u32, Part),
}

/// Whether a word is part of what is said or of how it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Kept in the catalogue.
    Content,
    /// A heading, a bullet, a label: written again from the structure.
    Markup,
}

/// One claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) place: Place,
    pub(super) role: Role,
}

/// The claims on all words, and why some were left.
pub(super) struct Ledger {
    claims: Vec<Claim>,
    reasons: BTreeMap<usize, &'static str>,
}

const UNCLAIMED: Claim = Claim { place: Place::Nowhere, role: Role::Content };

impl Ledger {
    pub(super) fn new(words: usize) -> Self {
        Self { claims: vec![UNCLAIMED; words], reasons: BTreeMap::new() }
    }

    /// Notes that `range` went to `place`.
    pub(super) fn claim(&mut self, range: Range<usize>, place: Place, role: Role) {
        self.claims[range].fill(Claim { place, role });
    }

    /// Notes that `range` is structure that no part is responsible for.
    pub(super) fn structure(&mut self, range: Range<usize>) {
        self.claim(range, Place::Nowhere, Role::Markup);
    }

    /// Takes back every claim on `range` and notes why nothing came of it.
    pub(super) fn leave(&mut self, range: Range<usize>, reason: &'static str) {
        if !range.is_empty() {
            self.claims[range.clone()].fill(UNCLAIMED);
            self.reasons.insert(range.start, reason);
        }
    }

    pub(super) fn get(&self, at: usize) -> Claim {
        self.claims[at]
    }

    pub(super) fn is_left(&self, at: usize) -> bool {
        self.claims[at] == UNCLAIMED
    }

    /// Why the words from `at` on were left, where somebody said so.
    pub(super) fn reason(&self, at: usize) -> Option<&'static str> {
        self.reasons.get(&at).copied()
    }
}
