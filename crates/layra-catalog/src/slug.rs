//! Names that can stand in an address: the slug of a pattern.
//!
//! A slug is also the name of a folder, so nothing that is not a plain name gets through
//! [`Slug::parse`]: no dots, no slashes, no upper case.

use std::borrow::{Borrow, Cow};
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

/// Longest slug accepted, in bytes.
pub const MAX_LENGTH: usize = 80;

/// The key of a pattern: lower-case letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// The text is empty.
    #[error("a slug may not be empty")]
    Empty,
    /// The text is longer than [`MAX_LENGTH`].
    #[error("a slug may have at most {MAX_LENGTH} characters")]
    TooLong,
    /// The text holds something other than `a-z`, `0-9` and single hyphens between them.
    #[error("`{}` is not a slug: only a-z, 0-9 and single hyphens between them", .0.escape_debug())]
    Malformed(String),
}

impl Slug {
    /// Takes `text` as a slug if it already is one.
    ///
    /// # Errors
    /// When `text` is empty, longer than [`MAX_LENGTH`], or holds anything but lower-case ASCII
    /// letters, digits and single hyphens between them.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        if text.is_empty() {
            return Err(SlugError::Empty);
        }
        if text.len() > MAX_LENGTH {
            return Err(SlugError::TooLong);
        }
        let well_formed = text
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError::Malformed(text.chars().take(120).collect()))
        }
    }

    /// Makes a slug out of a name: `RAG Architecture` becomes `rag-architecture`.
    ///
    /// Gives `None` when the name has no ASCII letter or digit to make one from.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut slug = words(name).join("-");
        if slug.len() > MAX_LENGTH {
            slug.truncate(MAX_LENGTH);
            slug.truncate(slug.trim_end_matches('-').len());
        }
        (!slug.is_empty()).then_some(Self(slug))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The lower-case ASCII words of a text, in order; everything else separates.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Slug {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Slug {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Slug".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": MAX_LENGTH })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_slugs() {
        for good in ["cqrs", "change-data-capture", "layered-n-tier", "a", "3-tier"] {
            assert_eq!(Slug::parse(good).expect(good).as_str(), good);
        }
        for bad in ["", "../../etc/passwd", "Saga", "a--b", "-a", "a-", "a b", "a/b", "a.b", "é", &"x".repeat(81)] {
            assert!(Slug::parse(bad).is_err(), "{bad:?} was taken");
        }
    }

    #[test]
    fn a_name_becomes_a_slug() {
        let slug = |name| Slug::from_name(name).map(|slug| slug.to_string());
        assert_eq!(slug("CQRS + Event Sourcing").as_deref(), Some("cqrs-event-sourcing"));
        assert_eq!(slug("  Layered / N-Tier ").as_deref(), Some("layered-n-tier"));
        assert_eq!(slug("…"), None);
        assert!(Slug::parse(Slug::from_name(&"ab ".repeat(90)).expect("has letters").as_str()).is_ok());
    }
}
