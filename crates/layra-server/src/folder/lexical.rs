//! The index of the search that runs in the browser: which word stands in which entry, and how much it counts.
//!
//! `find.js` reads it; the two agree on what a word is ([`stem`]) and on the form: for each word the places of
//! its entries in base 36, each with a digit for how much it counts there. It is a script, because a page that
//! was opened from a disk may load nothing else.

use std::collections::BTreeMap;

use layra_catalog::{Catalog, Pattern};
use serde_json::json;

/// How much a word counts by where it stands.
const NAME: u32 = 8;
const SUMMARY: u32 = 3;
const SAID: u32 = 2;
const ELSEWHERE: u32 = 1;
/// The most that is told apart.
const MOST: u32 = 9;

/// The index of a catalogue as a script.
pub(super) fn script(catalog: &Catalog) -> String {
    let mut words: BTreeMap<String, BTreeMap<usize, u32>> = BTreeMap::new();
    for (nth, pattern) in catalog.patterns().iter().enumerate() {
        for (text, weight) in texts(pattern) {
            for word in stems(text) {
                let counted = words.entry(word).or_default().entry(nth).or_default();
                *counted = (*counted + weight).min(MOST);
            }
        }
    }
    let words: BTreeMap<String, String> = words
        .into_iter()
        .map(|(word, places)| {
            let places: Vec<String> =
                places.into_iter().map(|(nth, weight)| format!("{}{weight}", base36(nth))).collect();
            (word, places.join(" "))
        })
        .collect();
    let patterns: Vec<_> = catalog.patterns().iter().map(shown).collect();
    // A `<` within a script could end it, were it ever put into a page.
    let index = json!({ "patterns": patterns, "words": words }).to_string().replace('<', "\\u003c");
    format!("layraIndex({index});\n")
}

/// What is shown of an entry: slug, name, category, summary, and what may be a reason, each with its place and id.
fn shown(pattern: &Pattern) -> serde_json::Value {
    let statements = |place: &'static str, all: &[layra_catalog::pattern::Statement]| -> Vec<_> {
        all.iter().map(|one| json!([place, one.id, one.say])).collect()
    };
    let mut reasons = statements("when to use", &pattern.use_when);
    reasons.extend(statements("when not to use", &pattern.avoid_when));
    reasons.extend(pattern.failures.iter().map(|one| json!(["failure mode", one.id, one.symptom])));
    json!([pattern.slug, pattern.name, pattern.category.title(), pattern.summary, reasons])
}

/// The texts of an entry that are searched, each with how much its words count.
fn texts(pattern: &Pattern) -> Vec<(&str, u32)> {
    let mut texts: Vec<(&str, u32)> =
        vec![(&pattern.name, NAME), (pattern.slug.as_str(), NAME), (&pattern.summary, SUMMARY)];
    texts.extend(pattern.aliases.iter().map(|text| (text.as_str(), NAME)));
    texts.extend(pattern.use_when.iter().map(|one| (one.say.as_str(), SAID)));
    texts.extend(pattern.asked.iter().map(|text| (text.as_str(), SAID)));
    texts.extend(pattern.avoid_when.iter().map(|one| (one.say.as_str(), ELSEWHERE)));
    texts.extend(pattern.components.iter().map(|one| (one.name.as_str(), SAID)));
    texts.extend(pattern.pros.iter().chain(&pattern.cons).map(|one| (one.say.as_str(), ELSEWHERE)));
    texts.extend(pattern.failures.iter().map(|one| (one.symptom.as_str(), ELSEWHERE)));
    texts.extend(pattern.stacks.iter().map(|one| (one.items.as_str(), ELSEWHERE)));
    texts.extend(pattern.terms.iter().map(|one| (one.name.as_str(), SAID)));
    texts
}

fn stems(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| stem(&word.to_lowercase()))
}

/// A word without the endings that matter least. `find.js` does the same.
fn stem(word: &str) -> String {
    let longer_than = |count: usize| word.chars().count() > count;
    let stem = if let Some(rest) = word.strip_suffix("ies").filter(|_| longer_than(4)) {
        return format!("{rest}y");
    } else if word.ends_with("ss") {
        word
    } else {
        let endings = ["ing", "ed", "es", "s"].into_iter();
        endings
            .filter(|ending| longer_than(ending.len() + 2))
            .find_map(|ending| word.strip_suffix(ending))
            .unwrap_or(word)
    };
    let is_long = stem.chars().count() > 3;
    stem.strip_suffix('e').filter(|_| is_long).unwrap_or(stem).to_owned()
}

fn base36(mut number: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut text = String::new();
    loop {
        text.insert(0, char::from(DIGITS[number % 36]));
        number /= 36;
        if number == 0 {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for words in [
            &["cache", "caches", "caching", "cached"][..],
            &["release", "releases", "releasing"],
            &["process", "processes", "processing"],
            &["query", "queries"],
        ] {
            let stems: Vec<String> = words.iter().map(|word| stem(word)).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{stems:?}");
        }
        for short in ["s", "us", "ss", "bus", "é"] {
            assert!(!stem(short).is_empty());
        }
    }

    #[test]
    fn numbers_are_written_in_base_36() {
        assert_eq!([0, 35, 36, 1_295, 1_296].map(base36), ["0", "z", "10", "zz", "100"]);
    }
}
