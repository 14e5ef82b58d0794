//! The side that decides: loads one stream, folds it, asks the rules, and appends what they say, if nothing
//! happened to the stream meanwhile. If something did, it looks again: two intentions that go together are both
//! accepted, and one that no longer does is refused for the right reason.

use std::sync::Arc;

use crate::domain::{Account, Command, Event, Id, Refusal};
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
    Store(StoreError),
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
    store: Arc<Store>,
    snapshots: Snapshots,
    keys: Arc<Keys>,
    /// How often a command that came too late is decided again.
    retries: u32,
    /// A snapshot is kept after each so many events of a stream; never with 0.
    snapshot_every: u32,
}

impl Commands {
    /// On these stores.
    pub fn new(store: Arc<Store>, snapshots: Snapshots, keys: Arc<Keys>, retries: u32, snapshot_every: u32) -> Self {
        Self { store, snapshots, keys, retries, snapshot_every }
    }

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
        let stream = account_stream(account);
        for _ in 0..=self.retries {
            if let Some(before) = self.store.done(&stream, by.command).map_err(CommandError::Store)? {
                return Ok(before);
            }
            let (mut account, version) = self.load(&stream)?;
            if let Some(expected) = only_on.filter(|expected| *expected != version) {
                return Err(CommandError::Moved { expected, actual: version });
            }
            let events = account.decide(command)?;
            match self.store.append(&stream, version, &events, by) {
                Ok(appended) => {
                    let passed = |version: u32| version.checked_div(self.snapshot_every);
                    if passed(version) != passed(appended.version) {
                        events.iter().for_each(|event| account.apply(event));
                        self.snapshots.save(&stream, appended.version, &account);
                    }
                    return Ok(appended);
                }
                Err(StoreError::Conflict { .. }) => tracing::debug!(stream, "somebody was faster; deciding again"),
                Err(error) => return Err(CommandError::Store(error)),
            }
        }
        Err(CommandError::Contended)
    }

    /// Says that `person` is to be forgotten. That happened once this is written: views and the key follow.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn forget(&self, person: &Id, by: &By) -> Result<Appended, CommandError> {
        let stream = person_stream(person);
        for _ in 0..=self.retries {
            if let Some(before) = self.store.done(&stream, by.command).map_err(CommandError::Store)? {
                return Ok(before);
            }
            let events = self.store.stream(&stream, Span::default()).map_err(CommandError::Store)?;
            let version = events.last().map_or(0, |last| last.version);
            match self.store.append(&stream, version, &[Event::Forgotten { person: person.clone() }], by) {
                Err(StoreError::Conflict { .. }) => {}
                appended => return appended.map_err(CommandError::Store),
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
        let snapshot = if self.snapshot_every == 0 { None } else { self.snapshots.load(stream) };
        let (mut version, mut account) = snapshot.unwrap_or_default();
        let span = Span { after: version, ..Span::default() };
        for recorded in self.store.stream(stream, span).map_err(CommandError::Store)? {
            let event = recorded.event.map_err(|unreadable| CommandError::Store(unreadable.into()))?;
            account.apply(&event);
            version = recorded.version;
        }
        Ok((account, version))
    }
}
