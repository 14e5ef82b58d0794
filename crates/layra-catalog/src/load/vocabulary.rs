//! Lays the vocabularies of a pack over those it builds on.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::condition::{Condition, Interval, Value};
use crate::nearest;
use crate::problem::{Problem, Severity, SourceText};
use crate::raw::{
    Placed, RawConcerns, RawFact, RawFacts, RawImplied, RawQualities, RawSight, RawTechnologies, RawValue,
};
use crate::slug::Slug;
use crate::vocabulary::{
    Concern, Fact, FactChoice, FactKind, Implied, Measure, Quality, Sight, Technology, Vocabulary,
};

use super::{conditions, record};

/// What facts name that may stand further down, or in a file that is not read yet.
#[derive(Default)]
pub(super) struct Unchecked<'a> {
    technologies: Vec<Named>,
    conditions: Vec<(&'a SourceText, Placed<String>, Condition)>,
}

/// A technology that a fact names, and what is the matter if there is none.
struct Named {
    technology: String,
    problem: Problem,
}

/// Reads `source` (one of the four files under `vocabulary/`) into `vocabulary`: an item whose id
/// is known replaces it, others follow. A file by another name is reported. What facts name is left to be
/// checked once everything is read.
pub(super) fn read<'a>(
    source: &'a SourceText,
    vocabulary: &mut Vocabulary,
    unchecked: &mut Unchecked<'a>,
    problems: &mut Vec<Problem>,
) {
    match source.path.rsplit('/').next() {
        Some("facts.toml") => {
            let raw: RawFacts = record::read(source, problems);
            check_ids(source, raw.fact.iter().map(|fact| &fact.id), problems);
            for fact in raw.fact {
                let named = fact.seen.iter().flat_map(|sight| named_by(source, fact.id.get(), sight));
                unchecked.technologies.extend(named);
                let fact = fact_of(source, fact, unchecked, problems);
                put(&mut vocabulary.facts, fact, |fact| &fact.id);
            }
        }
        Some("qualities.toml") => {
            let raw: RawQualities = record::read(source, problems);
            check_ids(source, raw.quality.iter().map(|quality| &quality.id), problems);
            for raw in raw.quality {
                let quality =
                    Quality { id: raw.id.get().clone(), name: raw.name, means: raw.means, source: raw.source };
                put(&mut vocabulary.qualities, quality, |quality| &quality.id);
            }
        }
        Some("concerns.toml") => {
            let raw: RawConcerns = record::read(source, problems);
            check_ids(source, raw.concern.iter().map(|concern| &concern.id), problems);
            for raw in raw.concern {
                let concern =
                    Concern { id: raw.id.get().clone(), name: raw.name, question: raw.question, choose: raw.choose };
                put(&mut vocabulary.concerns, concern, |concern| &concern.id);
            }
        }
        Some("technologies.toml") => {
            let raw: RawTechnologies = record::read(source, problems);
            check_ids(source, raw.technology.iter().map(|technology| &technology.id), problems);
            for raw in raw.technology {
                let technology = Technology {
                    id: raw.id.get().clone(),
                    name: raw.name,
                    kind: raw.kind,
                    aka: raw.aka,
                    packages: raw.packages,
                    images: raw.images,
                    files: raw.files,
                };
                put(&mut vocabulary.technologies, technology, |technology| &technology.id);
            }
        }
        _ => {
            let hint = "a vocabulary is facts.toml, qualities.toml, concerns.toml or technologies.toml";
            problems.push(
                Problem::of_file(Severity::Warning, &source.path, "not a vocabulary file, left unread").with_hint(hint),
            );
        }
    }
}

impl Unchecked<'_> {
    /// Reports technologies and facts that are in no file.
    pub(super) fn check(self, vocabulary: &Vocabulary, problems: &mut Vec<Problem>) {
        for Named { technology, mut problem } in self.technologies {
            if vocabulary.technology(&technology).is_none() {
                problem.hint = nearest::hint(&technology, vocabulary.technology_ids())
                    .or_else(|| Some("add it to vocabulary/technologies.toml".to_owned()));
                problems.push(problem);
            }
        }
        for (source, text, condition) in self.conditions {
            problems.extend(conditions::faults(source, &text, &condition, vocabulary));
        }
    }
}

