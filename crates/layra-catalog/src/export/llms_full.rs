//! The complete published text, `llms-full.txt`.

use super::layout::one_line;
use super::part;
use crate::catalog::{Catalog, Masthead};

/// The whole catalogue in one text, in the original's structure: title, date and number of
/// patterns, then every entry with the original's sections in the original's order.
///
/// Importing it gives back what it holds: see [`crate::import`]. The newer sections are not in it;
/// [`super::markdown()`] and [`super::json()`] have them.
pub fn llms_full(catalog: &Catalog) -> String {
    let mut text = header(catalog.masthead(), catalog.patterns().len());
    for pattern in catalog.patterns() {
        text.push_str("\n\n");
        text.push_str(&part::entry(pattern, &catalog.masthead().base_url));
        text.push_str("\n\n---");
    }
    let mut text = text.trim_start().to_owned();
    text.push('\n');
    text
}

/// What stands above the first entry; empty for a catalogue without a title and a date.
fn header(masthead: &Masthead, patterns: usize) -> String {
    let title = one_line(&masthead.title);
    if title.is_empty() && masthead.generated.is_empty() {
        return String::new();
    }
    let title = if title.is_empty() { title } else { format!("# {title}\n\n") };
    let noun = if patterns == 1 { "pattern" } else { "patterns" };
    let generated = match masthead.generated.as_str() {
        "" => String::new(),
        date => format!("Generated {date}. "),
    };
    format!("{title}> {generated}{patterns} {noun}.")
}
