//! Tells apart what a text states, what somebody wishes, what it asks and what it only supposes.
//!
//! The words that tell are English grammar and the people whom advice comes from; they stand in
//! `grammar.txt`. What is read wrongly as a wish is lost; what is read wrongly as a fact misleads:
//! in doubt a clause is a wish.

use std::ops::Range;

use super::words::{Break, Word, root};

/// What kind of thing a clause says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// How things are.
    Fact,
    /// What somebody would have.
    Wish,
    /// A question.
    Question,
    /// What might be.
    Hypothesis,
}

/// A part of a sentence that says one thing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause {
    /// Its words, by number.
    pub(super) words: Range<usize>,
    /// Number of the sentence it stands in.
    pub(super) sentence: usize,
    pub(super) mood: Mood,
}

/// Lists of words from `grammar.txt`.
pub(super) struct Grammar {
    advisers: Vec<&'static str>,
    proposes: Vec<&'static str>,
    wants: Vec<&'static str>,
    plans: Vec<&'static str>,
    ideas: Vec<&'static str>,
    supposes: Vec<&'static str>,
    joins: Vec<&'static str>,
}

pub(super) static GRAMMAR: &str = include_str!("grammar.txt");

impl Grammar {
    pub(super) fn new() -> Self {
        let list = |name: &str| {
            let line = GRAMMAR.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            line.map(|line| line.split_whitespace().map(root).collect()).unwrap_or_default()
        };
        Self {
            advisers: list("advisers"),
            proposes: list("proposes"),
            wants: list("wants"),
            plans: list("plans"),
            ideas: list("ideas"),
            supposes: list("supposes"),
            joins: list("joins"),
        }
    }
}

/// Words of a clause, at most; what goes on longer is no sentence.
const LONGEST: usize = 80;
/// Place of an adviser who is the subject: "our new director".
const FIRST: usize = 2;
/// Words for whoever tells the story.
const SELF: &[&str] = &["we", "i", "us", "our", "my"];
/// Words after "and" that begin a statement of their own.
const SUBJECTS: &[&str] =
    &["we", "i", "it", "they", "he", "she", "our", "there", "nobody", "no", "each", "that", "this", "you", "everybody"];

/// The clauses of a text, in order.
pub(super) fn clauses(text: &str, words: &[Word]) -> Vec<Clause> {
    let grammar = Grammar::new();
    let mut clauses = Vec::new();
    let ends = |at: &usize| words.get(*at).is_none_or(|word| word.before >= Break::Sentence);
    let mut start = 0;
    let mut sentence = 0;
    while start < words.len() {
        let end = (start + 1..=words.len()).find(ends).unwrap_or(words.len());
        let last_asks = || words.last().and_then(|last| text.get(last.end..)).is_some_and(|rest| rest.contains('?'));
        let asks = words.get(end).map_or_else(last_asks, |next| next.before == Break::Question);
        sentence_clauses(words, start..end, asks, sentence, &grammar, &mut clauses);
        start = end;
        sentence += 1;
    }
    clauses
}

fn sentence_clauses(
    words: &[Word],
    whole: Range<usize>,
    asks: bool,
    sentence: usize,
    grammar: &Grammar,
    clauses: &mut Vec<Clause>,
) {
    // A wish ends with a semicolon at the latest.
    let mut part = whole.start;
    while part < whole.end {
        let end = (part + 1..whole.end).find(|at| words[*at].before == Break::Strong).unwrap_or(whole.end);
        let wish_from = wish_from(words, part..end, whole.end, grammar);
        let wish = wish_from.is_some();
        // "The CTO's answer: a mesh." What stands after the colon is what is wished for.
        let end = if wish && end < whole.end && end - part < 8 {
            (end + 1..whole.end).find(|at| words[*at].before == Break::Strong).unwrap_or(whole.end)
        } else {
            end
        };
        let mut start = part;
        while start < end {
            let most = end.min(start + LONGEST);
            let next = (start + 1..most).find(|at| begins_clause(words, *at, grammar)).unwrap_or(most);
            let clause = start..next;
            let first = &words[start];
            let own = words[clause.clone()].iter().any(|word| word.is_one_of(SELF));
            let turns = first.is_one_of(&["but", "though", "although", "because", "since", "while", "whereas"]);
            let mood = match () {
                () if wish_from.is_some_and(|from| from < next) && !(turns && own) => Mood::Wish,
                () if asks => Mood::Question,
                () if own && would_have(&words[start..next]) => Mood::Wish,
                () if grammar.supposes.contains(&first.root.as_str()) => Mood::Hypothesis,
                () => Mood::Fact,
            };
            clauses.push(Clause { words: clause, sentence, mood });
            start = next;
        }
        part = end;
    }
}

fn begins_clause(words: &[Word], at: usize, grammar: &Grammar) -> bool {
    let word = &words[at];
    let joined = || words.get(at + 1).is_some_and(|next| next.is_one_of(SUBJECTS));
    word.before != Break::None
        || grammar.joins.contains(&word.root.as_str())
        || (word.is_one_of(&["and", "so"]) && joined())
}

/// Whether somebody would have what there is not: "we would love to".
fn would_have(words: &[Word]) -> bool {
    let pairs = words.windows(2);
    pairs.into_iter().any(|pair| pair[0].lower == "would" && pair[1].is_one_of(&["love", "like", "prefer", "rather"]))
}

/// The word from which on a part of a sentence says what somebody would have: its first one, or where
/// it comes to speak of somebody late, the first one of that clause.
fn wish_from(words: &[Word], part: Range<usize>, sentence_end: usize, grammar: &Grammar) -> Option<usize> {
    let here = &words[part.clone()];
    let is_own = |at: usize| here[at.saturating_sub(3)..at].iter().any(|word| word.is_one_of(&["we", "i"]));
    let proposes = (0..here.len()).any(|at| grammar.proposes.contains(&here[at].root.as_str()) && !is_own(at));
    let adviser = here.iter().position(|word| grammar.advisers.contains(&word.root.as_str()));
    let idea = here.windows(2).any(|pair| {
        pair[0].is_one_of(&["his", "her", "their", "'s"]) && grammar.ideas.contains(&pair[1].root.as_str())
    });
    let Some(adviser) = adviser else { return (proposes || idea).then_some(part.start) };
    // Whoever leads the sentence and is somebody whom advice comes from is not a fact of the system.
    let leads =
        adviser < 5 && here[..adviser].iter().all(|word| !word.is_one_of(&["we", "i", "of", "for", "to", "by"]));
    let after = &here[adviser..];
    let possessive = after.get(1).is_some_and(|word| word.lower == "'s");
    let wants = after.iter().any(|word| grammar.wants.contains(&word.root.as_str()));
    let plans = here.iter().any(|word| grammar.plans.contains(&word.root.as_str()));
    let opens = part.end < sentence_end && here.len() < 8;
    let is_wish = proposes
        || idea
        || plans
        || (leads && adviser <= FIRST)
        || (leads && (wants || possessive || opens))
        || (wants && after.len() > 2);
    let clause = || (part.start..=part.start + adviser).rev().find(|at| begins_clause(words, *at, grammar));
    is_wish.then(|| if leads { part.start } else { clause().unwrap_or(part.start) })
}
