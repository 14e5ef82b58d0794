//! Imports: any text is read without harm, every word is accounted for, and what was read whole
//! survives being written out and read again.

#![no_main]

use std::collections::HashMap;

use layra_catalog::import::{Options, import, pack_files};
use layra_catalog::section::Section;
use layra_catalog::{Catalog, SourceText, export};
use libfuzzer_sys::fuzz_target;

/// Marks and labels, which may stand there with nothing to say.
const MADE: &[&str] = &[
    "#",
    "##",
    "###",
    "-",
    "---",
    ">",
    "|",
    "pattern.",
    "patterns.",
    "pros",
    "cons",
    "**also",
    "known",
    "as:**",
    "**category:**",
    "**complexity:**",
    "**team",
    "size:**",
];

fuzz_target!(|text: &str| {
    let read = |text: &str| import(text, &Options::default());
    let Ok(first) = read(text) else { return };
    let catalog = first.catalog();
    let exported = export::llms_full(&catalog);

    let files = pack_files(&first).into_iter().map(|(path, text)| SourceText { path, text });
    let (loaded, _) = Catalog::parse(files);
    assert_eq!(loaded.patterns().len(), catalog.patterns().len(), "the pack lost an entry");

    if first.is_complete() && !first.patterns.is_empty() {
        // The count of patterns, rules between entries and headings with nothing below are made anew.
        // Headings and categories are known in any case.
        let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        let titles: Vec<String> = Section::ALL.iter().flat_map(|section| words(section.title())).collect();
        let is_made = |word: &str| {
            MADE.contains(&word)
                || titles.iter().any(|title| title == word)
                || word.bytes().all(|byte| byte.is_ascii_digit())
        };
        let mut kept: HashMap<String, i64> = HashMap::new();
        words(&exported).into_iter().for_each(|word| *kept.entry(word).or_default() += 1);
        words(text).into_iter().for_each(|word| *kept.entry(word).or_default() -= 1);
        let lost = kept.iter().find(|(word, left)| **left < 0 && !is_made(word));
        assert_eq!(lost, None, "a word was lost");
    }
    if first.account.reproduced {
        let second = read(&exported).expect("an export can be imported");
        assert_eq!(export::llms_full(&second.catalog()), exported, "an export does not survive a second one");
    }
});
