//! The answer: what is recommended and what is not, each with its reasons.
//!
//! These types are the JSON of an answer, the same on the command line, over HTTP and for agents.
//! Every field is always present. [`advise`] is the one way to get one.

use layra_catalog::condition::Value;
use layra_catalog::{Catalog, Slug};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::explain::{self, Judged};
use crate::{Disputed, Known, Situation, Wish};

/// What fits a situation, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Advice {
    /// What sort of answer this is.
    pub verdict: Verdict,
    /// The patterns that fit together, best first; at most seven.
    pub recommended: Vec<Recommendation>,
    /// Patterns that were wished for, or lie near, and speak against themselves here; at most five.
    pub warned: Vec<Warning>,
    /// What the answer rests on, in the order of the vocabulary.
    pub facts: Vec<Known>,
    /// What is said in more than one way, and is therefore taken as unknown.
    pub disputed: Vec<Disputed>,
    /// What was wished for.
    pub wishes: Vec<Wish>,
    /// The unknown fact whose answer would move the recommendation most; `null` when none would.
    pub next_question: Option<Question>,
    /// For patterns that are narrowly in or out, the smallest change that turns it.
    pub would_change: Vec<Turn>,
    /// The way from what the team has today to what is recommended; empty when nothing was said
    /// about today.
    pub path: Vec<Step>,
    /// What to know of how the situation was taken: what was not read, what was overruled.
    pub notes: Vec<String>,
}

/// What sort of answer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Something fits.
    Recommended,
    /// What is known speaks against everything it speaks for.
    NothingFits,
    /// Too little is known to recommend anything.
    NotDetermined,
}

/// A pattern that fits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recommendation {
    /// The pattern.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What speaks for it less what speaks against it; 1 is as clear as it usually gets.
    pub score: f64,
    /// What speaks for it, heaviest first.
    pub reasons: Vec<Reason>,
    /// What speaks against it and is outweighed.
    pub against: Vec<Reason>,
    /// What it wins, heaviest first.
    pub wins: Vec<Quality>,
    /// What it costs, heaviest first.
    pub costs: Vec<Quality>,
    /// How hard it is to build and run, 1 to 5.
    pub complexity: u8,
    /// The team it suits, in words.
    pub team: String,
    /// What must be there first.
    pub needs: Vec<Need>,
    /// When to look at the decision again; `null` when no single change of a fact turns it.
    pub review: Option<Turn>,
    /// What would speak against it and does not hold, or is not known to: signs to look again, heaviest first.
    pub watch: Vec<Reason>,
}

/// A pattern that does not fit, although somebody might think so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// The pattern.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// Whether somebody wished for it.
    pub wished: bool,
    /// Why not, heaviest first.
    pub reasons: Vec<Reason>,
}

/// Something that speaks for or against a pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// What sort of reason it is.
    pub kind: ReasonKind,
    /// Where it stands in the catalogue: `slug#id`; `null` when it is not a part of an entry.
    pub cite: Option<String>,
    /// The reason in words.
    pub say: String,
    /// The condition that holds.
    #[serde(rename = "if")]
    pub condition: Option<String>,
    /// The facts that make it hold.
    pub because: Vec<Known>,
    /// How much it counts, 1 to 3; 0 where it is no statement.
    pub weight: u8,
    /// Whether it alone rules the pattern out.
    pub rules_out: bool,
}

/// What sort of reason it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// A situation in which to use it.
    UseWhen,
    /// A situation in which to avoid it.
    AvoidWhen,
    /// A row of its decision matrix.
    DecisionRow,
    /// The text as a whole tells of such a situation.
    Echo,
    /// Another recommended pattern cannot be had without it.
    RequiredBy,
    /// Little is known, and it is the simplest thing.
    Simplest,
    /// Another pattern answers the same question better here.
    Rival,
    /// What is there today grows into it.
    Growth,
}

/// Something won or paid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quality {
    /// Where it stands in the catalogue: `slug#id`.
    pub cite: String,
    /// Names of the qualities it is about.
    pub qualities: Vec<String>,
    /// What is won or paid.
    pub say: String,
}

