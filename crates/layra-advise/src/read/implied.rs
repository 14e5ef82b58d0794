//! Draws from the facts of a text what they say of other facts: three people are one team.
//!
//! What implies what is data: `vocabulary/implied.txt`.

use layra_catalog::Vocabulary;
use layra_catalog::condition::{Condition, Facts, Interval, Truth, Value};
use layra_catalog::vocabulary::FactKind;

use crate::situation::{Known, Source};

static IMPLIED: &str = include_str!("../../../../vocabulary/implied.txt");

/// Adds what `known` implies. Facts in `open` are spoken of by the text itself and are left alone.
pub(super) fn imply(vocabulary: &Vocabulary, known: &mut Vec<Known>, open: &[&str]) {
    let mut facts: Facts = known.iter().map(|known| (known.fact.clone(), known.value.clone())).collect();
    for line in IMPLIED.lines() {
        let Some((given, condition)) = line.split_once(" if ") else { continue };
        let Some((id, value)) = given.split_once(" = ") else { continue };
        if facts.contains_key(id) || open.contains(&id) {
            continue;
        }
        let (Some(value), Ok(condition)) = (value_of(vocabulary, id, value), Condition::parse(condition)) else {
            continue;
        };
        if condition.evaluate(&facts) != Truth::True {
            continue;
        }
        // The words that speak are those of the first fact the condition asks for.
        let words =
            known.iter().find(|known| condition.facts().contains(known.fact.as_str())).map(|known| &known.source);
        let Some(source @ Source::Read { .. }) = words.cloned() else { continue };
        facts.insert(id.to_owned(), value.clone());
        known.push(Known { fact: id.to_owned(), value, source });
    }
}

/// A value as it is written, if the fact exists and can have it.
fn value_of(vocabulary: &Vocabulary, id: &str, written: &str) -> Option<Value> {
    let fact = vocabulary.fact(id)?;
    match fact.kind {
        FactKind::Flag => written.parse().ok().map(Value::Flag),
        FactKind::Number => {
            written.parse().ok().and_then(|number: f64| Interval::new(number, number)).map(Value::Number)
        }
        FactKind::Choice => fact.choice(written).map(|choice| Value::Choice(choice.id.clone())),
    }
}
