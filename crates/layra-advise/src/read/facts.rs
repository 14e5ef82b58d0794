//! Turns phrases and numbers that stand in a text into facts.

use std::collections::{BTreeMap, BTreeSet};

use layra_catalog::Vocabulary;
use layra_catalog::condition::{Interval, Value};
use layra_catalog::vocabulary::{Fact, FactChoice, FactKind};

use super::clauses::{Clause, Mood};
use super::kinds::{Kind, Kinds};
use super::lexicon::{self, Match, Says};
use super::quantities::{Measure, Quantity};
use super::scale::{Scale, within};
use super::words::{Break, Word};
use crate::situation::{Disputed, Known, Said, Source};

/// What phrases must tell together for a flag or a choice to be known.
const ENOUGH: f32 = 1.4;
/// What a phrase adds to one of another sentence, which may speak of something else.
const ELSEWHERE: f32 = 0.3;
/// What is said against it may weigh this much of it; more, and it is disputed.
const OUTWEIGHED: f32 = 0.5;
/// What a denied phrase counts for the opposite. Only phrases for a flag have one: who does not
/// say that it is false has not said that it is true.
const OPPOSITE: f32 = 0.8;
/// Words between a number and what it counts.
const NEAR: usize = 3;
/// Words between a duration or a frequency and what says what it is of.
const CUE: usize = 8;
/// Words of any kind beyond which nothing has to do with a number.
const FAR: usize = 32;
/// Phrases that tell less have to stand right at a number.
const SLIGHT: f32 = 0.5;
/// How closely a number is tied that stands with its unit and nothing else: `31 people`.
const ALONE: f32 = 0.4;
/// What it adds that a number is given in the unit of the fact.
const SAME_UNIT: f32 = 0.1;
/// What "one" takes away.
const AS_ARTICLE: f32 = 0.35;
/// Words before a time to come.
const NEXT: &[&str] = &["next", "coming", "following"];
/// Words for what will be or may be.
const LATER: &[&str] = &[
    "soon",
    "later",
    "eventually",
    "grow",
    "growing",
    "will",
    "hope",
    "expect",
    "expected",
    "hire",
    "hiring",
    "someday",
    "maybe",
    "perhaps",
];
/// Words for what is.
const TODAY: &[&str] = &["now", "today", "currently", "presently"];
/// Words quoted, at most.
const QUOTED: usize = 14;

/// What is read of the facts.
#[derive(Debug, Default)]
pub(super) struct Readings {
    pub(super) known: Vec<Known>,
    pub(super) disputed: Vec<Disputed>,
    /// The words, by number, that these were read from.
    pub(super) understood: BTreeSet<usize>,
}

/// Reads the facts of `vocabulary` from a text cut into clauses, whose numbers are `quantities`.
pub(super) fn read_facts(
    vocabulary: &Vocabulary,
    kinds: &Kinds,
    text: &str,
    words: &[Word],
    clauses: &[Clause],
    quantities: &[Quantity],
) -> Readings {
    let mut matches = lexicon::matches(vocabulary, kinds, words, clauses);
    matches.retain(|found| clauses[found.clause].mood == Mood::Fact);
    let mut by_fact: Vec<Vec<Match>> = vec![Vec::new(); vocabulary.facts.len()];
    for found in matches {
        by_fact[found.fact].push(found);
    }
    by_fact.iter_mut().for_each(|found| found.sort_by_key(|found| found.words.start));
    let mut clause_of = vec![0; words.len()];
    for (number, clause) in clauses.iter().enumerate() {
        clause.words.clone().for_each(|at| clause_of[at] = number);
    }
    let mut reader = Reader { vocabulary, text, words, clauses, clause_of, said: BTreeMap::new() };
    for (number, fact) in vocabulary.facts.iter().enumerate() {
        match fact.kind {
            FactKind::Flag | FactKind::Choice => reader.weigh(number, fact, &by_fact[number]),
            FactKind::Number => {}
        }
    }
    reader.bind(&by_fact, quantities);
    let mut readings = reader.readings();
    let told = reader.said.keys().flat_map(|number| &by_fact[*number]).flat_map(|found| found.words.clone());
    readings.understood.extend(told);
    readings
}

