//! The complete original: read in full, written again word for word.
//!
//! `LAYRA_SEED` names the folder with `llms-full.txt` and `facts.json`. Its text is not part of this
//! repository, so without it these tests say that they were skipped.

#![expect(clippy::print_stderr, reason = "a skipped test says so, and figures are for whoever runs them")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use layra_catalog::import::{Import, Options, SlugSource, import, pack_files};
use layra_catalog::{Catalog, Pattern, Slug, SourceText, export, problem};
use serde_json::{Value, json};

struct Seed {
    text: String,
    facts: Vec<Value>,
}

fn seed() -> Option<Seed> {
    let Some(folder) = std::env::var_os("LAYRA_SEED").map(PathBuf::from) else {
        eprintln!("SKIPPED: LAYRA_SEED does not name the folder of the complete original");
        return None;
    };
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect(name);
    Some(Seed { text: read("llms-full.txt"), facts: serde_json::from_str(&read("facts.json")).expect("facts.json") })
}

impl Seed {
    fn slugs(&self) -> BTreeMap<String, Slug> {
        let text = |fact: &Value, key: &str| fact[key].as_str().expect(key).to_owned();
        self.facts.iter().map(|fact| (text(fact, "name"), Slug::parse(&text(fact, "slug")).expect("a slug"))).collect()
    }

    fn import(&self) -> Import {
        let options = Options { path: "llms-full.txt".into(), slugs: self.slugs(), known: None };
        import(&self.text, &options).expect("the seed is not too large")
    }
}

/// The fields of a pattern as facts.json has them.
fn facts_of(pattern: &Pattern) -> Value {
    let weights = |trade_offs: &[layra_catalog::pattern::TradeOff]| {
        trade_offs.iter().map(|trade_off| trade_off.weight.to_string()).collect::<Vec<_>>()
    };
    json!({
        "slug": pattern.slug,
        "name": pattern.name,
        "category": pattern.category,
        "complexity": pattern.complexity,
        "team": pattern.team.to_string(),
        "aliases": pattern.aliases,
        "components": pattern.components.iter().map(|component| &component.name).collect::<Vec<_>>(),
        "stacks": pattern.stacks.iter().map(|stack| json!({"name": stack.name, "items": stack.items})).collect::<Vec<_>>(),
        "examples": pattern.examples.iter().map(|example| &example.org).collect::<Vec<_>>(),
        "versus": pattern.versus.iter().map(|row| format!("vs {}", row.other)).collect::<Vec<_>>(),
        "references": pattern.references.iter().map(export::part::reference).collect::<Vec<_>>(),
        "related": pattern.relations.iter().map(|relation| &relation.to).collect::<Vec<_>>(),
        "counts": {
            "use_when": pattern.use_when.len(),
            "avoid_when": pattern.avoid_when.len(),
            "pros": weights(&pattern.pros),
            "cons": weights(&pattern.cons),
        },
    })
}

/// The text in lines: what the export of what was imported looks like.
fn in_lines(import: &Import) -> String {
    export::llms_full(&import.catalog())
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_fact_of_the_original_is_read() {
    let Some(seed) = seed() else { return };
    let import = seed.import();
    assert_eq!(import.patterns.len(), seed.facts.len());
    for (pattern, fact) in import.patterns.iter().zip(&seed.facts) {
        assert_eq!(facts_of(pattern), *fact, "{}", pattern.slug);
    }
    assert_eq!(import.problems, []);
    assert_eq!(import.announced, []);
    assert_eq!(import.guesses().count(), 0);
}

#[test]
fn every_word_of_the_original_is_accounted_for() {
    let Some(seed) = seed() else { return };
    let account = seed.import().account;
    eprintln!("{account}");
    assert_eq!(account.unaccounted, []);
    assert_eq!((account.unaccounted_words, account.unlisted), (0, 0));
    assert_eq!(account.words, seed.text.split_whitespace().count());
    assert_eq!(account.kept() + account.markup, account.words);
    assert!(account.reproduced);
}

#[test]
fn the_export_of_the_original_is_the_original() {
    let Some(seed) = seed() else { return };
    let import = seed.import();
    assert_eq!(folded(&in_lines(&import)), folded(&seed.text));
}

#[test]
fn the_original_in_lines_reads_like_the_original_folded() {
    let Some(seed) = seed() else { return };
    let once = seed.import();
    let options = Options { slugs: seed.slugs(), ..Options::default() };
    let lines = in_lines(&once);
    for text in [lines.clone(), lines.replace('\n', "\r\n")] {
        let twice = import(&text, &options).expect("it is not too large");
        assert_eq!(twice.patterns, once.patterns);
        assert_eq!(twice.masthead, once.masthead);
        assert!(twice.account.reproduced);
        assert_eq!(twice.account, once.account);
    }
}

#[test]
fn the_pack_of_the_original_loads_as_what_was_read() {
    let Some(seed) = seed() else { return };
    let import = seed.import();
    let files = pack_files(&import).into_iter().map(|(path, text)| SourceText { path, text });
    let (catalog, problems) = Catalog::parse(files);
    assert!(!problem::has_errors(&problems), "{problems:?}");
    assert_eq!(catalog.patterns(), import.patterns);
    assert_eq!(catalog.masthead(), &import.masthead);
}

#[test]
fn most_slugs_of_the_original_can_be_guessed() {
    let Some(seed) = seed() else { return };
    let guessed = import(&seed.text, &Options::default()).expect("it is not too large");
    let slugs = seed.slugs();
    let right = guessed.slugs.iter().filter(|choice| slugs[&choice.name] == choice.slug).count();
    let by_link = guessed.slugs.iter().filter(|choice| choice.source == SlugSource::Link).count();
    for choice in guessed.slugs.iter().filter(|choice| slugs[&choice.name] != choice.slug) {
        eprintln!("{}: guessed {}, is {}", choice.name, choice.slug, slugs[&choice.name]);
    }
    eprintln!("{right} of {} slugs guessed right, {by_link} by links", slugs.len());
    // Nine slugs can only be given: eight are linked to by no entry, one is not made of its name's words.
    assert!(right >= 34, "only {right} slugs guessed right");
    assert_eq!(guessed.account.unaccounted_words, 0);
}
