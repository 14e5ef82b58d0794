//! The next question: the unknown fact whose answers move the recommended set most; where nothing is
//! recommended yet, the one that most statements wait for. Without those that somebody could not tell.

use layra_catalog::condition::{Interval, Truth};
use layra_catalog::vocabulary::Fact;

use super::change::shown;
use super::{Judged, Trial};
use crate::advice::{Outcome, Question};
use crate::judge::{Held, Set, Side};

/// What the points that move count beside one pattern that comes or goes. It decides only where
/// answers move no pattern, or the same number of them.
const MOVED: f64 = 0.05;

/// The best question to ask, with what each answer would lead to.
pub(crate) fn next_question(judged: &Judged<'_>, trials: &[Trial]) -> Option<Question> {
    let mut best: Option<(f64, &[Trial])> = None;
    // Trials of one fact stand together.
    for answers in trials.chunk_by(|one, other| one.fact == other.fact) {
        let fact = answers[0].fact;
        let declined = judged.situation.declined.contains(&judged.sheet.facts()[fact].id);
        if judged.state.values[fact].is_some() || declined {
            continue;
        }
        // Where something is recommended, only what may change that is worth asking.
        let settled = answers.iter().all(|trial| difference(&judged.set, &trial.set) == 0.0);
        let is_begun = !judged.set.chosen.is_empty();
        if settled && is_begun {
            continue;
        }
        let weight = |trial: &Trial| difference(&judged.set, &trial.set) + MOVED * trial.moved;
        let moved = answers.iter().map(weight).fold(0.0, |sum, one| sum + one) / answers.len() as f64;
        // What one answer brings about on its own is chance while nothing else is known.
        let worth = if is_begun { moved } else { waiting(judged, fact) + MOVED * moved };
        if worth > best.map_or(0.0, |(most, _)| most) {
            best = Some((worth, answers));
        }
    }
    let (_, answers) = best?;
    Some(question(judged, answers[0].fact, answers))
}

/// How much waits for a fact: of each statement about it that is open, its share of its entry's weight, shared
/// among the facts it waits for. Nothing waits for what somebody could not tell.
fn waiting(judged: &Judged<'_>, fact: usize) -> f64 {
    let sheet = &judged.sheet;
    let of_line = |&at: &usize| {
        let line = &sheet.lines[at];
        let (Side::For(statement) | Side::Against(statement)) = line.side else { return 0.0 };
        if judged.state.truths[at] != Truth::Unknown {
            return 0.0;
        }
        let unknown: Vec<usize> =
            sheet.facts_of(at).into_iter().filter(|&other| judged.state.values[other].is_none()).collect();
        let declined = |other: &usize| judged.situation.declined.contains(&sheet.facts()[*other].id);
        if unknown.iter().any(declined) {
            return 0.0;
        }
        f64::from(statement.weight) / sheet.entries[line.entry].weight / unknown.len() as f64
    };
    sheet.lines_on(fact).iter().map(of_line).fold(0.0, |sum, one| sum + one)
}

/// The question for one fact that is not known, with what each answer would lead to.
pub(crate) fn question_for(judged: &Judged<'_>, fact: usize) -> Question {
    let answers: Vec<Trial> = judged.values(fact).into_iter().map(|value| judged.trial(fact, value)).collect();
    question(judged, fact, &answers)
}

fn question(judged: &Judged<'_>, fact: usize, answers: &[Trial]) -> Question {
    let alike = answers.chunk_by(|one, other| {
        one.set.chosen == other.set.chosen && matches!((one.value, other.value), (Held::Number(_), Held::Number(_)))
    });
    let asked = &judged.sheet.facts()[fact];
    let ends = answers.first().zip(answers.last()).map(|(first, last)| (first.value, last.value));
    let outcome = |group: &[Trial]| {
        let (low, high) = (group.first()?.value, group.last()?.value);
        let (answer, value) = (in_words(asked, (low, high), ends?), span(asked, (low, high), ends?));
        // What is said of a range is what is known when nothing more exact is.
        let set = if value == low { group.first()?.set.clone() } else { judged.trial(fact, value).set };
        Some(Outcome { answer, value: value.value(asked), recommended: judged.slugs(set.entries()) })
    };
    Question { fact: asked.id.clone(), ask: asked.ask.clone(), outcomes: alike.filter_map(outcome).collect() }
}

/// All values that an answer stands for, given the lowest and the highest one that was tried, and those of
/// all answers.
fn span(fact: &Fact, (low, high): (Held, Held), (first, last): (Held, Held)) -> Held {
    let (Held::Number(from), Held::Number(to)) = (low, high) else { return low };
    let (lowest, highest) = fact.plausible();
    let from = if low == first { lowest } else { from.low() };
    let to = if high == last { highest } else { to.high() };
    Interval::new(from, to).map_or(low, Held::Number)
}

/// How many patterns stand in one set and not in the other.
fn difference(one: &Set, other: &Set) -> f64 {
    let gone = one.entries().filter(|&entry| !other.has(entry)).count();
    let come = other.entries().filter(|&entry| !one.has(entry)).count();
    (gone + come) as f64
}

/// An answer in words, given the lowest and highest value it stands for and those of all answers.
fn in_words(fact: &Fact, (low, high): (Held, Held), (first, last): (Held, Held)) -> String {
    match (low, high) {
        (Held::Flag(flag), _) => if flag { "yes" } else { "no" }.to_owned(),
        (Held::Choice(at), _) => fact.choices.get(at).map(|choice| choice.id.clone()).unwrap_or_default(),
        (Held::Number(from), Held::Number(to)) => {
            let (from, to) = (shown(from.low()), shown(to.low()));
            match (low == first, high == last) {
                (true, true) => format!("any number of {}", fact.unit_of("")),
                (true, false) => format!("up to {to} {}", fact.unit_of(&to)),
                (false, true) => format!("{from} or more {}", fact.unit_of("")),
                (false, false) => format!("{from} to {to} {}", fact.unit_of(&to)),
            }
        }
        (Held::Number(_), _) => String::new(),
    }
}