/// Something that must be there first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Need {
    /// Where it stands in the catalogue: `slug#id`, or the slug of a pattern that is required.
    pub cite: String,
    /// What is needed.
    pub say: String,
}

/// A change of facts that brings a pattern in or takes it out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Turn {
    /// The pattern.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// Where the change takes it.
    pub to: Place,
    /// The change in words: `at about 10 people (team-size)`.
    pub say: String,
    /// The facts that change: one, or two.
    pub changes: Vec<FactChange>,
    /// What would be recommended then.
    pub recommended: Vec<Slug>,
}

/// In the recommended set or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// It would be recommended.
    In,
    /// It would no longer be.
    Out,
}

/// Another value of a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FactChange {
    /// Id of the fact.
    pub fact: String,
    /// What it is; `null` when it is unknown.
    pub from: Option<Value>,
    /// What it would be.
    pub to: Value,
}

/// A question that would help.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Id of the fact it asks for.
    pub fact: String,
    /// The question.
    pub ask: String,
    /// What each answer would lead to.
    pub outcomes: Vec<Outcome>,
}

/// What an answer would lead to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// The answer in words: `yes`, `5 to 14 people`.
    pub answer: String,
    /// The value that says so; of a number all that the answer stands for.
    pub value: Value,
    /// What would be recommended.
    pub recommended: Vec<Slug>,
}

/// A step from what is there today to what is recommended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// What is done with the pattern.
    pub action: Action,
    /// The pattern.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// The pattern it takes the place of, where it does.
    pub instead_of: Option<Slug>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What must be there first.
    pub needs: Vec<Need>,
    /// The way out: of the pattern that goes where one does, else of this one, should it not work.
    pub exits: Vec<Need>,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is there and fits.
    Keep,
    /// It is there, and nothing speaks for it or against it.
    Leave,
    /// It comes in.
    Introduce,
    /// It comes in the place of another.
    Replace,
    /// It goes, and nothing takes its place.
    Retire,
}

/// How one pattern stands in a situation, recommended or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weighed {
    /// The pattern.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What speaks for it less what speaks against it.
    pub score: f64,
    /// Whether it is recommended.
    pub recommended: bool,
    /// Whether a statement rules it out.
    pub ruled_out: bool,
    /// What speaks for it, heaviest first.
    pub reasons: Vec<Reason>,
    /// What speaks against it, heaviest first.
    pub against: Vec<Reason>,
}

/// Weighs the named patterns in a situation, in the order given; slugs the catalogue does not have are
/// left out.
pub fn weigh(catalog: &Catalog, situation: &Situation, slugs: &[Slug]) -> Vec<Weighed> {
    let judged = Judged::new(catalog, situation);
    slugs.iter().filter_map(|slug| judged.sheet.entry_of(slug.as_str())).map(|entry| judged.weighed(entry)).collect()
}

/// The question for a fact that somebody wants to tell, or to tell otherwise, with what each answer would
/// lead to; `None` when the vocabulary does not have the fact.
pub fn ask(catalog: &Catalog, situation: &Situation, fact: &str) -> Option<Question> {
    let mut open = situation.clone();
    open.facts.retain(|known| known.fact != fact);
    let judged = Judged::new(catalog, &open);
    let place = judged.sheet.place(fact)?;
    Some(explain::question_for(&judged, place))
}

/// Advises on a situation: the same situation gives the same answer, whatever the order of its facts.
///
/// `today` is what a team has already; the answer then holds the way from there.
pub fn advise(catalog: &Catalog, situation: &Situation, today: &[Slug]) -> Advice {
    let judged = Judged::new(catalog, situation);
    let trials = judged.trials();
    Advice {
        verdict: judged.verdict(),
        recommended: explain::recommended(&judged, &trials),
        warned: explain::warned(&judged),
        facts: judged.facts(),
        disputed: situation.disputed.clone(),
        wishes: situation.wishes.clone(),
        next_question: explain::next_question(&judged, &trials),
        would_change: explain::would_change(&judged, &trials),
        path: explain::path(&judged, today),
        notes: situation.notes.clone(),
    }
}
