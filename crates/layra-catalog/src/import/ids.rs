//! Ids of imported items, made from their words.

use std::collections::BTreeMap;

use crate::export::part::Part;
use crate::pattern::Pattern;
use crate::section::Section;
use crate::slug;

/// Most words of a text that its id is made of.
const MAX_WORDS: usize = 6;
/// Longest id before a number is added, in bytes.
const MAX_LENGTH: usize = 60;

/// Gives every item of `pattern` its id, section after section in the order they are written in,
/// whatever the order they were read in.
pub(super) fn give(pattern: &mut Pattern) {
    let mut ids = Ids::without(Section::ALL.iter().map(|section| section.id()));
    for statement in &mut pattern.use_when {
        statement.id = ids.give(&statement.say, Part::UseWhen.as_str());
    }
    for statement in &mut pattern.avoid_when {
        statement.id = ids.give(&statement.say, Part::AvoidWhen.as_str());
    }
    for component in &mut pattern.components {
        component.id = ids.give(&component.name, Part::Components.as_str());
    }
    for trade_off in &mut pattern.pros {
        trade_off.id = ids.give(&trade_off.say, Part::Pros.as_str());
    }
    for trade_off in &mut pattern.cons {
        trade_off.id = ids.give(&trade_off.say, Part::Cons.as_str());
    }
    for row in &mut pattern.versus {
        row.id = ids.give(&format!("vs {}", row.other), Part::Versus.as_str());
    }
}

/// The ids given out within one entry.
#[derive(Debug, Default)]
struct Ids {
    /// Every id in use, with the last number tried behind it.
    used: BTreeMap<String, usize>,
}

impl Ids {
    /// None given out yet, and none of `taken` ever.
    fn without(taken: impl Iterator<Item = &'static str>) -> Self {
        Self { used: taken.map(|id| (id.to_owned(), 1)).collect() }
    }

    /// An id made from the first words of `text`, or from `fallback` when it has none to use.
    ///
    /// The same texts in the same order always give the same ids.
    fn give(&mut self, text: &str, fallback: &str) -> String {
        let mut base = String::new();
        for word in slug::words(text).into_iter().take(MAX_WORDS) {
            let separator = usize::from(!base.is_empty());
            if base.len() + separator + word.len() > MAX_LENGTH {
                break;
            }
            if !base.is_empty() {
                base.push('-');
            }
            base.push_str(&word);
        }
        if base.is_empty() {
            fallback.clone_into(&mut base);
        }
        let mut number = self.used.get(&base).copied().unwrap_or(0) + 1;
        let mut id = base.clone();
        while number > 1 || self.used.contains_key(&id) {
            number = number.max(2);
            id = format!("{base}-{number}");
            if !self.used.contains_key(&id) {
                break;
            }
            number += 1;
        }
        self.used.insert(base, number);
        self.used.entry(id.clone()).or_insert(1);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slug::Slug;

    #[test]
    fn ids_are_slugs_and_never_the_same() {
        let mut ids = Ids::default();
        let texts =
            ["You need X", "You need X", "you need x 2", "You need X", "…", "…", &"x".repeat(90), "You need X 2"];
        let given: Vec<String> = texts.iter().map(|text| ids.give(text, "use-when")).collect();
        let mut unique = given.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), texts.len(), "{given:?}");
        assert_eq!(given[..4], ["you-need-x", "you-need-x-2", "you-need-x-2-2", "you-need-x-3"]);
        assert!(given.iter().all(|id| Slug::parse(id).is_ok()), "{given:?}");
    }
}