/// One thing said about a fact.
#[derive(Debug, Clone)]
struct Reading {
    value: Value,
    /// How closely the text ties it to the fact.
    strength: f32,
    /// Where it stands, for quoting.
    words: std::ops::Range<usize>,
    /// Whether it is about what will be.
    future: bool,
}

struct Reader<'r> {
    vocabulary: &'r Vocabulary,
    text: &'r str,
    words: &'r [Word],
    clauses: &'r [Clause],
    clause_of: Vec<usize>,
    said: BTreeMap<usize, Vec<Reading>>,
}

impl Reader<'_> {
    /// Weighs what phrases say of a flag or a choice.
    fn weigh(&mut self, number: usize, fact: &Fact, found: &[Match]) {
        let mut sides: BTreeMap<Says, Side> = BTreeMap::new();
        let mut heaviest: Vec<&Match> = found.iter().collect();
        heaviest
            .sort_by(|one, other| other.weight.total_cmp(&one.weight).then(one.words.start.cmp(&other.words.start)));
        for one in heaviest {
            let (says, share) = match (one.says, one.denied) {
                (says, false) => (says, 1.0),
                (Says::Yes, true) => (Says::No, OPPOSITE),
                (_, true) => continue,
            };
            let sentence = self.clauses[one.clause].sentence;
            sides.entry(says).or_default().add(one, share, sentence);
        }
        let mut sides: Vec<(Says, Side)> = sides.into_iter().collect();
        sides.sort_by(|(_, one), (_, other)| other.weight.total_cmp(&one.weight));
        let best = sides.first().map_or(0.0, |(_, side)| side.weight);
        for (says, side) in
            sides.into_iter().filter(|(_, side)| side.weight >= ENOUGH && side.weight > OUTWEIGHED * best)
        {
            let value = match says {
                Says::Yes => Value::Flag(true),
                Says::No => Value::Flag(false),
                Says::Choice(nth) => Value::Choice(fact.choices[nth].id.clone()),
                Says::Number => continue,
            };
            let reading = Reading { value, strength: side.weight, words: side.words, future: false };
            self.said.entry(number).or_default().push(reading);
        }
    }

    /// Gives each number of the text to the facts that its measure and the words near it speak of.
    fn bind(&mut self, by_fact: &[Vec<Match>], all: &[Quantity]) {
        let scales: Vec<Option<Scale>> = self.vocabulary.facts.iter().map(Scale::of).collect();
        // The fact that a count was last given to, and the sentence.
        let mut last: Option<(usize, usize)> = None;
        for (nth, quantity) in all.iter().enumerate() {
            let clause = self.clause_of[quantity.number.start];
            if self.clauses[clause].mood != Mood::Fact || self.is_past(clause) {
                continue;
            }
            let next = all.get(nth + 1).map_or(usize::MAX, |next| next.words.start);
            let mut best: Vec<(usize, f32, Interval)> = Vec::new();
            for (number, scale) in scales.iter().enumerate() {
                let Some(factor) = scale.as_ref().and_then(|scale| scale.factor(quantity)) else { continue };
                let own = around(&by_fact[number], &quantity.words);
                let mut strength = self.tie(quantity, next, own);
                let first_of_unit = |unit: &str| {
                    self.vocabulary.facts.iter().position(|fact| fact.unit.as_deref() == Some(unit)) == Some(number)
                };
                if let Some(Scale::Count(unit)) = scale
                    && strength == 0.0
                    && first_of_unit(unit)
                    && self.is_alone(quantity, unit)
                {
                    strength = ALONE;
                }
                if strength > 0.0 && factor == 1.0 {
                    strength += SAME_UNIT;
                }
                let Some(interval) = quantity.in_units(factor).filter(|_| strength > 0.0) else { continue };
                if let Some(interval) = within(interval, self.vocabulary.facts[number].range) {
                    best.push((number, strength, interval));
                }
            }
            // "We are six, next year maybe ten": the second number counts what the first one did.
            if best.is_empty()
                && let Some((number, _)) = last.filter(|(_, sentence)| *sentence + 1 >= self.clauses[clause].sentence)
                && self.goes_on(quantity, clause)
            {
                let interval = quantity.in_units(1.0);
                let interval = interval.and_then(|interval| within(interval, self.vocabulary.facts[number].range));
                best.extend(interval.map(|interval| (number, ALONE, interval)));
            }
            let most = best.iter().map(|(_, strength, _)| *strength).fold(0.0, f32::max);
            if let Some((number, ..)) = best.iter().find(|(_, strength, _)| *strength == most) {
                last = matches!(scales[*number], Some(Scale::Count(_)))
                    .then_some((*number, self.clauses[clause].sentence));
            }
            for (number, strength, interval) in best.into_iter().filter(|(_, strength, _)| *strength > most - 0.05) {
                let reading = Reading {
                    value: Value::Number(interval),
                    strength,
                    words: quantity.words.clone(),
                    future: self.is_future(clause),
                };
                self.said.entry(number).or_default().push(reading);
            }
        }
    }

    /// How closely the phrases of a fact stand to a number: 0 for not at all.
    fn tie<'m>(&self, quantity: &Quantity, next: usize, phrases: impl Iterator<Item = &'m Match>) -> f32 {
        let clause = self.clause_of[quantity.number.start];
        let counted = matches!(quantity.measure, Measure::Count | Measure::Rate(_));
        let mut most: f32 = match quantity.measure {
            Measure::Data(_) => 0.5,
            _ => 0.0,
        };
        for phrase in phrases {
            let length = 0.1 * phrase.telling.len() as f32 + 0.05 * phrase.weight;
            let strength = if counted {
                // "of us" has to stand at its number; "engineers" may have "experienced" before it.
                let reach = if phrase.weight < SLIGHT { 0 } else { NEAR };
                let none = quantity.high == 0.0;
                let after = !phrase.leads
                    && phrase.words.start >= quantity.number.end
                    && phrase.words.end <= next
                    && self.clause_of[phrase.words.start] == clause
                    && self.apart(quantity.number.end, phrase.words.start) <= reach
                    && (!none || self.ends(phrase.words.end));
                // "Engineers: 12", but "a team of 12" counts no teams.
                let before = phrase.words.end <= quantity.number.start
                    && self.apart(phrase.words.end, quantity.number.start) == 0
                    && (phrase.leads || !self.has(phrase.words.end..quantity.number.start, "of"))
                    && (self.clause_of[phrase.words.start] == clause || phrase.words.end == quantity.number.start)
                    && self.ends(quantity.words.end);
                match (after, before) {
                    (true, _) => {
                        // "one team" is often no more than "a team", unless a statement begins with it.
                        let one = self.words[quantity.number.start].lower == "one";
                        if one && !self.begins(quantity.number.start) {
                            continue;
                        }
                        let one = if one { AS_ARTICLE } else { 0.0 };
                        1.0 + length - one - 0.1 * self.apart(quantity.number.end, phrase.words.start) as f32
                    }
                    (_, true) => 0.8 + length,
                    _ => 0.0,
                }
            } else {
                let apart = if phrase.words.start >= quantity.words.end {
                    self.apart(quantity.words.end, phrase.words.start)
                } else if phrase.words.end <= quantity.words.start {
                    self.apart(phrase.words.end, quantity.words.start)
                } else {
                    0
                };
                let same = self.clause_of[phrase.words.start] == clause;
                let near = same && apart <= CUE
                    || (self.clauses[phrase.clause].sentence == self.clauses[clause].sentence && apart <= CUE / 2);
                if near { 1.0 + length - 0.05 * apart as f32 } else { 0.0 }
            };
            most = most.max(strength);
        }
        most
    }

    fn has(&self, range: std::ops::Range<usize>, lower: &str) -> bool {
        self.words[range].iter().any(|word| word.lower == lower)
    }

    /// Whether a number stands with a unit and nothing else.
    fn is_alone(&self, quantity: &Quantity, unit: &str) -> bool {
        let end = quantity.number.end;
        self.word(end).is_some_and(|word| word.lower == unit)
            && self.word(end + 1).is_none()
            && self.starts(quantity.number.start)
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(at).filter(|word| word.before == Break::None)
    }

    /// Whether a statement may end before a word: nothing follows, or a word that counts nothing.
    fn ends(&self, at: usize) -> bool {
        self.word(at).is_none_or(|word| word.kind == Kind::Glue || word.kind == Kind::Denial)
    }

    /// Whether nothing stands before a word.
    fn starts(&self, at: usize) -> bool {
        self.words.get(at).is_none_or(|word| word.before != Break::None)
            || at.checked_sub(1).and_then(|at| self.words.get(at)).is_some_and(|word| {
                word.is_one_of(&["are", "have", "about", "some", "the", "around", "roughly", "and", "by", "at"])
            })
    }

    /// Whether only words that tell nothing stand before a word in its clause.
    fn begins(&self, at: usize) -> bool {
        let start = self.clauses[self.clause_of[at]].words.start;
        self.words[start..at]
            .iter()
            .all(|word| word.kind == Kind::Glue || word.is_one_of(&["we", "only", "just", "run", "use", "all"]))
    }

    /// Telling words from one place up to another.
    fn apart(&self, from: usize, to: usize) -> usize {
        self.words.get(from..to).unwrap_or_default().iter().filter(|word| word.kind != Kind::Glue).count()
    }

    /// Whether a number stands alone but for when it holds: "today three", "maybe 20 next year".
    fn goes_on(&self, quantity: &Quantity, clause: usize) -> bool {
        let after = quantity.words.end;
        let stands_alone = self.ends(after) || self.word(after).is_some_and(|word| word.is_one_of(NEXT));
        let is_count = quantity.measure == Measure::Count && self.words[quantity.number.start].lower != "one";
        let words = &self.words[self.clauses[clause].words.clone()];
        let dated = self.is_future(clause) || words.iter().any(|word| word.is_one_of(TODAY));
        is_count && stands_alone && dated
    }

    fn is_future(&self, clause: usize) -> bool {
        let words = &self.words[self.clauses[clause].words.clone()];
        let soon = |pair: &[Word]| {
            pair[0].is_one_of(NEXT)
                && pair[1].is_one_of(&["year", "month", "quarter", "summer", "spring", "winter", "autumn"])
        };
        let hence = |three: &[Word]| {
            three[0].lower == "in" && three[2].is_one_of(&["year", "years", "months"]) && !three[1].is_one_of(&["the"])
        };
        words.windows(2).any(soon) || words.windows(3).any(hence) || words.iter().any(|word| word.is_one_of(LATER))
    }

    /// Whether a clause speaks of what is no more: "we used to be fifty".
    fn is_past(&self, clause: usize) -> bool {
        let words = &self.words[self.clauses[clause].words.clone()];
        let used = |three: &[Word]| {
            three[1].lower == "used"
                && three[2].lower == "to"
                && !three[0].is_one_of(&["is", "are", "was", "get", "am"])
        };
        let no_longer = |pair: &[Word]| pair[0].lower == "no" && pair[1].lower == "longer";
        words.windows(3).any(used)
            || words.windows(2).any(no_longer)
            || words.iter().any(|word| word.is_one_of(&["formerly", "previously"]))
    }

    /// Each fact with its value, where what is said of it agrees.
    fn readings(&self) -> Readings {
        let mut readings = Readings::default();
        readings.understood.extend(self.said.values().flatten().flat_map(|said| said.words.clone()));
        for (number, said) in &self.said {
            let fact = self.vocabulary.facts[*number].id.clone();
            let mut said = said.clone();
            said.sort_by_key(|one| one.words.start);
            let said = settle(&said);
            match &said[..] {
                [] => {}
                [one] => readings.known.push(Known { fact, value: one.value.clone(), source: self.source(one) }),
                several if let Some(value) = joined(&self.vocabulary.facts[*number], several) => {
                    readings.known.push(Known { fact, value, source: self.source(&several[0]) });
                }
                _ => {
                    let said =
                        said.iter().map(|one| Said { value: one.value.clone(), source: self.source(one) }).collect();
                    readings.disputed.push(Disputed { fact, said });
                }
            }
        }
        readings
    }

    fn source(&self, reading: &Reading) -> Source {
        Source::Read { words: quote(self.text, self.words, self.clauses, &self.clause_of, &reading.words) }
    }
}

