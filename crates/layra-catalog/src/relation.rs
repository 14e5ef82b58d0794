//! How patterns stand to one another, read from either end.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pattern::word_enum;
use crate::slug::Slug;

word_enum! {
    /// A typed relation as an entry states it.
    RelationKind {
        /// One chooses between the two.
        AlternativeTo = "alternative-to",
        /// The two cannot be had together.
        ConflictsWith = "conflicts-with",
        /// The two are better together.
        Complements = "complements",
        /// This cannot be had without the other.
        Requires = "requires",
        /// This is a special form of the other.
        Refines = "refines",
        /// This is built into the other.
        PartOf = "part-of",
        /// This grows into the other.
        EvolvesTo = "evolves-to",
        /// The other is built into this.
        Contains = "contains",
        /// The two have something to do with each other.
        Related = "related",
    }
}

/// Which entry states a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The entry one is looking at.
    Stated,
    /// The other entry; this is the inverse.
    Derived,
}

impl RelationKind {
    /// The relation as a phrase, read from the entry that states it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AlternativeTo => "alternative to",
            Self::ConflictsWith => "conflicts with",
            Self::Complements => "complements",
            Self::Requires => "requires",
            Self::Refines => "refines",
            Self::PartOf => "part of",
            Self::EvolvesTo => "evolves to",
            Self::Contains => "contains",
            Self::Related => "related to",
        }
    }

    /// The relation as a phrase, read from the other end; `None` where there is no inverse.
    pub const fn inverse_label(self) -> Option<&'static str> {
        match self {
            Self::AlternativeTo | Self::ConflictsWith | Self::Complements => Some(self.label()),
            Self::Requires => Some("required by"),
            Self::Refines => Some("refined by"),
            Self::PartOf => Some("contains"),
            Self::EvolvesTo => Some("evolves from"),
            Self::Contains => Some("part of"),
            Self::Related => None,
        }
    }

    /// The kind that says the same when the other entry states it, where there is one.
    pub const fn inverse(self) -> Option<Self> {
        match self {
            Self::AlternativeTo | Self::ConflictsWith | Self::Complements => Some(self),
            Self::PartOf => Some(Self::Contains),
            Self::Contains => Some(Self::PartOf),
            Self::Requires | Self::Refines | Self::EvolvesTo | Self::Related => None,
        }
    }
}

/// A relation as seen from one pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelationView {
    /// The pattern at the other end.
    pub slug: Slug,
    /// Its name; the slug when it has no entry.
    pub name: String,
    /// Whether the catalogue holds an entry for it.
    pub exists: bool,
    /// The kind as stated.
    pub kind: RelationKind,
    /// Which of the two entries states it.
    pub direction: Direction,
    /// The kind as a phrase, read from this end.
    pub label: String,
    /// Why, in words; may be empty.
    pub say: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_read_backwards_is_the_relation_itself() {
        for &kind in RelationKind::ALL {
            if let Some(inverse) = kind.inverse() {
                assert_eq!(inverse.inverse(), Some(kind));
                assert_eq!(Some(inverse.label()), kind.inverse_label());
            }
        }
        assert_eq!(RelationKind::Related.inverse_label(), None);
    }
}
