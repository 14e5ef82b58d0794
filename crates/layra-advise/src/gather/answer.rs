//! Reads an answer to the question for a fact, as people type it.

use layra_catalog::vocabulary::{Fact, FactKind};

use super::{GatherError, number, word};
use crate::{Known, Source};

/// What stands for the place of an answer in messages.
const PLACE: &str = "the answer";

/// Reads an answer to the question that asks for `fact`: `y` or `no` for a flag; a choice by its id or its
/// place in the list, from 1 up; a number as `6`, `6-8`, `6 to 8`, `8+`, `>=8`, with or without its unit.
///
/// # Errors
/// A [`GatherError`] that says what the fact can be.
pub fn from_answer(fact: &Fact, text: &str) -> Result<Known, GatherError> {
    let answer = text.trim().to_lowercase();
    let value = match fact.kind {
        FactKind::Flag => word(fact, flag(&answer), PLACE)?,
        FactKind::Choice => word(fact, choice(fact, &answer), PLACE)?,
        FactKind::Number => {
            let (sign, written) = quantity(&answer);
            number(fact, sign, &written, PLACE)?
        }
    };
    Ok(Known { fact: fact.id.clone(), value, source: Source::Asked })
}

fn flag(answer: &str) -> &str {
    match answer {
        "y" => "yes",
        "n" => "no",
        answer => answer,
    }
}

fn choice<'a>(fact: &'a Fact, answer: &'a str) -> &'a str {
    let at = answer.parse::<usize>().ok().and_then(|nth| nth.checked_sub(1));
    at.and_then(|at| fact.choices.get(at)).map_or(answer, |choice| choice.id.as_str())
}

/// The sign and the number or range, as they are written on the command line.
fn quantity(answer: &str) -> (&'static str, String) {
    for sign in [">=", "<=", ">", "<"] {
        if let Some(rest) = answer.strip_prefix(sign) {
            return (sign, rest.trim().to_owned());
        }
    }
    // A unit may follow, as in `8+ people`.
    if let Some((limit, unit)) = answer.split_once('+').or_else(|| answer.split_once("or more")) {
        return (">=", format!("{} {}", limit.trim(), unit.trim()).trim().to_owned());
    }
    let range = [" to ", "..", "–", "-"].iter().find_map(|between| {
        let (low, high) = answer.split_once(between)?;
        (!low.trim().is_empty()).then(|| format!("{}..{}", low.trim(), high.trim()))
    });
    ("=", range.unwrap_or_else(|| answer.to_owned()))
}
