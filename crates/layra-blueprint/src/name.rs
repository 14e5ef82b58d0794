//! The name of a new project: one that cargo takes for a package, and that no dependency has.

use std::fmt;

/// Longest name, in bytes.
const LONGEST: usize = 64;

/// Names that the language, cargo or a system keeps for itself.
const KEPT: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "con",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "nul",
    "override",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// A name for a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectName(String);

/// Why a text is no name for a project.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It is not made of the letters that names of crates are made of.
    #[error(
        "{0:?} is no name for a crate: a lower-case letter first, then letters, digits, `-` or `_`, at most {LONGEST}"
    )]
    Malformed(String),
    /// It means something already.
    #[error("no crate can be called `{0}`: the word is taken")]
    Kept(String),
}

impl ProjectName {
    /// Takes `text` as a name.
    ///
    /// # Errors
    /// When cargo would not take it, or not for long.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
        let well_formed = text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.len() <= LONGEST
            && text.bytes().all(letter);
        if !well_formed {
            return Err(NameError::Malformed(text.chars().take(LONGEST).collect()));
        }
        if KEPT.contains(&text.replace('_', "-").as_str()) {
            return Err(NameError::Kept(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name, as that of a package.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as code writes it.
    pub(crate) fn in_code(&self) -> String {
        self.0.replace('-', "_")
    }
}

impl fmt::Display for ProjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_would_refuse_is_refused() {
        for name in ["orders", "a", "order-desk_2", "test-it"] {
            assert_eq!(ProjectName::parse(name).map(|name| name.to_string()), Ok(name.to_owned()));
        }
        for name in ["", "Orders", "2fast", "-x", "a b", "ä", "a/b", "..", "test", "proc_macro", "nul", &"a".repeat(65)]
        {
            assert!(ProjectName::parse(name).is_err(), "{name}");
        }
    }
}
