//! Reads one TOML file into its raw type, reporting every problem and keeping what is sound.
//!
//! Deserialising stops at the first fault. So the part at fault is taken out of the parsed
//! document (an unknown key, the item of a list, the value of a key) and the rest is read again,
//! until what is left is sound.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use crate::nearest;
use crate::problem::{Problem, Severity, SourceText};

/// Faults reported in one file before the rest of it is left unread.
const MAX_FAULTS: usize = 50;

/// Reads `source`, a TOML file that a person wrote, as a `T`; what does not fit is reported with its
/// place and left at its default.
pub fn read<T: DeserializeOwned + Default>(source: &SourceText, problems: &mut Vec<Problem>) -> T {
    read_with_faults(source, problems).0
}

/// As [`read`], and the top-level keys that were there but did not fit.
pub(super) fn read_with_faults<T: DeserializeOwned + Default>(
    source: &SourceText,
    problems: &mut Vec<Problem>,
) -> (T, Vec<String>) {
    let mut unfit = Vec::new();
    let (mut table, syntax_errors) = DeTable::parse_recoverable(&source.text);
    for error in syntax_errors.iter().take(MAX_FAULTS) {
        problems.push(syntax_problem(source, error));
    }
    for _ in 0..MAX_FAULTS {
        let error = match T::deserialize(Deserializer::from(table.clone())) {
            Ok(value) => return (value, unfit),
            Err(error) => error,
        };
        problems.push(shape_problem(source, &error));
        let keys: Vec<String> = table.get_ref().keys().map(|key| key.get_ref().to_string()).collect();
        let removed = error.span().is_some_and(|span| remove_at(table.get_mut(), &span));
        if !removed {
            return (T::default(), keys);
        }
        unfit.extend(keys.into_iter().filter(|key| !table.get_ref().contains_key(key.as_str())));
    }
    let message = format!("more than {MAX_FAULTS} faults, the rest of this file was not read");
    problems.push(Problem::of_file(Severity::Error, &source.path, message));
    (T::default(), table.get_ref().keys().map(|key| key.get_ref().to_string()).collect())
}

fn syntax_problem(source: &SourceText, error: &Error) -> Problem {
    let message = format!("not valid TOML: {}", error.message().trim().replace('\n', ", "));
    let problem = Problem::at(Severity::Error, source, error.span().unwrap_or(0..0), message);
    match error.message() {
        "duplicate key" => problem.with_hint("each key may stand once in a table; remove or rename one of them"),
        _ => problem,
    }
}

fn shape_problem(source: &SourceText, error: &Error) -> Problem {
    let message = error.message().trim().replace('\n', ", ");
    let problem = |message: String| Problem::at(Severity::Error, source, error.span().unwrap_or(0..0), message);
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (Some(name), known) = (quoted.next(), quoted.collect::<Vec<_>>()) else { return problem(message) };
    let list = || known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if message.starts_with("unknown field") {
        let hint = nearest::hint(name, known.iter().copied()).unwrap_or_else(|| format!("known keys are {}", list()));
        problem(format!("unknown key `{name}`")).with_hint(hint)
    } else if message.starts_with("unknown variant") {
        let hint = nearest::hint(name, known.iter().copied()).unwrap_or_else(|| format!("it is one of {}", list()));
        problem(format!("unknown value `{name}`")).with_hint(hint)
    } else if message.starts_with("missing field") {
        problem(format!("`{name}` is missing")).with_hint(format!("add a line `{name} = ...` below this one"))
    } else {
        problem(message)
    }
}

