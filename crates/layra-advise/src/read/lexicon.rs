//! Finds the phrases of the vocabulary in a text.
//!
//! A phrase is found where all its telling words stand near each other within one clause, in any
//! form and order. How much it tells is how rare its words are among the phrases of the facts: what
//! many facts are described with tells little of any.

use std::collections::HashMap;
use std::ops::Range;

use layra_catalog::Vocabulary;
use layra_catalog::vocabulary::FactKind;

use super::clauses::Clause;
use super::kinds::{Kind, Kinds};
use super::units::seconds;
use super::words::{Word, root};

/// What a phrase says of its fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    /// A flag is true.
    Yes,
    /// A flag is false.
    No,
    /// A choice, by number.
    Choice(usize),
    /// A number near it belongs to the fact.
    Number,
}

/// A phrase that stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Match {
    /// The fact, by number.
    pub(super) fact: usize,
    pub(super) says: Says,
    /// From the first to the last of its words.
    pub(super) words: Range<usize>,
    /// The telling words.
    pub(super) telling: Vec<usize>,
    /// The clause, by number.
    pub(super) clause: usize,
    /// How much it tells; about 1 for a word that describes no other fact.
    pub(super) weight: f32,
    /// Whether the text denies it.
    pub(super) denied: bool,
    /// Whether a number has to follow: `team of`.
    pub(super) leads: bool,
}

/// Words between those of a phrase that do not part them.
const GAP: usize = 2;
/// Words of any kind that no phrase and no negation reaches over.
const FAR: usize = 24;
/// Words that a negation reaches over.
const REACH: usize = 4;
/// What a phrase counts that is not found word by word in order.
const LOOSE: f32 = 0.85;
/// What it adds that the words of a phrase stand side by side.
const TOGETHER: f32 = 0.5;
/// What a negation within a phrase tells.
const NEGATION_TELLS: f32 = 0.4;
/// What a proper name tells more than another word, and a common word less.
const NAME: f32 = 1.5;
const COMMON: f32 = 0.4;
/// What a phrase counts that lacks one of its words, and how many it must have for that.
const LACKING: f32 = 0.7;
const MAY_LACK: usize = 4;

/// Words that say how many; a number of the text takes their place.
const COUNTS: &[&str] = &["one", "single", "no", "several", "multiple", "two"];

/// After "not", these say of what stands before them that it is not there.
const IN_USE: &[&str] =
    &["used", "needed", "required", "wanted", "there", "here", "running", "installed", "available", "allowed"];

/// The phrases of `vocabulary` that stand in the text, by fact.
pub(super) fn matches(vocabulary: &Vocabulary, kinds: &Kinds, words: &[Word], clauses: &[Clause]) -> Vec<Match> {
    let text = Text::new(kinds, words, clauses);
    let mut rarity: HashMap<usize, Seen> = HashMap::new();
    let mut phrases: Vec<Phrase> = Vec::new();
    for (number, fact) in vocabulary.facts.iter().enumerate() {
        let yes = if fact.kind == FactKind::Number { Says::Number } else { Says::Yes };
        let lists = [(yes, &fact.phrases), (Says::No, &fact.against)];
        let choices = fact.choices.iter().enumerate().map(|(nth, choice)| (Says::Choice(nth), &choice.phrases));
        for (says, list) in lists.into_iter().chain(choices) {
            for phrase in list {
                phrases.extend(text.phrase(phrase, number, says, &mut rarity));
            }
        }
    }
    let total = vocabulary.facts.len() as f32;
    let weight = |root: usize| {
        let facts = rarity.get(&root).map_or(1.0, |seen| seen.facts as f32);
        (1.0 + total / facts).ln() / (1.0 + total).ln()
    };
    let mut matches = Vec::new();
    for phrase in &phrases {
        text.find(phrase, &weight, &mut matches);
    }
    matches
}

/// In how many facts a word is seen.
#[derive(Default)]
struct Seen {
    facts: usize,
    last: Option<usize>,
}

/// A phrase all of whose telling words stand somewhere in the text.
struct Phrase {
    fact: usize,
    says: Says,
    /// The telling words, as numbers of roots, with what kind of word each is.
    telling: Vec<(usize, f32)>,
    /// Whether it says that something is not so.
    denies: bool,
    /// Whether one of its words is missing.
    lacks: bool,
    leads: bool,
}

/// A text whose words can be looked up.
struct Text<'t> {
    kinds: &'t Kinds,
    words: &'t [Word],
    clauses: &'t [Clause],
    /// The clause of each word.
    clause_of: Vec<usize>,
    roots: HashMap<&'t str, usize>,
    /// For each root, where it stands.
    places: Vec<Vec<usize>>,
}

