//! Views: each is the answer to one question, in tables of its own, in a file of its own. They trail the record,
//! and say by how much; they can be deleted, and are made again.

pub mod accounts;
pub mod deposits;
mod generation;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock, TryLockError};

use rusqlite::{Connection, Transaction};
use tokio::sync::watch;

use crate::keys::{KeyError, Keys};
use crate::processors::{Processor, ProcessorError};
use crate::store::{Recorded, Store};
use generation::Generation;

/// How one event changes the tables of a view.
pub trait Projection: Send + Sync + 'static {
    /// What the view is called.
    fn name(&self) -> &'static str;

    /// The version of `tables` and `apply`. Raise it with every change: the view is made anew then.
    fn fold(&self) -> u32;

    /// Statements that make its tables.
    fn tables(&self) -> &'static str;

    /// Changes the tables. What it looks at are these tables and the event, and whether a person still has a key.
    ///
    /// # Errors
    /// When it cannot; see [`ApplyError`] for what comes of that.
    fn apply(&self, tables: &Transaction<'_>, event: &Recorded, keys: &Keys) -> Result<(), ApplyError>;
}

/// Why an event was not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// What SQLite says. Trouble with the disk stops the view for a while.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The key store.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The event cannot be read, or does not fit what went before: it will not fit later, either. It is set
    /// aside, and with it all that happens to the same stream, until the view is rebuilt.
    #[error("{0}")]
    Unfit(String),
}

/// A view, with the tables it has now.
pub struct View {
    projection: Box<dyn Projection>,
    folder: PathBuf,
    keys: std::sync::Arc<Keys>,
    live: RwLock<Generation>,
    rebuilding: Mutex<()>,
    position: watch::Sender<i64>,
}

impl View {
    /// Opens the newest whole generation in `folder`, or begins one. Files of other folds, and what an interrupted
    /// rebuild left, are deleted.
    ///
    /// # Errors
    /// When files cannot be read, written or deleted.
    pub fn open(
        folder: &Path,
        projection: impl Projection,
        keys: std::sync::Arc<Keys>,
    ) -> Result<Self, ProcessorError> {
        fs::create_dir_all(folder)?;
        let projection: Box<dyn Projection> = Box::new(projection);
        let mut live: Option<Generation> = None;
        for (number, fold) in generation::found(folder, projection.name())? {
            let generation = Generation::open(folder, &*projection, number, fold)?;
            if fold == projection.fold()
                && generation.is_whole()?
                && live.as_ref().is_none_or(|live| live.number < number)
            {
                if let Some(older) = live.replace(generation) {
                    older.delete()?;
                }
            } else {
                generation.delete()?;
            }
        }
        let live = match live {
            Some(live) => live,
            None => {
                let first = Generation::open(folder, &*projection, 1, projection.fold())?;
                first.now_whole()?;
                first
            }
        };
        let position = watch::Sender::new(live.position()?);
        let (folder, live) = (folder.to_owned(), RwLock::new(live));
        Ok(Self { projection, folder, keys, live, rebuilding: Mutex::new(()), position })
    }

    /// The position of the last event that is in it, as it grows.
    pub fn reached(&self) -> watch::Receiver<i64> {
        self.position.subscribe()
    }

    /// Asks its tables.
    ///
    /// # Errors
    /// Those of `question`.
    pub fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).ask(question)
    }

    /// Makes its tables anew from the first event, in a file beside the one that answers meanwhile, and changes
    /// over when it has caught up; gives the position it has then. Dying at any moment of that does no harm.
    ///
    /// # Errors
    /// When it is being rebuilt already, or files cannot be read or written. It stays as it was then.
    pub fn rebuild(&self, store: &Store, batch: u32) -> Result<i64, ProcessorError> {
        let _alone = match self.rebuilding.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(ProcessorError::Rebuilding),
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Ok(alone) => alone,
        };
        let number = self.live.read().unwrap_or_else(PoisonError::into_inner).number + 1;
        let next = Generation::open(&self.folder, &*self.projection, number, self.projection.fold())?;
        while next.process(&*self.projection, &self.keys, store, batch)? > 0 {}
        // Nobody reads or writes it from here on, for as long as it takes to apply what came in the meantime.
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        while next.process(&*self.projection, &self.keys, store, batch)? > 0 {}
        next.now_whole()?;
        let position = next.position()?;
        let old = std::mem::replace(&mut *live, next);
        self.position.send_replace(position);
        drop(live);
        old.delete()?;
        Ok(position)
    }
}

impl Processor for View {
    fn name(&self) -> &'static str {
        self.projection.name()
    }

    fn position(&self) -> Result<i64, ProcessorError> {
        Ok(*self.position.borrow())
    }

    fn parked(&self) -> Result<u32, ProcessorError> {
        Ok(self.ask(|tables| tables.query_row("select count(*) from parked", [], |row| row.get(0)))?)
    }

    fn process(&self, store: &Store, batch: u32) -> Result<usize, ProcessorError> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        let done = live.process(&*self.projection, &self.keys, store, batch)?;
        self.position.send_replace(live.position()?);
        Ok(done)
    }
}
