//! The repair desk: sagas with which the machine has come to its end, and what a person can do about each.

use rusqlite::{Result, Transaction};
use serde::{Deserialize, Serialize};

use super::machine::{Saga, State};
use super::{Command, Orchestrator, Outcome, log};

/// What a person can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Ask for the step again, from the first try on.
    Repeat,
    /// Go on as if it were done, because it was made good by hand.
    Skip,
    /// End the saga: all that is left is made good by hand.
    Settle,
}

/// What lies at the desk, the oldest first.
///
/// # Errors
/// When the log cannot be read.
pub fn cases(transaction: &Transaction<'_>) -> Result<Vec<Saga>> {
    log::select(transaction, "where state in ('running', 'taking-back') and desk order by since limit 100", &[])
}

impl Orchestrator {
    /// Does what a person wants with a saga that lies at the desk, and writes down who wanted it. Gives what is to be
    /// asked for; none when no such saga lies there.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub fn repair(
        &self,
        transaction: &Transaction<'_>,
        key: &str,
        (action, by): (Action, &str),
        now: i64,
    ) -> Result<Option<Vec<Command>>> {
        let Some(mut saga) = log::find(transaction, key)?.filter(|saga| saga.desk) else { return Ok(None) };
        saga.note(&format!("{action:?} by {by}"), now);
        let asked = match action {
            Action::Repeat => {
                let step = saga.step.clone();
                saga.await_step(saga.state, &step, now);
                Some(self.ask(transaction, saga, now)?)
            }
            Action::Skip => self.go_on(transaction, saga, Some(&Outcome::Done), now)?,
            Action::Settle => {
                saga.rest(State::Settled, now);
                log::save(transaction, &saga).map(|()| None)?
            }
        };
        Ok(Some(asked.into_iter().collect()))
    }
}
