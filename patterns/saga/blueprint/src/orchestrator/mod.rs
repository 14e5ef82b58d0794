//! Knows the steps, their order and their counter-actions, and nothing of what they are about.
//!
//! It sends nothing itself: everything happens in a transaction of the caller, who keeps the commands that come
//! back in that same transaction and sends them afterwards. So what the log says was asked for will be asked for,
//! whatever dies between, and may be asked for twice. Participants bear that.

mod compensations;
mod log;
mod machine;
mod repair;
mod timeouts;

use std::fmt;

use rusqlite::{Result, Transaction};
use serde::{Deserialize, Serialize};

pub use log::{Open, TABLES, begin, end, find, open};
pub use machine::{Saga, State};
pub use repair::{Action, cases};
pub use timeouts::Patience;

/// A step of every saga of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// Who does it.
    pub at: &'static str,
    /// What its failure means.
    pub kind: Kind,
}

/// What the failure of a step means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is taken back, with all before it.
    Undoable,
    /// The point of no return. Refused, all before it is taken back; done, there is no way back; and as long as
    /// nobody answers, nobody knows which.
    Pivot,
    /// It is repeated until it is done.
    Forward,
}

/// Whether a step is to be done or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Done.
    Do,
    /// Taken back.
    Undo,
}

/// What a participant is asked for. Saga, step and direction are the key of the one effect that is meant: the same
/// for each repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Who.
    pub to: String,
    /// For which saga.
    pub saga: String,
    /// Which step.
    pub step: String,
    /// To be done or taken back.
    pub direction: Direction,
    /// What the saga is about, in words of the participants.
    pub payload: String,
}

/// What a participant says of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// For which saga.
    pub saga: String,
    /// Which step.
    pub step: String,
    /// Done or taken back.
    pub direction: Direction,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a command. That something is broken is no outcome: then there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is done.
    Done,
    /// The business says no, and would say so again.
    Refused(String),
}

/// Runs sagas of one kind.
#[derive(Debug, Clone)]
pub struct Orchestrator {
    plan: &'static [Step],
    patience: Patience,
}

impl Orchestrator {
    /// One for sagas of these steps; none when they are in an order in which nothing can be promised: those that can
    /// be taken back come first, then one point of no return at most, then those that only go forward.
    pub fn new(plan: &'static [Step], patience: Patience) -> Option<Self> {
        let follows =
            |one: &Step, next: &Step| one.kind < next.kind || (one.kind == next.kind && one.kind != Kind::Pivot);
        (!plan.is_empty() && plan.is_sorted_by(follows)).then_some(Self { plan, patience })
    }

    /// Starts a saga under a key of its own, and gives what is to be asked for first; nothing where that key has
    /// started one before.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub fn start(&self, transaction: &Transaction<'_>, key: &str, payload: &str, now: i64) -> Result<Option<Command>> {
        let saga = log::begin(transaction, key, payload, self.plan[0].name, now)?;
        saga.map(|saga| self.ask(transaction, saga, now)).transpose()
    }

    /// Takes an answer, and gives what is to be asked for next. One that nobody waits for, because it came before or
    /// comes too late, changes nothing.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub fn answered(&self, transaction: &Transaction<'_>, answer: &Answer, now: i64) -> Result<Option<Command>> {
        let saga = log::find(transaction, &answer.saga)?;
        let awaited = |saga: &Saga| saga.step == answer.step && saga.direction() == Some(answer.direction);
        let Some(saga) = saga.filter(awaited) else { return Ok(None) };
        self.go_on(transaction, saga, Some(&answer.outcome), now)
    }

    fn go_on(
        &self,
        transaction: &Transaction<'_>,
        mut saga: Saga,
        outcome: Option<&Outcome>,
        now: i64,
    ) -> Result<Option<Command>> {
        saga.after(outcome, self.plan, &self.patience, now);
        if !saga.desk && saga.direction().is_some() {
            return self.ask(transaction, saga, now).map(Some);
        }
        saga.due = None;
        tracing::info!(saga = saga.key, state = ?saga.state, desk = saga.desk, reason = saga.reason, "at rest");
        log::save(transaction, &saga).map(|()| None)
    }

    /// Writes down what is asked for and by when it is to be answered, before it is asked for.
    fn ask(&self, transaction: &Transaction<'_>, mut saga: Saga, now: i64) -> Result<Command> {
        saga.due = Some(now + self.patience.wait(saga.repeats));
        saga.note("asked for", now);
        log::save(transaction, &saga)?;
        let to = self.plan.iter().find(|step| step.name == saga.step).map_or("", |step| step.at).to_owned();
        let direction = saga.direction().unwrap_or(Direction::Do);
        Ok(Command { to, saga: saga.key, step: saga.step, direction, payload: saga.payload })
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Do { "do" } else { "undo" })
    }
}
