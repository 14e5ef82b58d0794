//! Which words tell something: most do, some little, some nothing, and some deny.

use std::collections::HashMap;

use super::clauses::GRAMMAR;

/// What a word does in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It tells something.
    Telling,
    /// It tells a little.
    Common,
    /// It holds the sentence together.
    Glue,
    /// It denies.
    Denial,
}

/// The kinds of words, as `grammar.txt` lists them.
pub(super) struct Kinds(HashMap<&'static str, Kind>);

impl Kinds {
    pub(super) fn new() -> Self {
        let mut kinds = HashMap::new();
        for (name, kind) in [("common:", Kind::Common), ("glue:", Kind::Glue), ("denies:", Kind::Denial)] {
            let lists = GRAMMAR.lines().filter_map(|line| line.strip_prefix(name));
            kinds.extend(lists.flat_map(str::split_whitespace).map(|word| (word, kind)));
        }
        Self(kinds)
    }

    /// The kind of a word of lower case.
    pub(super) fn of(&self, lower: &str) -> Kind {
        self.0.get(lower).copied().unwrap_or(Kind::Telling)
    }
}