/// The choice that is said by saying others of different things, all that it joins or some beside itself.
fn joined(fact: &Fact, said: &[Reading]) -> Option<Value> {
    let has = |id: &String| said.iter().any(|one| one.value == Value::Choice(id.clone()));
    let says = |choice: &&FactChoice| {
        let counted =
            |one: &Reading| matches!(&one.value, Value::Choice(id) if *id == choice.id || choice.joins.contains(id));
        !choice.joins.is_empty() && (has(&choice.id) || choice.joins.iter().all(has)) && said.iter().all(counted)
    };
    fact.choices.iter().find(says).map(|choice| Value::Choice(choice.id.clone()))
}

/// The words of a text around `of`, as far as their clause goes.
fn quote(text: &str, words: &[Word], clauses: &[Clause], clause_of: &[usize], of: &std::ops::Range<usize>) -> String {
    let clause = clauses[clause_of[of.start]].words.clone();
    let mut start = of.start.min(clause.end);
    let mut end = of.end.min(start + QUOTED);
    // Room is given to both sides in turn, within the clause.
    while end - start < QUOTED && (start > clause.start || end < clause.end) {
        if end < clause.end {
            end += 1;
        }
        if end - start < QUOTED && start > clause.start {
            start -= 1;
        }
    }
    let first = words[start].start;
    let last = words[start..end].iter().map(|word| word.end).max().unwrap_or(first);
    text.get(first..last).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The phrases that stand near enough to a number to have to do with it.
fn around<'m>(found: &'m [Match], words: &std::ops::Range<usize>) -> impl Iterator<Item = &'m Match> {
    let first = found.partition_point(|found| found.words.start + FAR < words.start);
    let last = words.end + FAR;
    found[first..].iter().take_while(move |found| found.words.start <= last)
}

