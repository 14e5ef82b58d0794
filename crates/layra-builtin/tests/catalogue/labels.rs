//! Labels of the diagrams are short: they stand beside a line.

use layra_catalog::Catalog;

use crate::offence::expect_none;

/// Longest label, in words and in characters.
const WORDS: usize = 4;
const CHARACTERS: usize = 30;

/// Labels that are empty or too long.
pub(crate) fn long_labels(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for pattern in catalog.patterns() {
        for flow in &pattern.flows {
            let (words, characters) = (flow.label.split_whitespace().count(), flow.label.chars().count());
            if !(1..=WORDS).contains(&words) || characters > CHARACTERS {
                offences.push(format!("{}: {} -> {}: `{}`", pattern.slug, flow.from, flow.to, flow.label));
            }
        }
    }
    offences
}

#[test]
fn every_flow_label_is_short() {
    expect_none(
        &format!("say what passes, in 1 to {WORDS} words and at most {CHARACTERS} characters"),
        long_labels(&layra_builtin::catalog()),
    );
}
