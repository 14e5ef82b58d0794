//! The side that decides: loads one stream, folds it, asks the rules, and appends what they say, if nothing
//! happened to the stream meanwhile. If something did, it looks again: two intentions that go together are both
//! accepted, and one that no longer does is refused for the right reason.

use std::sync::Arc;

use crate::domain::{Account, Command, Event, Id};
use crate::error::Error;
use crate::keys::Keys;
use crate::snapshots::Snapshots;
use crate::store::{Appended, By, Span, Store};

/// The stream of an account.
pub fn account_stream(account: &Id) -> String {
    format!("account-{account}")
}

/// What shall happen to a stream, and the version on which that was decided.
type Decision = Result<(u32, Vec<Event>), Error>;

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
    pub fn open(&self, account: &Id, person: &Id, name: &str, by: &By) -> Result<Appended, Error> {
        // Sealed before the rules see it: they need no names.
        let name = self.keys.seal(person, name)?;
        self.handle(account, &Command::Open { person: person.clone(), name }, by)
    }

    /// Carries out `command`.
    ///
    /// # Errors
    /// When it may not be, or nothing can be written.
    pub fn handle(&self, account: &Id, command: &Command, by: &By) -> Result<Appended, Error> {
        self.append(&account_stream(account), by, || {
            let (account, version) = self.account(account)?;
            Ok((version, account.decide(command)?))
        })
    }

    /// Says that `person` is to be forgotten. That happened once this is written: views and the key follow.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn forget(&self, person: &Id, by: &By) -> Result<Appended, Error> {
        let stream = format!("person-{person}");
        self.append(&stream, by, || {
            let version = self.store.stream(&stream, Span::default())?.last().map_or(0, |last| last.version);
            Ok((version, vec![Event::Forgotten { person: person.clone() }]))
        })
    }

    /// Appends what is decided: again when somebody was faster, and once for each command.
    fn append(&self, stream: &str, by: &By, decide: impl Fn() -> Decision) -> Result<Appended, Error> {
        for _ in 0..=self.retries {
            if let Some(before) = self.store.done(stream, by.command)? {
                return Ok(before);
            }
            let (version, events) = decide()?;
            match self.store.append(stream, version, &events, by) {
                Err(Error::Conflict { .. }) => tracing::debug!(stream, "somebody was faster; deciding again"),
                appended => return appended,
            }
        }
        Err(Error::Contended)
    }

    /// An account as the rules see it, with its version: for whoever cannot wait for a view.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn account(&self, account: &Id) -> Result<(Account, u32), Error> {
        let stream = account_stream(account);
        let snapshot = self.snapshots.load(&stream);
        let snapshot = snapshot.inspect_err(|error| tracing::warn!(stream, %error, "a snapshot cannot be read"));
        let (after, before) = snapshot.ok().flatten().unwrap_or_default();
        let (account, version) = replay(&self.store, account, Span { after, ..Span::default() }, before)?;
        if version - after >= self.snapshot_every
            && let Err(error) = self.snapshots.save(&stream, version, &account)
        {
            tracing::warn!(stream, %error, "a snapshot is not kept");
        }
        Ok((account, version))
    }
}

/// Lets what happened to `account` in `span` happen to what it was `before`; gives its version with that. This is how
/// accounts are loaded, and how one sees what they were at some version or time.
///
/// # Errors
/// When it cannot be read.
pub fn replay(store: &Store, account: &Id, span: Span, before: Account) -> Result<(Account, u32), Error> {
    let (mut account_then, mut version) = (before, span.after);
    for recorded in store.stream(&account_stream(account), span)? {
        account_then.apply(&recorded.event?);
        version = recorded.version;
    }
    Ok((account_then, version))
}