/// What remains of several things said about one fact: one where they agree.
fn settle(said: &[Reading]) -> Vec<Reading> {
    let mut settled: Vec<Reading> = Vec::new();
    let most = said.iter().map(|one| one.strength).fold(0.0, f32::max);
    for one in said {
        let numbers = |other: &Reading| match (&other.value, &one.value) {
            (Value::Number(known), Value::Number(new)) => Some((*known, *new)),
            _ => None,
        };
        let Some(known) = settled.iter_mut().find(|known| {
            known.value == one.value
                || numbers(known).is_some_and(|(known, new)| known.overlaps(new))
                || (numbers(known).is_some() && (known.future || one.future))
        }) else {
            // A number that stands at its noun outdoes one that is merely near.
            if matches!(one.value, Value::Number(_)) && one.strength < most - 0.3 {
                continue;
            }
            settled.push(one.clone());
            continue;
        };
        if let Some((known_numbers, new)) = numbers(known) {
            let (low, high) = if known.future || one.future {
                (known_numbers.low().min(new.low()), known_numbers.high().max(new.high()))
            } else {
                (known_numbers.low().max(new.low()), known_numbers.high().min(new.high()))
            };
            if let Some(interval) = Interval::new(low, high) {
                known.value = Value::Number(interval);
            }
        }
    }
    settled
}

/// What phrases say for one value.
#[derive(Debug, Default)]
struct Side {
    weight: f32,
    /// Words that have been counted.
    counted: BTreeSet<usize>,
    /// The sentence of the heaviest phrase.
    sentence: usize,
    /// Where the heaviest phrase stands.
    words: std::ops::Range<usize>,
}

impl Side {
    /// Adds a phrase; the heaviest come first. Words that a heavier one has tell nothing again.
    fn add(&mut self, found: &Match, share: f32, sentence: usize) {
        let fresh = found.telling.iter().filter(|at| !self.counted.contains(at)).count();
        if fresh == 0 {
            return;
        }
        if self.counted.is_empty() {
            self.words = found.words.clone();
            self.sentence = sentence;
        }
        let elsewhere = if sentence == self.sentence { 1.0 } else { ELSEWHERE };
        self.weight += elsewhere * share * found.weight * fresh as f32 / found.telling.len() as f32;
        self.counted.extend(&found.telling);
    }
}
