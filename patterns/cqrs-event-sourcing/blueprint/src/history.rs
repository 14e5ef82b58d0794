//! The past: what happened to an account, and what it was at some version or time.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::commands::account_stream;
use crate::domain::{Account, Event, Id};
use crate::store::{Recorded, Span, Store, StoreError};

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
pub struct History(pub(crate) Arc<Store>);

impl History {
    /// All that happened to `account`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(&self, account: &Id) -> Result<Vec<Line>, StoreError> {
        let events = self.0.stream(&account_stream(account), Span::default())?;
        let line = |Recorded { version, at, actor, event, .. }| Ok(Line { version, at, actor, event: event? });
        events.into_iter().map(line).collect()
    }

    /// What `account` was at the end of `span`, with its version then.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn at(&self, account: &Id, span: Span) -> Result<(Account, u32), StoreError> {
        replay(&self.0, &account_stream(account), span, Account::default())
    }
}

/// Lets what happened to a stream in `span` happen to `account`; gives its version with that.
///
/// # Errors
/// When it cannot be read.
pub fn replay(store: &Store, stream: &str, span: Span, mut account: Account) -> Result<(Account, u32), StoreError> {
    let mut version = span.after;
    for recorded in store.stream(stream, span)? {
        account.apply(&recorded.event?);
        version = recorded.version;
    }
    Ok((account, version))
}
