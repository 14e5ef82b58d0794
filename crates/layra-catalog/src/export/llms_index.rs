//! The index for language models, `llms.txt`: what there is and where, a line each.

use super::layout::one_line;
use super::{llms_full, markdown_address};
use crate::catalog::Catalog;

/// The index after llms.txt v2: one first heading, a quote that says what this is, and one list of
/// links per category; the complete text comes last, as the part that may be skipped.
pub fn llms_index(catalog: &Catalog) -> String {
    let masthead = catalog.masthead();
    let title = match one_line(&masthead.title) {
        title if title.is_empty() => "Architecture patterns".to_owned(),
        title => title,
    };
    let count = catalog.patterns().len();
    let noun = if count == 1 { "architecture pattern" } else { "architecture patterns" };
    let mut text = format!(
        "# {title}\n\n> {count} {noun}, each with when to use it and when not to, components, trade-offs, \
         technology stacks, real examples, a decision matrix and references."
    );
    if !masthead.generated.is_empty() {
        text.push_str(&format!(" Generated {}.", masthead.generated));
    }
    text.push('\n');
    for category in catalog.categories() {
        text.push_str(&format!("\n## {}\n\n", category.title()));
        for pattern in catalog.in_category(category) {
            let address = markdown_address(&masthead.base_url, pattern.slug.as_str());
            text.push_str(&format!("- [{}]({address}): {}\n", one_line(&pattern.name), one_line(&pattern.summary)));
        }
    }
    let complete = llms_full(catalog);
    let (words, bytes) = (complete.split_whitespace().count(), complete.len());
    text.push_str(&format!(
        "\n## Optional\n\n- [Complete text]({}/llms-full.txt): every entry in one file; {words} words, {bytes} bytes\n",
        masthead.base_url
    ));
    text
}
