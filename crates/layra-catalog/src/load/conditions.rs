//! Reads conditions out of files, with what is wrong in its place.

use std::ops::Range;

use crate::condition::{Condition, SyntaxError};
use crate::problem::{Problem, Severity, SourceText};
use crate::raw::Placed;
use crate::vocabulary::Vocabulary;

/// The condition that is written at a place; none, and a problem, when it is not in the language.
pub(super) fn parse(source: &SourceText, text: &Placed<String>, problems: &mut Vec<Problem>) -> Option<Condition> {
    let fail = |error: SyntaxError| {
        let message = format!("not a condition: {error}");
        let problem = Problem::at(Severity::Error, source, within(source, text, error.span.clone()), message);
        problems.push(Problem { hint: error.hint, ..problem });
    };
    Condition::parse(text.get()).map_err(fail).ok()
}

/// What a condition that is written at a place says that `vocabulary` does not know.
pub(super) fn faults(
    source: &SourceText,
    text: &Placed<String>,
    condition: &Condition,
    vocabulary: &Vocabulary,
) -> Vec<Problem> {
    let faults = condition.faults(vocabulary).into_iter().map(|fault| {
        let place = within(source, text, condition.locate(&fault.word));
        Problem { hint: fault.hint, ..Problem::at(Severity::Error, source, place, fault.message) }
    });
    faults.collect()
}

/// Where a part of a string stands in its file: positions inside the string are positions in the file when
/// nothing in it is escaped.
fn within(source: &SourceText, text: &Placed<String>, part: Range<usize>) -> Range<usize> {
    let start = source.text.get(text.span()).and_then(|literal| literal.find(text.get().as_str()));
    match start.map(|offset| text.span().start + offset) {
        Some(start) => start + part.start..start + part.end,
        None => text.span(),
    }
}
