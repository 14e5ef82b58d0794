//! A question that people ask leads to one pattern.

use std::collections::BTreeMap;

use layra_catalog::Catalog;
use layra_catalog::slug::words;

use crate::offence::expect_none;

/// Questions that stand in more than one entry.
pub(crate) fn shared_questions(catalog: &Catalog) -> Vec<String> {
    let mut owners: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for pattern in catalog.patterns() {
        for question in &pattern.asked {
            owners.entry(words(question).join(" ")).or_default().push(pattern.slug.as_str());
        }
    }
    let shared = owners.into_iter().filter(|(_, owners)| owners.len() > 1);
    shared.map(|(question, owners)| format!("`{question}` stands in {}", owners.join(" and "))).collect()
}

#[test]
fn every_question_leads_to_one_pattern() {
    expect_none("leave the question to the pattern that answers it best", shared_questions(&layra_builtin::catalog()));
}