impl<'t> Text<'t> {
    fn new(kinds: &'t Kinds, words: &'t [Word], clauses: &'t [Clause]) -> Self {
        let mut clause_of = vec![0; words.len()];
        for (number, clause) in clauses.iter().enumerate() {
            clause.words.clone().for_each(|at| clause_of[at] = number);
        }
        let mut roots: HashMap<&str, usize> = HashMap::new();
        let mut places: Vec<Vec<usize>> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let next = places.len();
            let number = *roots.entry(key(&word.lower, &word.root)).or_insert(next);
            if number == next {
                places.push(Vec::new());
            }
            places[number].push(at);
        }
        Self { kinds, words, clauses, clause_of, roots, places }
    }

    /// A phrase of the vocabulary, where it may stand in the text. Counts its words in any case.
    fn phrase(&self, phrase: &str, fact: usize, says: Says, rarity: &mut HashMap<usize, Seen>) -> Option<Phrase> {
        let mut telling: Vec<(usize, f32)> = Vec::new();
        let (mut denies, mut lacking, mut count) = (false, 0, 0);
        let mut lower = String::new();
        for written in phrase.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()) {
            lower.clear();
            if written.is_ascii() {
                lower.push_str(written);
                lower.make_ascii_lowercase();
            } else {
                lower.extend(written.chars().flat_map(char::to_lowercase));
            }
            let lower = lower.strip_suffix("'s").unwrap_or(&lower);
            let is_number = says == Says::Number;
            // "requests per second" is found by "requests", "seconds old" by "old": the number has the unit.
            if is_number && phrase.contains(' ') && seconds(lower).is_some() {
                continue;
            }
            if is_number && COUNTS.contains(&lower) {
                continue;
            }
            let (lower, negated) = lower.strip_suffix("n't").map_or((lower, false), |stem| (stem, true));
            let kind = self.kinds.of(lower);
            if negated || kind == Kind::Denial || lower == "cannot" {
                denies = true;
                continue;
            }
            if kind == Kind::Glue {
                continue;
            }
            count += 1;
            let Some(&number) = self.roots.get(key(lower, root(lower))) else {
                lacking += 1;
                continue;
            };
            let seen = rarity.entry(number).or_default();
            if seen.last != Some(fact) {
                seen.facts += 1;
                seen.last = Some(fact);
            }
            let is_name = written.chars().next().is_some_and(char::is_uppercase);
            let tells = match kind {
                _ if is_name => NAME,
                Kind::Common => COMMON,
                _ => 1.0,
            };
            if !telling.iter().any(|(other, _)| *other == number) {
                telling.push((number, tells));
            }
        }
        let found =
            !telling.is_empty() && (lacking == 0 || (lacking == 1 && count >= MAY_LACK && says != Says::Number));
        found.then_some(Phrase { fact, says, telling, denies, lacks: lacking > 0, leads: phrase.ends_with(" of") })
    }

    /// Adds each place where a phrase stands.
    fn find(&self, phrase: &Phrase, weight: &impl Fn(usize) -> f32, matches: &mut Vec<Match>) {
        let Some((anchor, _)) = phrase.telling.iter().min_by_key(|(number, _)| self.places[*number].len()) else {
            return;
        };
        let reach = phrase.telling.len() + GAP;
        'places: for &place in &self.places[*anchor] {
            let clause = self.clause_of[place];
            let mut telling = Vec::with_capacity(phrase.telling.len());
            for (number, _) in &phrase.telling {
                let near = |at: &usize| self.clause_of[*at] == clause && self.between(*at, place) <= reach;
                match nearest(&self.places[*number], place).filter(near) {
                    Some(at) => telling.push(at),
                    None => continue 'places,
                }
            }
            let (Some(&first), Some(&last)) = (telling.iter().min(), telling.iter().max()) else { continue };
            let span = self.between(first, last) + 1;
            if span > telling.len() + GAP {
                continue;
            }
            let denied = self.is_denied(first, last, clause);
            let denier = if phrase.denies { NEGATION_TELLS } else { 0.0 };
            let mut sum = denier + phrase.telling.iter().map(|(number, kind)| kind * weight(*number)).sum::<f32>();
            if !telling.is_sorted() && span > telling.len() + 1 {
                continue;
            }
            if !(telling.is_sorted() && span <= telling.len() + 1) {
                sum *= LOOSE;
            }
            if telling.len() > 1 && telling.is_sorted() && span <= telling.len() {
                sum += TOGETHER;
            }
            if phrase.lacks {
                sum *= LACKING;
            }
            if phrase.denies && !denied {
                continue;
            }
            matches.push(Match {
                fact: phrase.fact,
                says: phrase.says,
                words: first..last + 1,
                telling,
                clause,
                weight: sum,
                denied: denied != phrase.denies,
                leads: phrase.leads,
            });
        }
    }

    /// How many telling words stand from one place up to another.
    fn between(&self, one: usize, other: usize) -> usize {
        let (from, to) = (one.min(other), one.max(other));
        if to - from > FAR {
            return FAR;
        }
        self.words[from..to].iter().filter(|word| word.kind != Kind::Glue).count()
    }

    /// Whether a negation reaches the words from `first` to `last`: from before them, or as in "is not used".
    fn is_denied(&self, first: usize, last: usize, clause: usize) -> bool {
        let Range { start, end } = self.clauses[clause].words;
        let mut after = self.words[last + 1..end].iter().skip_while(|word| word.kind == Kind::Glue);
        if after.next().is_some_and(|word| word.lower == "not")
            && after.next().is_some_and(|word| word.is_one_of(IN_USE))
        {
            return true;
        }
        let mut passed = 0;
        for at in (start.max(first.saturating_sub(FAR))..last).rev() {
            let word = &self.words[at];
            if word.kind == Kind::Denial {
                let only = self.words.get(at + 1).is_some_and(|next| next.is_one_of(&["only", "just", "least"]));
                return !only;
            }
            if at < first && word.kind != Kind::Glue {
                passed += 1;
                if passed > REACH {
                    break;
                }
            }
        }
        false
    }
}

/// The number nearest to `wanted` among numbers in order.
fn nearest(numbers: &[usize], wanted: usize) -> Option<usize> {
    let after = numbers.partition_point(|number| *number < wanted);
    let sides = [after.checked_sub(1), Some(after)];
    sides.into_iter().flatten().filter_map(|at| numbers.get(at).copied()).min_by_key(|number| number.abs_diff(wanted))
}

/// What a word is looked up by. One year is as good as another.
fn key<'w>(lower: &str, root: &'w str) -> &'w str {
    let year = lower.len() == 4
        && lower.bytes().all(|byte| byte.is_ascii_digit())
        && (lower.starts_with("19") || lower.starts_with("20"));
    if year { "#year" } else { root }
}
