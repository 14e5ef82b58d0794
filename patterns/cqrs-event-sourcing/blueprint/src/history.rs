//! The past: what happened to an account, and what it was at some version or time.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::commands::account_stream;
use crate::domain::{Account, Event, Id};
use crate::store::{Span, Store, StoreError};

/// A moment in the life of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// After that many events.
    Version(u32),
    /// At that time.
    Time(Timestamp),
}

/// A line of what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The version of the account with that.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// Who wanted it.
    pub actor: String,
    /// What.
    pub event: Event,
}

/// Answers from the event store.
pub struct History(Arc<Store>);

impl History {
    /// Of what is in `store`.
    pub fn new(store: Arc<Store>) -> Self {
        Self(store)
    }

    /// All that happened to `account`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(&self, account: &Id) -> Result<Vec<Line>, StoreError> {
        let events = self.0.stream(&account_stream(account), Span::default())?;
        let line = |recorded: crate::store::Recorded| {
            let at = Timestamp::from_millisecond(recorded.at).unwrap_or_default();
            Ok(Line { version: recorded.version, at, actor: recorded.actor, event: recorded.event? })
        };
        events.into_iter().map(line).collect()
    }

    /// What `account` was at `moment`, with its version then.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn at(&self, account: &Id, moment: Moment) -> Result<(Account, u32), StoreError> {
        let span = match moment {
            Moment::Version(version) => Span { version, ..Span::default() },
            Moment::Time(time) => Span { time: time.as_millisecond(), ..Span::default() },
        };
        let (mut state, mut version) = (Account::default(), 0);
        for recorded in self.0.stream(&account_stream(account), span)? {
            state.apply(&recorded.event?);
            version = recorded.version;
        }
        Ok((state, version))
    }
}
