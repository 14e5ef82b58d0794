//! Packs: any files load into something, twice the same, with problems that can be shown.
//!
//! The input is cut into files at lines that begin with `//- `.

#![no_main]

use layra_catalog::{Catalog, Pack, SourceText};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let files: Vec<SourceText> = input
        .split("//- ")
        .skip(1)
        .filter_map(|file| file.split_once('\n'))
        .map(|(path, text)| SourceText { path: path.to_owned(), text: text.to_owned() })
        .collect();
    let load = || {
        let (base, _) = Catalog::parse(files.clone());
        base.overlay(Pack { files: files.clone(), ..Pack::default() })
    };
    let (catalog, problems) = load();
    assert_eq!((&catalog, &problems), (&load().0, &load().1));
    for problem in &problems {
        if let Some(excerpt) = &problem.excerpt {
            assert!(excerpt.text.get(excerpt.start..excerpt.end).is_some());
        }
        assert!(!problem.to_string().is_empty());
    }
    for pattern in catalog.patterns() {
        assert_eq!(catalog.find(pattern.slug.as_str()), Some(pattern));
        let _ = catalog.relations_of(pattern);
        let _ = layra_catalog::export::markdown(&catalog, pattern);
        let _ = layra_catalog::diagram::svg(pattern);
    }
});
