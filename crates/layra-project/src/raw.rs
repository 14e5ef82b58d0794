//! `layra.toml` as a person writes it.
//!
//! The doc comments are what an editor shows: they become the JSON Schema of `layra schema`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use layra_catalog::raw::Placed;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::project::RuleKind;

/// What a repository says of itself: `layra.toml` at its root. Paths are relative to it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Layra project")]
pub struct RawProject {
    /// The repository as a whole.
    pub project: RawSettings,
    /// Patterns that were decided on.
    pub decision: Vec<RawDecision>,
    /// Rules of the house, on paths instead of roles.
    pub rule: Vec<RawRule>,
}

/// The repository as a whole.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RawSettings {
    /// Paths that are not looked at, `*` and `**` standing for any name and any folders.
    pub exclude: Vec<String>,
    /// File with the facts of the situation as they are today, TOML or JSON: decisions are compared with
    /// it.
    pub facts: Option<Placed<String>>,
}

/// A pattern that was decided on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDecision {
    /// Slug of the pattern.
    pub pattern: Placed<String>,
    /// Path of the decision record.
    pub adr: Option<Placed<String>>,
    /// The folder it holds for; the whole repository if left out. Paths of roles are relative to it.
    pub scope: Option<Placed<String>>,
    /// Where each part of the pattern stands: a path, or a list of them, by the id of the role.
    #[serde(default)]
    pub roles: BTreeMap<String, Placed<RawPaths>>,
    /// What was considered and is not to be used.
    #[serde(default)]
    pub rejected: Vec<RawRejected>,
}

/// Something that was considered and is not to be used: a pattern or a technology.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRejected {
    /// Slug of the pattern.
    pub pattern: Option<Placed<String>>,
    /// Id of the technology.
    pub technology: Option<Placed<String>>,
    /// Why not.
    pub why: Placed<String>,
}

/// A rule of the house.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRule {
    /// Its name, which says what is wrong where it is broken.
    pub id: Placed<String>,
    /// What it demands.
    pub kind: RuleKind,
    /// Paths that it speaks of.
    pub from: Option<Placed<RawPaths>>,
    /// Paths that those may or may not depend on.
    pub to: Option<Placed<RawPaths>>,
    /// The one path that may use what others may not.
    pub door: Option<Placed<String>>,
    /// Ids of technologies it speaks of.
    #[serde(default)]
    pub technology: Vec<Placed<String>>,
    /// Why it is there.
    pub why: String,
    /// What to do where it is broken.
    pub mend: Option<String>,
}

/// A path, or a list of paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawPaths(pub Vec<String>);

impl<'de> Deserialize<'de> for RawPaths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrSeveral;
        impl<'de> Visitor<'de> for OneOrSeveral {
            type Value = RawPaths;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a path or a list of paths")
            }

            fn visit_str<E>(self, path: &str) -> Result<RawPaths, E> {
                Ok(RawPaths(vec![path.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RawPaths, A::Error> {
                let mut paths = Vec::new();
                while let Some(path) = items.next_element()? {
                    paths.push(path);
                }
                Ok(RawPaths(paths))
            }
        }
        deserializer.deserialize_any(OneOrSeveral)
    }
}

impl JsonSchema for RawPaths {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Paths".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}
