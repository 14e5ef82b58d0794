//! `/glossary`: the words of the trade, each as the entries explain it.

use std::collections::BTreeMap;

use askama::Template;
use layra_catalog::Pattern;

use super::layout::{Here, Layout};
use super::{filters, html, pattern};
use crate::page::Page;
use crate::site::Site;

#[derive(Debug, Template)]
#[template(path = "glossary.html", whitespace = "minimize")]
struct Glossary<'a> {
    layout: Layout<'a>,
    letters: Vec<Letter<'a>>,
    words: usize,
}

/// The words that begin with a letter.
#[derive(Debug)]
struct Letter<'a> {
    name: String,
    words: Vec<Word<'a>>,
}

/// A word, and what it means in each entry that explains it.
#[derive(Debug)]
struct Word<'a> {
    name: &'a str,
    meanings: Vec<Meaning<'a>>,
}

#[derive(Debug)]
struct Meaning<'a> {
    text: &'a str,
    pattern: &'a Pattern,
    address: String,
}

/// The glossary of `site`.
pub(super) fn page(site: &Site) -> Page {
    let mut words: BTreeMap<String, Word<'_>> = BTreeMap::new();
    for entry in site.catalog().patterns() {
        for term in pattern::terms(entry) {
            let word = words.entry(term.item.name.to_lowercase());
            let word = word.or_insert_with(|| Word { name: &term.item.name, meanings: Vec::new() });
            let address = format!("/pattern/{}#{}", entry.slug, term.anchor);
            word.meanings.push(Meaning { text: &term.item.means, pattern: entry, address });
        }
    }
    let count = words.len();
    let mut letters: Vec<Letter<'_>> = Vec::new();
    for (key, word) in words {
        let first = key.chars().next().filter(|c| c.is_alphabetic());
        let name = first.map_or("#".to_owned(), |c| c.to_uppercase().collect());
        match letters.iter_mut().find(|letter| letter.name == name) {
            Some(letter) => letter.words.push(word),
            None => letters.push(Letter { name, words: vec![word] }),
        }
    }
    html(&Glossary {
        layout: Layout::new(site, "Glossary", Here::Elsewhere)
            .described("The words of the trade, each as the entries that use it explain it."),
        letters,
        words: count,
    })
}