/// Takes the smallest sensible part around `span` out of the document: the key, when the span is
/// that of a key; else the outermost list item; else the top-level key. False if nothing is there.
fn remove_at(table: &mut DeTable<'_>, span: &Range<usize>) -> bool {
    if let Some(key) = table.iter().find(|(key, _)| key.span() == *span).map(|(key, _)| key.clone()) {
        table.remove(&key);
        return true;
    }
    let Some(key) = table.iter().find(|(_, value)| holds(value, span)).map(|(key, _)| key.clone()) else {
        return false;
    };
    let Some(value) = table.get_mut(&key) else { return false };
    if value.span() != *span
        && let DeValue::Array(items) = value.get_mut()
        && let Some(nth) = items.iter().position(|item| holds(item, span))
    {
        let Some(item) = items.get_mut(nth) else { return false };
        // An unknown key in an item costs the key alone.
        let is_key =
            matches!(item.get_ref(), DeValue::Table(table) if table.iter().any(|(key, _)| key.span() == *span));
        match item.get_mut() {
            DeValue::Table(table) if is_key => return remove_at(table, span),
            _ => *items = items.iter().enumerate().filter(|(at, _)| *at != nth).map(|(_, item)| item.clone()).collect(),
        }
        return true;
    }
    table.remove(&key);
    true
}

/// Whether `value` or anything in it stands at exactly `span`.
fn holds(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    value.span() == *span
        || match value.get_ref() {
            DeValue::Array(items) => items.iter().any(|item| holds(item, span)),
            DeValue::Table(table) => table.iter().any(|(key, value)| key.span() == *span || holds(value, span)),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::raw::RawPattern;

    fn check(text: &str, expected: Expect) {
        let source = SourceText { path: "pattern.toml".into(), text: text.into() };
        let mut problems = Vec::new();
        let pattern: RawPattern = read(&source, &mut problems);
        let mut shown: Vec<String> = problems.iter().map(Problem::to_string).collect();
        let ids: Vec<&str> = pattern.use_when.iter().map(|statement| statement.id.get().as_str()).collect();
        shown.push(format!("name {:?}, use_when {ids:?}", pattern.name.as_ref().map(|name| name.get().as_str())));
        expected.assert_eq(&shown.join("\n"));
    }

    #[test]
    fn every_fault_is_reported_and_the_sound_rest_is_kept() {
        check(
            "name = \"A\"\nnmae = \"B\"\ncomplexity = 300\ncategory = \"systen\"\n\
             [[use_when]]\nid = \"one\"\nsay = \"x\"\nsya = \"y\"\n\
             [[use_when]]\nsay = \"x\"\n[[use_when]]\nid = 4\nsay = \"x\"\n\
             [[use_when]]\nid = \"two\"\nsay = \"x\"\n",
            expect![[r#"
                pattern.toml:4:12: error: unknown value `systen` (did you mean `system`?)
                pattern.toml:3:14: error: invalid value: integer `300`, expected u8
                pattern.toml:2:1: error: unknown key `nmae` (did you mean `name`?)
                pattern.toml:8:1: error: unknown key `sya` (did you mean `say`?)
                pattern.toml:9:1: error: `id` is missing (add a line `id = ...` below this one)
                pattern.toml:12:6: error: invalid type: integer `4`, expected a string
                name Some("A"), use_when ["one", "two"]"#]],
        );
    }

    #[test]
    fn broken_toml_is_reported_and_read_as_far_as_it_goes() {
        check(
            "name = \"A\nname = \"B\"\n[[use_when]]\nid = \"one\"\nsay = \"x\"\n",
            expect![[r#"
                pattern.toml:1:10: error: not valid TOML: invalid basic string, expected `"`
                pattern.toml:2:1: error: not valid TOML: duplicate key (each key may stand once in a table; remove or rename one of them)
                name Some("A"), use_when ["one"]"#]],
        );
        check(
            "use_when = 3\nteam = { label = \"x\" }",
            expect![[r#"
                pattern.toml:2:8: error: `min` is missing (add a line `min = ...` below this one)
                pattern.toml:1:12: error: invalid type: integer `3`, expected a sequence
                name None, use_when []"#]],
        );
    }

    #[test]
    fn faults_without_end_are_cut_off() {
        let text = (0..200).map(|n| format!("unknown{n} = 1\n")).collect::<String>();
        let source = SourceText { path: "pattern.toml".into(), text };
        let mut problems = Vec::new();
        let _: RawPattern = read(&source, &mut problems);
        assert_eq!(problems.len(), MAX_FAULTS + 1);
    }
}
