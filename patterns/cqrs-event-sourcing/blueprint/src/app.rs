//! Where the parts meet.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use jiff::Timestamp;
use serde::Serialize;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::commands::Commands;
use crate::history::History;
use crate::keys::{KeyError, Keys};
use crate::processors::{self, Eraser, Processor, ProcessorError};
use crate::queries::Queries;
use crate::settings::Settings;
use crate::snapshots::Snapshots;
use crate::store::{Store, StoreError};
use crate::views::{View, accounts, deposits};

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum OpenError {
    #[error("the folder {0} cannot be made: {1}; another one goes into APP_DATA")]
    Folder(PathBuf, io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error("the snapshots: {0}")]
    Snapshots(#[from] rusqlite::Error),
    #[error(transparent)]
    Views(#[from] ProcessorError),
}

/// How far something that follows the record has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// What it is called.
    pub name: &'static str,
    /// The position of the last event it is done with.
    pub position: i64,
    /// How old the first event is that it is not done with, in milliseconds: the figure to watch.
    pub oldest_ms: i64,
    /// How many events were set aside: none, or somebody has to look.
    pub parked: u32,
}

/// All of the service but HTTP.
pub struct App {
    /// The record.
    pub store: Arc<Store>,
    /// The side that decides.
    pub commands: Commands,
    /// The side that answers.
    pub queries: Queries,
    /// The past.
    pub history: History,
    /// A view.
    pub accounts: Arc<View>,
    /// And another.
    pub deposits: Arc<View>,
    /// What follows the record: the views, and what has an effect elsewhere.
    pub processors: Vec<Arc<dyn Processor>>,
    rest: Duration,
    batch: u32,
}

impl App {
    /// Opens everything that is kept in the folder `data`.
    ///
    /// # Errors
    /// When something there cannot be opened.
    pub fn open(settings: &Settings) -> Result<Self, OpenError> {
        let &Settings { ref data, retries, snapshot_every, rest, batch, patience, .. } = settings;
        fs::create_dir_all(data).map_err(|error| OpenError::Folder(data.clone(), error))?;
        let store = Arc::new(Store::open(&data.join("events.sqlite"))?);
        let keys = Arc::new(Keys::open(&data.join("keys.sqlite"))?);
        let snapshots = Snapshots::open(&data.join("snapshots.sqlite"))?;
        let folder = data.join("views");
        let accounts = Arc::new(View::open(&folder, accounts::projection(Arc::clone(&keys)))?);
        let deposits = Arc::new(View::open(&folder, deposits::projection())?);
        let eraser = Arc::new(Eraser(Arc::clone(&keys)));
        Ok(Self {
            commands: Commands { store: Arc::clone(&store), snapshots, keys, retries, snapshot_every },
            queries: Queries { head: store.head(), patience },
            history: History(Arc::clone(&store)),
            processors: vec![Arc::clone(&accounts) as _, Arc::clone(&deposits) as _, eraser],
            store,
            accounts,
            deposits,
            rest,
            batch,
        })
    }

    /// Lets everything that follows the record do so, until told to stop.
    pub fn follow(&self, stop: &CancellationToken) -> JoinSet<()> {
        let follow = |processor: &Arc<dyn Processor>| {
            let (processor, store) = (Arc::clone(processor), Arc::clone(&self.store));
            processors::follow(processor, store, self.batch, self.rest, stop.clone())
        };
        self.processors.iter().map(follow).collect()
    }

    /// A view, by its name.
    pub fn view(&self, name: &str) -> Option<&Arc<View>> {
        [&self.accounts, &self.deposits].into_iter().find(|view| view.name() == name)
    }

    /// Makes a view anew; gives the position it has then.
    ///
    /// # Errors
    /// When that is going on already, or cannot be done.
    pub fn rebuild(&self, view: &View) -> Result<i64, ProcessorError> {
        view.rebuild(&self.store, self.batch)
    }

    /// How far everything is that follows the record.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn progress(&self) -> Result<Vec<Progress>, ProcessorError> {
        let now = Timestamp::now().as_millisecond();
        let progress = |processor: &Arc<dyn Processor>| {
            let position = processor.position()?;
            let next = self.store.after(position, 1)?;
            let oldest_ms = next.first().map_or(0, |event| (now - event.at.as_millisecond()).max(0));
            Ok(Progress { name: processor.name(), position, oldest_ms, parked: processor.parked()? })
        };
        self.processors.iter().map(progress).collect()
    }
}
