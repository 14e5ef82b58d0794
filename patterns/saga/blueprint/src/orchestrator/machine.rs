//! What a saga does when something happens: no clock, no database, nothing to wait for.

use serde::{Deserialize, Serialize};

use super::compensations::{self, Ran};
use super::{Direction, Kind, Outcome, Patience, Step};

/// How far a saga is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Steps are done.
    Running,
    /// Steps are taken back.
    TakingBack,
    /// All is done.
    Done,
    /// All is taken back.
    TakenBack,
    /// A person has settled it.
    Settled,
}

/// A saga, as the log has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saga {
    /// Its key.
    pub key: String,
    /// What it is about.
    pub payload: String,
    /// How far it is.
    pub state: State,
    /// The step that it waits for, done or taken back as the state says; the last one when it has ended.
    pub step: String,
    /// How often that was repeated.
    pub repeats: u32,
    /// Whether it lies with a person. An answer that comes after all takes it up again.
    pub desk: bool,
    /// When the time of the step is up, in milliseconds.
    pub due: Option<i64>,
    /// Since when it stands like this.
    pub since: i64,
    /// Why it does not go through.
    pub reason: Option<String>,
    /// What happened, and when.
    pub history: Vec<(i64, String)>,
}

impl Saga {
    pub(super) fn new(key: &str, payload: &str, step: &str, now: i64) -> Self {
        let (key, payload, step) = (key.to_owned(), payload.to_owned(), step.to_owned());
        let state = State::Running;
        Self {
            key,
            payload,
            state,
            step,
            repeats: 0,
            desk: false,
            due: None,
            since: now,
            reason: None,
            history: Vec::new(),
        }
    }

    /// What is done with the step that is awaited; none when the saga has ended.
    pub const fn direction(&self) -> Option<Direction> {
        match self.state {
            State::Running => Some(Direction::Do),
            State::TakingBack => Some(Direction::Undo),
            State::Done | State::TakenBack | State::Settled => None,
        }
    }

    /// Writes down what happens to the step that is awaited.
    pub(super) fn note(&mut self, what: &str, now: i64) {
        let direction = self.direction().map(|direction| direction.to_string()).unwrap_or_default();
        tracing::debug!(saga = self.key, direction, step = self.step, what);
        self.history.push((now, format!("{direction} {}: {what}", self.step)));
    }

    /// Goes on after the step that is awaited had this outcome, or none in time.
    pub(super) fn after(&mut self, outcome: Option<&Outcome>, plan: &[Step], patience: &Patience, now: i64) {
        let what = match outcome {
            Some(Outcome::Done) => "done",
            Some(Outcome::Refused(why)) => why,
            None => "no answer in time",
        };
        self.note(what, now);
        let Some(nth) = plan.iter().position(|step| step.name == self.step) else {
            return self.lie_down("the plan has no such step any more");
        };
        let kind = plan[nth].kind;
        let tries = if self.state == State::Running { patience.tries } else { patience.undo_tries };
        match (self.state, outcome) {
            (State::Running, Some(Outcome::Done)) => match plan.get(nth + 1) {
                Some(next) => self.await_step(State::Running, next.name, now),
                None => self.rest(State::Done, now),
            },
            // A refused step has done nothing. One that did not answer may have.
            (State::Running, Some(Outcome::Refused(_))) if kind != Kind::Forward => {
                self.reason = Some(what.to_owned());
                self.go_back(plan, compensations::first(nth, Ran::No), now);
            }
            (_, None) if self.repeats + 1 < tries => self.repeats += 1,
            (State::Running, None) if kind == Kind::Undoable => {
                self.reason = Some(format!("{} did not answer", plan[nth].at));
                self.go_back(plan, compensations::first(nth, Ran::Perhaps), now);
            }
            (State::TakingBack, Some(Outcome::Done)) => self.go_back(plan, compensations::before(nth), now),
            // What must not be refused was, or what nobody may guess at: did the money go over or not?
            (State::Running | State::TakingBack, Some(Outcome::Refused(_)) | None) => self.lie_down(what),
            (State::Done | State::TakenBack | State::Settled, _) => {}
        }
    }

    /// Waits for a step from now on.
    pub(super) fn await_step(&mut self, state: State, step: &str, now: i64) {
        (self.state, self.since, self.repeats, self.desk) = (state, now, 0, false);
        self.step = step.to_owned();
    }

    /// Waits for nothing any more.
    pub(super) fn rest(&mut self, state: State, now: i64) {
        (self.state, self.since, self.desk, self.due) = (state, now, false, None);
    }

    fn go_back(&mut self, plan: &[Step], to: Option<usize>, now: i64) {
        match to {
            Some(nth) => self.await_step(State::TakingBack, plan[nth].name, now),
            None => self.rest(State::TakenBack, now),
        }
    }

    /// Goes to the repair desk.
    fn lie_down(&mut self, why: &str) {
        self.desk = true;
        self.reason.get_or_insert_with(|| why.to_owned());
    }
}
