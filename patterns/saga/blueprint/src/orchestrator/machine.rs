//! What a saga does when something happens: no clock, no database, nothing to wait for.

use serde::{Deserialize, Serialize};

use super::{Direction, Kind, Outcome, Patience, Step};

/// How far a saga is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Steps are done.
    #[default]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
                self.take_back_before(nth, plan, now);
            }
            (_, None) if self.repeats + 1 < tries => self.repeats += 1,
            (State::Running, None) if kind == Kind::Undoable => {
                self.reason = Some(format!("{} did not answer", plan[nth].at));
                self.take_back_from(nth, plan, now);
            }
            (State::TakingBack, Some(Outcome::Done)) => self.take_back_before(nth, plan, now),
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

    /// Goes to the repair desk.
    fn lie_down(&mut self, why: &str) {
        self.desk = true;
        self.reason.get_or_insert_with(|| why.to_owned());
    }
}
