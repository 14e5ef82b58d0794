//! The sections of an entry: how each is called, headed and ordered.
//!
//! Markdown, the command line, the site and JSON arguments all name sections by these ids, so that
//! `layra show SLUG --section trade-offs`, `/pattern/SLUG#trade-offs` and an agent's `sections`
//! argument mean the same. What stands in a section is written by [`crate::export`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

use crate::pattern::word_enum;

word_enum! {
    /// A section of an entry, in the order in which they are shown: first those of the original,
    /// in its order, then the newer ones.
    Section {
        /// Situations that speak for the pattern.
        UseWhen = "use-when",
        /// Situations that speak against it.
        AvoidWhen = "avoid-when",
        /// What it is made of.
        Components = "components",
        /// What it wins and costs.
        TradeOffs = "trade-offs",
        /// What it is built with.
        Stacks = "stacks",
        /// Who runs it.
        Examples = "examples",
        /// When this and when another.
        Versus = "versus",
        /// Where to read on.
        References = "references",
        /// Its prose.
        Overview = "overview",
        /// How it stands to other patterns.
        Related = "related",
        /// How it goes wrong.
        Failures = "failures",
        /// The way in.
        Adopt = "adopt",
        /// The ways out.
        Exits = "exits",
        /// What to watch.
        Measures = "measures",
        /// Signs of misuse.
        Smells = "smells",
        /// Its words.
        Terms = "terms",
    }
}

/// Other words people use for a section, on the command line and in requests.
const SYNONYMS: &[(&str, Section)] = &[
    ("when-to-use", Section::UseWhen),
    ("use", Section::UseWhen),
    ("for", Section::UseWhen),
    ("when-not-to-use", Section::AvoidWhen),
    ("avoid", Section::AvoidWhen),
    ("against", Section::AvoidWhen),
    ("component", Section::Components),
    ("key-components", Section::Components),
    ("parts", Section::Components),
    ("flows", Section::Components),
    ("tradeoffs", Section::TradeOffs),
    ("trade-off", Section::TradeOffs),
    ("pros", Section::TradeOffs),
    ("cons", Section::TradeOffs),
    ("pros-and-cons", Section::TradeOffs),
    ("stack", Section::Stacks),
    ("tech-stacks", Section::Stacks),
    ("tech-stack-examples", Section::Stacks),
    ("technologies", Section::Stacks),
    ("example", Section::Examples),
    ("real-world-examples", Section::Examples),
    ("vs", Section::Versus),
    ("decision-matrix", Section::Versus),
    ("alternatives", Section::Versus),
    ("reference", Section::References),
    ("reading", Section::References),
    ("sources", Section::References),
    ("relations", Section::Related),
    ("related-patterns", Section::Related),
    ("failure-modes", Section::Failures),
    ("failure", Section::Failures),
    ("adoption", Section::Adopt),
    ("adopting", Section::Adopt),
    ("steps", Section::Adopt),
    ("exit", Section::Exits),
    ("ways-out", Section::Exits),
    ("measure", Section::Measures),
    ("metrics", Section::Measures),
    ("smell", Section::Smells),
    ("glossary", Section::Terms),
    ("term", Section::Terms),
];

impl Section {
    /// The section's heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::UseWhen => "When to Use",
            Self::AvoidWhen => "When NOT to Use",
            Self::Components => "Key Components",
            Self::TradeOffs => "Trade-offs",
            Self::Stacks => "Tech Stack Examples",
            Self::Examples => "Real-World Examples",
            Self::Versus => "Decision Matrix",
            Self::References => "References",
            Self::Overview => "Overview",
            Self::Related => "Related Patterns",
            Self::Failures => "Failure Modes",
            Self::Adopt => "Adopting It",
            Self::Exits => "Ways Out",
            Self::Measures => "What to Measure",
            Self::Smells => "Signs of Misuse",
            Self::Terms => "Glossary",
        }
    }

    /// The id used on the command line, in requests and as an anchor.
    pub const fn id(self) -> &'static str {
        self.as_str()
    }

    /// The section somebody means by `name`: its id, its heading or a usual synonym, whatever the
    /// case, with blanks or underscores for hyphens.
    pub fn from_id(name: &str) -> Option<Self> {
        let key = crate::slug::words(name).join("-");
        let titled = || Self::ALL.iter().copied().find(|section| crate::slug::words(section.title()).join("-") == key);
        Self::from_word(&key)
            .or_else(titled)
            .or_else(|| SYNONYMS.iter().find(|(word, _)| *word == key).map(|(_, section)| *section))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_found_by_id_and_by_heading() {
        for &section in Section::ALL {
            assert_eq!(Section::from_id(section.id()), Some(section));
            assert_eq!(Section::from_id(section.title()), Some(section));
        }
        assert_eq!(Section::from_id("Trade Offs"), Some(Section::TradeOffs));
        assert_eq!(Section::from_id("decision_matrix"), Some(Section::Versus));
        assert_eq!(Section::from_id("colophon"), None);
    }

    #[test]
    fn no_synonym_hides_an_id() {
        for (word, section) in SYNONYMS {
            assert_eq!(Section::from_id(word), Some(*section), "{word}");
        }
    }
}
