//! Views: each is the answer to one question, in tables of its own, in a file of its own. They trail the record,
//! and say by how much; they can be deleted, and are made again.

pub mod accounts;
pub mod deposits;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rusqlite::{Connection, MAIN_DB, backup};
use tokio::sync::watch;

use crate::database::{self, Loss, lock};
use crate::domain::Event;
use crate::processors::{Processor, ProcessorError};
use crate::store::{Recorded, Store};

/// How events change the tables of a view.
pub struct Projection {
    /// What the view is called.
    pub name: &'static str,
    /// The version of `tables` and `apply`, from 1 on. Raise it with every change: the view is made anew then.
    pub fold: u32,
    /// Statements that make its tables, if they are not there.
    pub tables: &'static str,
    /// Changes the tables.
    pub apply: Box<Apply>,
}

/// Changes tables for an event. What it looks at are these tables and the event, and whether a person still has a key.
/// Where the event does not fit what went before, it will not fit later, either: it is set aside, and with it all that
/// happens to the same stream, until the view is rebuilt. Trouble with the disk stops the view for a while.
pub type Apply = dyn Fn(&Connection, &Recorded, &Event) -> Result<(), ProcessorError> + Send + Sync;

/// A view, with its tables.
pub struct View {
    projection: Projection,
    file: PathBuf,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    rebuilding: tokio::sync::Mutex<()>,
    position: watch::Sender<i64>,
}

impl View {
    /// Opens its file in `folder`, or begins one. What an interrupted rebuild left is deleted.
    ///
    /// # Errors
    /// When files cannot be read, written or deleted.
    pub fn open(folder: &Path, projection: Projection) -> Result<Self, ProcessorError> {
        fs::create_dir_all(folder)?;
        let file = folder.join(format!("{}.sqlite", projection.name));
        tables::delete(&second(&file))?;
        let writer = tables::open(&file, &projection)?;
        let position = watch::Sender::new(database::position(&writer)?);
        let reader = database::open(&file, Loss::MadeAgain, "")?;
        let (writer, reader, rebuilding) = (Mutex::new(writer), Mutex::new(reader), tokio::sync::Mutex::default());
        Ok(Self { projection, file, writer, reader, rebuilding, position })
    }

    /// The position of the last event that is in it, as it grows.
    pub fn reached(&self) -> watch::Receiver<i64> {
        self.position.subscribe()
    }

    /// Asks its tables.
    ///
    /// # Errors
    /// Those of `question`.
    pub fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, ProcessorError> {
        Ok(question(&lock(&self.reader))?)
    }

    /// Makes its tables anew from the first event, in a file beside the one that answers meanwhile, and takes them
    /// over in one transaction when they have caught up; gives the position it has then. Dying at any moment of that
    /// does no harm.
    ///
    /// # Errors
    /// When it is being rebuilt already, or files cannot be read or written. It stays as it was then.
    pub fn rebuild(&self, store: &Store, batch: u32) -> Result<i64, ProcessorError> {
        let _alone = self.rebuilding.try_lock().map_err(|_| ProcessorError::Rebuilding)?;
        let second = second(&self.file);
        tables::delete(&second)?;
        let mut next = tables::open(&second, &self.projection)?;
        while tables::advance(&mut next, &self.projection, store, batch)? > 0 {}
        // Nothing is applied to the first file from here on, so that the second is at least as far. Whoever asks goes on.
        let mut live = lock(&self.writer);
        while tables::advance(&mut next, &self.projection, store, batch)? > 0 {}
        drop(next);
        live.restore(MAIN_DB, &second, None::<fn(backup::Progress)>)?;
        let position = database::position(&live)?;
        self.position.send_replace(position);
        tables::delete(&second)?;
        Ok(position)
    }
}

/// The file in which a view is made anew.
fn second(file: &Path) -> PathBuf {
    file.with_extension("rebuilt.sqlite")
}

impl Processor for View {
    fn name(&self) -> &'static str {
        self.projection.name
    }

    fn position(&self) -> Result<i64, ProcessorError> {
        Ok(*self.position.borrow())
    }

    fn parked(&self) -> Result<u32, ProcessorError> {
        self.ask(|tables| tables.query_row("select count(*) from parked", [], |row| row.get(0)))
    }

    fn process(&self, store: &Store, batch: u32) -> Result<usize, ProcessorError> {
        let mut tables = lock(&self.writer);
        let done = tables::advance(&mut tables, &self.projection, store, batch)?;
        self.position.send_replace(database::position(&tables)?);
        Ok(done)
    }
}
