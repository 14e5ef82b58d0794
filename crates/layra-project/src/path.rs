//! Paths of a repository: relative to its root, and never out of it.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

/// Longest path accepted, in bytes.
const MAX_LENGTH: usize = 1024;

/// A path below a repository's root, with `/` between its parts; empty for the root itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RepoPath(String);

/// Why a text is not a path of a repository.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepoPathError {
    /// It begins at the root of the file system, or names a drive.
    #[error("`{0}` is not relative to the repository")]
    Absolute(String),
    /// It leads out of the repository.
    #[error("`{0}` leads out of the repository")]
    Outside(String),
    /// It holds something that a path on some system cannot, or is too long.
    #[error("`{}` is not a path: no backslashes or control characters, at most {MAX_LENGTH} bytes", .0.escape_debug())]
    Malformed(String),
}

impl RepoPath {
    /// Takes `text` as a path, without `.` and empty parts.
    ///
    /// # Errors
    /// When it is absolute, goes above the root, holds a backslash or a control character, or is longer
    /// than 1,024 bytes.
    pub fn parse(text: &str) -> Result<Self, RepoPathError> {
        if text.len() > MAX_LENGTH || text.contains(|c: char| c == '\\' || c.is_control()) {
            return Err(RepoPathError::Malformed(text.chars().take(120).collect()));
        }
        let drive = text.split('/').next().is_some_and(|first| first.contains(':'));
        if text.starts_with('/') || drive {
            return Err(RepoPathError::Absolute(text.to_owned()));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/').filter(|part| !matches!(*part, "" | ".")) {
            match part {
                ".." => {
                    parts.pop().ok_or_else(|| RepoPathError::Outside(text.to_owned()))?;
                }
                part => parts.push(part),
            }
        }
        Ok(Self(parts.join("/")))
    }

    /// The path of `name` in this folder.
    ///
    /// # Errors
    /// As [`RepoPath::parse`].
    pub fn join(&self, name: &str) -> Result<Self, RepoPathError> {
        Self::parse(&format!("{}/{name}", if self.0.is_empty() { "." } else { &self.0 }))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder it stands in; the root for a path of one part, and for the root.
    pub fn folder(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned()))
    }

    /// The last part.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

impl fmt::Display for RepoPath {
    /// The path; `.` for the root.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

impl<'de> Deserialize<'de> for RepoPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for RepoPath {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "RepoPath".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": MAX_LENGTH })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_the_root() {
        for (text, path) in [("docs/decisions", "docs/decisions"), ("./a//b/", "a/b"), ("a/../b", "b"), (".", "")] {
            assert_eq!(RepoPath::parse(text).expect(text).as_str(), path);
        }
        for bad in ["/etc", "..", "a/../../b", "C:/x", "a\\b", "a\nb", &"x".repeat(2000)] {
            assert!(RepoPath::parse(bad).is_err(), "{bad:?} was taken");
        }
        let path = RepoPath::parse("docs/a.md").expect("a path");
        assert_eq!((path.folder().as_str(), path.name()), ("docs", "a.md"));
        assert_eq!(RepoPath::default().join("a.md").expect("a path").as_str(), "a.md");
    }
}