fn named_by(source: &SourceText, fact: &str, sight: &RawSight) -> Vec<Named> {
    let named = sight.technologies.iter().map(|technology| {
        let message = format!("fact `{fact}` is seen by `{}`, which is no technology", technology.get());
        let problem = Problem::at(Severity::Error, source, technology.span(), message);
        Named { technology: technology.get().clone(), problem }
    });
    named.collect()
}

fn put<T>(items: &mut Vec<T>, item: T, id: impl Fn(&T) -> &String) {
    match items.iter().position(|known| id(known) == id(&item)) {
        Some(at) => items[at] = item,
        None => items.push(item),
    }
}

fn check_ids<'a>(source: &SourceText, ids: impl Iterator<Item = &'a Placed<String>>, problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for id in ids {
        // A quality names what it belongs to before the dot.
        if id.get().split('.').any(|part| Slug::parse(part).is_err()) {
            problems.push(
                Problem::at(Severity::Error, source, id.span(), format!("`{}` is not an id", id.get()))
                    .with_hint("ids are written in a-z, 0-9 and single hyphens"),
            );
        }
        if !seen.insert(id.get()) {
            problems.push(
                Problem::at(Severity::Error, source, id.span(), format!("id `{}` stands twice", id.get()))
                    .with_hint("rename or remove one of them"),
            );
        }
    }
}

fn fact_of<'a>(
    source: &'a SourceText,
    raw: RawFact,
    unchecked: &mut Unchecked<'a>,
    problems: &mut Vec<Problem>,
) -> Fact {
    let mut error = |message: &str, hint: &str| {
        let message = format!("fact `{}` {message}", raw.id.get());
        problems.push(Problem::at(Severity::Error, source, raw.id.span(), message).with_hint(hint));
    };
    match raw.kind {
        FactKind::Flag => {}
        FactKind::Number if raw.unit.is_none() => {
            error("has no unit", "add `unit = \"...\"`: numbers have a fixed unit")
        }
        FactKind::Number => {}
        FactKind::Choice if raw.choice.len() < 2 => {
            error("has fewer than two choices", "add `[[fact.choice]]` items below it");
        }
        FactKind::Choice => {}
    }
    if raw.kind != FactKind::Choice && !raw.choice.is_empty() {
        error("has choices but is not a choice", "set `kind = \"choice\"` or remove them");
    }
    if raw.kind != FactKind::Flag && !raw.against.is_empty() {
        error("has `against` but is not a flag", "only a flag can be denied; use `phrases` of a choice");
    }
    if raw.kind != FactKind::Number && !raw.carries.is_empty() {
        error("has `carries` but is not a number", "write `carries` below the choice it holds for, or remove it");
    }
    if raw.carries.iter().any(|(from, _)| from.is_nan()) || !raw.carries.is_sorted_by(|one, other| one.0 < other.0) {
        error("has steps of `carries` out of order", "write the lowest number first, each once");
    }
    if raw.range.is_some_and(|(low, high)| low > high || low.is_nan() || high.is_nan()) {
        error("has a range that ends before it begins", "write `range = [smallest, largest]`");
    }
    check_ids(source, raw.choice.iter().map(|choice| &choice.id), problems);
    for choice in &raw.choice {
        let others = || choices_of(&raw).filter(|id| *id != choice.id.get());
        for joined in choice.joins.iter().filter(|joined| !others().any(|id| id == joined.get())) {
            let message =
                format!("choice `{}` joins `{}`, which is no other choice of its fact", choice.id.get(), joined.get());
            let hint = nearest::hint(joined.get(), others()).unwrap_or_else(|| "name two other choices".to_owned());
            problems.push(Problem::at(Severity::Error, source, joined.span(), message).with_hint(hint));
        }
    }
    for sight in &raw.seen {
        check_sight(source, &raw, sight, problems);
    }
    let mut implied = Vec::new();
    for written in &raw.implied {
        if let Some(known) = implied_of(source, &raw, written, problems) {
            unchecked.conditions.push((source, written.condition.clone(), known.condition.clone()));
            implied.push(known);
        }
    }
    Fact {
        id: raw.id.get().clone(),
        kind: raw.kind,
        unit: raw.unit,
        range: raw.range,
        group: raw.group,
        means: raw.means,
        ask: raw.ask,
        phrases: raw.phrases,
        against: raw.against,
        shown_by: raw.shown_by,
        seen: raw.seen.into_iter().map(sight_of).collect(),
        choices: raw
            .choice
            .into_iter()
            .map(|choice| FactChoice {
                id: choice.id.get().clone(),
                means: choice.means,
                phrases: choice.phrases,
                carries: choice.carries,
                joins: choice.joins.into_iter().map(|joined| joined.get().clone()).collect(),
            })
            .collect(),
        carries: raw.carries,
        implied,
    }
}

