//! The side that decides: loads one stream, folds it, asks the rules, and appends what they say, if nothing
//! happened to the stream meanwhile. If something did, it looks again: two intentions that go together are both
//! accepted, and one that no longer does is refused for the right reason.

use std::sync::Arc;

use crate::domain::{Account, Command, Event, Id, Refusal};
use crate::history::replay;
use crate::keys::{KeyError, Keys};
use crate::snapshots::Snapshots;
use crate::store::{Appended, By, Span, Store, StoreError};

/// Why a command was not carried out. Nothing happened then.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The caller wanted to act on one version only, and the account has another.
    #[error("the account is at version {actual}, not {expected}")]
    Moved {
        /// The version that the caller saw.
        expected: u32,
        /// The version it has.
        actual: u32,
    },
    /// Others were faster, each time.
    #[error("too many act on this account at once; try again")]
    Contended,
    /// The event store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key store.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

/// The stream of an account.
pub fn account_stream(account: &Id) -> String {
    format!("account-{account}")
}

/// The stream of what is done about a person.
fn person_stream(person: &Id) -> String {
    format!("person-{person}")
}

/// Carries out commands.
pub struct Commands {
    pub(crate) store: Arc<Store>,
    pub(crate) snapshots: Snapshots,
    pub(crate) keys: Arc<Keys>,
    /// How often a command that came too late is decided again.
    pub(crate) retries: u32,
    /// A snapshot is kept after each so many events of a stream.
    pub(crate) snapshot_every: u32,
}

impl Commands {
    /// Opens `account` for `person`.
    ///
    /// # Errors
    /// When it is open already, or nothing can be written.
    pub fn open(&self, account: &Id, person: &Id, name: &str, by: &By) -> Result<Appended, CommandError> {
        // Sealed before the rules see it: they need no names.
        let name = self.keys.seal(person, name)?;
        self.handle(account, &Command::Open { person: person.clone(), name }, by, None)
    }

    /// Carries out `command`, if given only on that version of the account.
    ///
    /// # Errors
    /// When it may not be, or nothing can be written.
    pub fn handle(
        &self,
        account: &Id,
        command: &Command,
        by: &By,
        only_on: Option<u32>,
    ) -> Result<Appended, CommandError> {
        self.append(&account_stream(account), by, |stream| {
            let (account, actual) = self.load(stream)?;
            match only_on {
                Some(expected) if expected != actual => Err(CommandError::Moved { expected, actual }),
                _ => Ok((actual, account.decide(command)?)),
            }
        })
    }

    /// Says that `person` is to be forgotten. That happened once this is written: views and the key follow.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn forget(&self, person: &Id, by: &By) -> Result<Appended, CommandError> {
        self.append(&person_stream(person), by, |stream| {
            let version = self.store.stream(stream, Span::default())?.last().map_or(0, |last| last.version);
            Ok((version, vec![Event::Forgotten { person: person.clone() }]))
        })
    }

    /// Appends what is decided, and on which version: again when somebody was faster, and once for each command.
    fn append(
        &self,
        stream: &str,
        by: &By,
        decide: impl Fn(&str) -> Result<(u32, Vec<Event>), CommandError>,
    ) -> Result<Appended, CommandError> {
        for _ in 0..=self.retries {
            if let Some(before) = self.store.done(stream, by.command)? {
                return Ok(before);
            }
            let (version, events) = decide(stream)?;
            match self.store.append(stream, version, &events, by) {
                Err(StoreError::Conflict { .. }) => tracing::debug!(stream, "somebody was faster; deciding again"),
                appended => return Ok(appended?),
            }
        }
        Err(CommandError::Contended)
    }

    /// An account as the rules see it, with its version: for whoever cannot wait for a view.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn account(&self, account: &Id) -> Result<(Account, u32), CommandError> {
        self.load(&account_stream(account))
    }

    fn load(&self, stream: &str) -> Result<(Account, u32), CommandError> {
        let (after, account) = self.snapshots.load(stream).unwrap_or_default();
        let (account, version) = replay(&self.store, stream, Span { after, ..Span::default() }, account)?;
        if version - after >= self.snapshot_every {
            self.snapshots.save(stream, version, &account);
        }
        Ok((account, version))
    }
}
