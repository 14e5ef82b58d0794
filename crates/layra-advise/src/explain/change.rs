//! The smallest change of facts that turns a close call: one fact, or two that stand in one condition.

use layra_catalog::condition::Truth;
use layra_catalog::vocabulary::Fact;

use super::{Judged, Trial};
use crate::advice::{FactChange, Place, Turn};
use crate::judge::{Held, Set, Side, choose};

/// Most close calls spoken of.
const MOST: usize = 5;
/// A pattern left out is close when it has this share of the points it would have needed, or more.
const NEAR: f64 = 0.5;
/// Pairs are sought for no more patterns than this: there are many of them.
const PAIRED: usize = 2;

/// For patterns that are narrowly out, or were wished for, the smallest change that brings them in;
/// for those of the set that come after the best, the smallest that takes them out.
pub(crate) fn would_change(judged: &Judged<'_>, trials: &[Trial]) -> Vec<Turn> {
    let points = |entry: usize| judged.state.standings[entry].points;
    let wishes = judged.situation.wishes.iter().filter_map(|wish| judged.sheet.entry_of(wish.slug.as_str()));
    let mut close: Vec<usize> = wishes.filter(|&entry| !judged.set.has(entry)).collect();
    let mut near: Vec<usize> = (0..judged.sheet.entries.len())
        .filter(|&entry| {
            let standing = &judged.state.standings[entry];
            standing.spoken_for && !judged.set.has(entry) && points(entry) >= NEAR * judged.set.limit
        })
        .collect();
    near.sort_by(|&one, &other| points(other).total_cmp(&points(one)).then(one.cmp(&other)));
    close.extend(judged.set.entries().skip(1));
    close.extend(near);
    let mut seen = Vec::new();
    close.retain(|entry| {
        !seen.contains(entry) && {
            seen.push(*entry);
            true
        }
    });
    let mut paired = 0;
    let mut turns = Vec::new();
    for entry in close {
        if turns.len() == MOST {
            break;
        }
        let single = cheapest(judged, trials, entry);
        let turn = single.or_else(|| {
            paired += 1;
            if paired <= PAIRED { pair(judged, entry) } else { None }
        });
        turns.extend(turn);
    }
    turns
}

/// The smallest change of one fact that takes a recommended pattern out: when to look again.
pub(super) fn turn_out(judged: &Judged<'_>, trials: &[Trial], entry: usize) -> Option<Turn> {
    cheapest(judged, trials, entry)
}

fn cheapest(judged: &Judged<'_>, trials: &[Trial], entry: usize) -> Option<Turn> {
    let is_in = judged.set.has(entry);
    let turning = trials.iter().filter(|trial| trial.set.has(entry) != is_in);
    let best = turning
        .min_by(|one, other| price(judged, one.fact, one.value).total_cmp(&price(judged, other.fact, other.value)))?;
    Some(turn(judged, entry, &[(best.fact, best.value)], &best.set))
}

/// How large a change is. A number that grows or shrinks a little is what happens first; then comes
/// something that was not known; a fact that turns into another is the largest.
fn price(judged: &Judged<'_>, fact: usize, value: Held) -> f64 {
    match (judged.state.values[fact], value) {
        (Some(Held::Number(known)), Held::Number(wanted)) => {
            let end = if wanted.low() > known.high() { known.high() } else { known.low() };
            let ratio = (wanted.low().max(0.0) + 1.0) / (end.max(0.0) + 1.0);
            0.5 + ratio.ln().abs()
        }
        (Some(Held::Choice(known)), Held::Choice(wanted)) => 2.0 + 0.1 * known.abs_diff(wanted) as f64,
        (Some(_), _) => 2.0,
        (None, _) => 1.8,
    }
}

/// Two changes that turn a call together.
struct Pair {
    price: f64,
    changes: [(usize, Held); 2],
    set: Set,
}

/// Two facts of one condition, changed together.
fn pair(judged: &Judged<'_>, entry: usize) -> Option<Turn> {
    let is_in = judged.set.has(entry);
    let sheet = &judged.sheet;
    let mut best: Option<Pair> = None;
    for at in sheet.entries[entry].lines.clone() {
        let helps = matches!(sheet.lines[at].side, Side::For(_)) != is_in;
        if !helps || matches!(sheet.lines[at].side, Side::Prefer(_) | Side::Other(_)) {
            continue;
        }
        if judged.state.truths[at] == Truth::True {
            continue;
        }
        let facts = sheet.facts_of(at);
        for (nth, &one) in facts.iter().enumerate() {
            for &other in &facts[nth + 1..] {
                for one_value in judged.other_values(one) {
                    let between = sheet.change(&judged.state, one, Some(one_value));
                    for other_value in judged.other_values(other) {
                        let mut values = between.values.clone();
                        values[other] = Some(other_value);
                        let price = price(judged, one, one_value) + price(judged, other, other_value);
                        if !sheet.holds(at, &values) || best.as_ref().is_some_and(|best| best.price <= price) {
                            continue;
                        }
                        let set = choose(sheet, &sheet.change(&between, other, Some(other_value)));
                        if set.has(entry) != is_in {
                            best = Some(Pair { price, changes: [(one, one_value), (other, other_value)], set });
                        }
                    }
                }
            }
        }
    }
    best.map(|best| turn(judged, entry, &best.changes, &best.set))
}

fn turn(judged: &Judged<'_>, entry: usize, changes: &[(usize, Held)], set: &Set) -> Turn {
    let facts = judged.sheet.facts();
    let words: Vec<String> =
        changes.iter().map(|&(fact, value)| in_words(&facts[fact], judged.state.values[fact], value)).collect();
    let changes = changes.iter().map(|&(fact, value)| FactChange {
        fact: facts[fact].id.clone(),
        from: judged.state.values[fact].map(|held| held.value(&facts[fact])),
        to: value.value(&facts[fact]),
    });
    Turn {
        slug: judged.slug(entry).clone(),
        name: judged.name(entry).to_owned(),
        to: if set.has(entry) { Place::In } else { Place::Out },
        say: words.join(", and "),
        changes: changes.collect(),
        recommended: judged.slugs(set.entries()),
    }
}

/// A change as people would say it.
fn in_words(fact: &Fact, known: Option<Held>, value: Held) -> String {
    let id = &fact.id;
    let means = fact.means.trim_end_matches('.');
    match value {
        Held::Number(interval) => {
            let number = shown(interval.low());
            let about = if number == "0" { "" } else { "about " };
            format!("at {about}{number} {} ({id})", fact.unit_of(&number))
        }
        Held::Flag(true) => format!("once this is so: {means} ({id})"),
        Held::Flag(false) if known.is_some() => format!("once this is no longer so: {means} ({id})"),
        Held::Flag(false) => format!("if this is not so: {means} ({id})"),
        Held::Choice(at) => {
            let choice = fact.choices.get(at).map(|choice| (choice.id.as_str(), choice.means.trim_end_matches('.')));
            let (choice, means) = choice.unwrap_or_default();
            format!("with {id} = {choice}: {means}")
        }
    }
}

/// A number without digits that nobody would say.
pub(super) fn shown(number: f64) -> String {
    let rounded = (number * 1000.0).round() / 1000.0;
    format!("{rounded}")
}
