//! How long a step may take, and how often it is asked for. A time that is up says nothing about what happened on
//! the other side.

use std::time::Duration;

use rusqlite::{Result, Transaction};
use serde::Deserialize;

use super::{Command, Orchestrator, log};

/// How long to wait, and how often to ask. Long patience keeps an outage of one participant from turning into a
/// storm of counter-actions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Patience {
    /// The time that a step has at first; each repeat doubles it.
    #[serde(with = "humantime_serde")]
    pub first: Duration,
    /// The longest.
    #[serde(with = "humantime_serde")]
    pub longest: Duration,
    /// How often a step is asked for before it counts as failed.
    pub tries: u32,
    /// How often a counter-action is asked for before a person has to look at it.
    pub undo_tries: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self { first: Duration::from_secs(2), longest: Duration::from_secs(300), tries: 5, undo_tries: 12 }
    }
}

impl Patience {
    /// What is wrong with it, after the name of the setting.
    pub fn fault(&self) -> Option<&'static str> {
        if self.first.is_zero() || self.first > self.longest {
            return Some("first: above zero, and no longer than `longest`");
        }
        (self.tries == 0 || self.undo_tries == 0).then_some("tries, undo_tries: at least once")
    }

    /// The wait after so many repeats, in milliseconds.
    pub(super) fn wait(&self, repeats: u32) -> i64 {
        let wait = self.first.saturating_mul(1 << repeats.min(20)).min(self.longest);
        i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
    }
}

impl Orchestrator {
    /// Repeats commands whose time is up, or goes back from them; `at_most` so many.
    ///
    /// # Errors
    /// When the log cannot be read or written.
    pub fn time_up(&self, transaction: &Transaction<'_>, now: i64, at_most: u32) -> Result<Vec<Command>> {
        let due = log::select(transaction, "where due <= ?1 order by due limit ?2", &[&now, &at_most])?;
        let asked = due.into_iter().map(|saga| self.go_on(transaction, saga, None, now));
        asked.filter_map(Result::transpose).collect()
    }
}