/// Ids of the choices of a fact.
fn choices_of(fact: &RawFact) -> impl Iterator<Item = &str> {
    fact.choice.iter().map(|choice| choice.id.get().as_str())
}

fn implied_of(source: &SourceText, fact: &RawFact, raw: &RawImplied, problems: &mut Vec<Problem>) -> Option<Implied> {
    let condition = conditions::parse(source, &raw.condition, problems)?;
    let value = match (fact.kind, raw.value.get()) {
        (FactKind::Flag, RawValue::Flag(flag)) => Some(Value::Flag(*flag)),
        (FactKind::Number, RawValue::Number(number)) => Interval::new(*number, *number).map(Value::Number),
        (FactKind::Choice, RawValue::Choice(id)) if choices_of(fact).any(|choice| choice == id) => {
            Some(Value::Choice(id.clone()))
        }
        _ => None,
    };
    let Some(value) = value else {
        let message = format!("fact `{}` cannot have the value it is implied to have", fact.id.get());
        let nearest = match raw.value.get() {
            RawValue::Choice(id) => nearest::hint(id, choices_of(fact)),
            RawValue::Flag(_) | RawValue::Number(_) => None,
        };
        let hint = nearest.unwrap_or_else(|| match fact.kind {
            FactKind::Flag => "write true or false".to_owned(),
            FactKind::Number => "write a number".to_owned(),
            FactKind::Choice => "name one of its choices".to_owned(),
        });
        problems.push(Problem::at(Severity::Error, source, raw.value.span(), message).with_hint(hint));
        return None;
    };
    Some(Implied { condition, value })
}

fn check_sight(source: &SourceText, fact: &RawFact, sight: &RawSight, problems: &mut Vec<Problem>) {
    let measure = *sight.measure.get();
    let mut error = |span: Range<usize>, message: String, hint: &str| {
        problems.push(Problem::at(Severity::Error, source, span, message).with_hint(hint));
    };
    let id = fact.id.get();
    let names_some = !sight.kinds.is_empty() || !sight.technologies.is_empty();
    if measure == Measure::Technologies && !names_some {
        let message = format!("fact `{id}` does not say which technologies count");
        error(sight.measure.span(), message, "add `kinds = [...]`, `technologies = [...]`, or both");
    }
    if measure != Measure::Technologies && names_some {
        let message = format!("fact `{id}` names technologies, but `{measure}` counts none");
        error(sight.measure.span(), message, "set `measure = \"technologies\"` or remove them");
    }
    match &sight.at_least {
        Some(at_least) if at_least.get().is_finite() && *at_least.get() > 0.0 => {}
        Some(at_least) => {
            let message = format!("`at_least` of fact `{id}` is {}", at_least.get());
            error(at_least.span(), message, "write a number above zero: what is not seen is unknown");
        }
        None if fact.kind == FactKind::Number => {}
        None => {
            let message = format!("fact `{id}` does not say from which measure on it is so");
            error(sight.measure.span(), message, "add `at_least = ...`");
        }
    }
    match (&sight.value, fact.kind) {
        (None, FactKind::Flag | FactKind::Number) => {}
        (None, FactKind::Choice) => {
            let message = format!("fact `{id}` does not say which choice it is");
            error(sight.measure.span(), message, "add `value = \"...\"`");
        }
        (Some(value), FactKind::Choice) => {
            if !choices_of(fact).any(|choice| choice == value.get()) {
                let message = format!("fact `{id}` has no choice `{}`", value.get());
                let hint = nearest::hint(value.get(), choices_of(fact));
                error(value.span(), message, hint.as_deref().unwrap_or("name one of its choices"));
            }
        }
        (Some(value), FactKind::Flag | FactKind::Number) => {
            let message = format!("fact `{id}` is seen with a value and is no choice");
            error(value.span(), message, "remove it: a flag is true then, and a number is the measure");
        }
    }
}

fn sight_of(raw: RawSight) -> Sight {
    Sight {
        measure: *raw.measure.get(),
        kinds: raw.kinds,
        technologies: raw.technologies.iter().map(|technology| technology.get().clone()).collect(),
        at_least: raw.at_least.map(|at_least| *at_least.get()),
        value: raw.value.map(|value| value.get().clone()),
    }
}
