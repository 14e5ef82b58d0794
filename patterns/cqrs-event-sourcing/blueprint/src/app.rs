//! Where the parts meet.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::commands::Commands;
use crate::history::History;
use crate::keys::{KeyError, Keys};
use crate::processors::{self, Eraser, Processor, ProcessorError};
use crate::queries::Queries;
use crate::settings::{Settings, ViewsSettings};
use crate::snapshots::Snapshots;
use crate::store::{Store, StoreError};
use crate::views::View;
use crate::views::accounts::Accounts;
use crate::views::deposits::Deposits;

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
    /// What follows the record.
    pub processors: Vec<Arc<dyn Processor>>,
    views: Vec<Arc<View>>,
    settings: ViewsSettings,
}

impl App {
    /// Opens everything that is kept in the folder `data`.
    ///
    /// # Errors
    /// When something there cannot be opened.
    pub fn open(settings: &Settings) -> Result<Self, OpenError> {
        let data = &settings.data;
        std::fs::create_dir_all(data).map_err(|error| OpenError::Folder(data.clone(), error))?;
        let store = Arc::new(Store::open(&data.join("events.sqlite"))?);
        let keys = Arc::new(Keys::open(&data.join("keys.sqlite"))?);
        let snapshots = Snapshots::open(&data.join("snapshots.sqlite"))?;
        let folder = data.join("views");
        let accounts = Arc::new(View::open(&folder, Accounts, Arc::clone(&keys))?);
        let deposits = Arc::new(View::open(&folder, Deposits, Arc::clone(&keys))?);
        let views = vec![Arc::clone(&accounts), Arc::clone(&deposits)];
        let eraser: Arc<dyn Processor> = Arc::new(Eraser::new(Arc::clone(&keys)));
        let all = views.iter().map(|view| Arc::clone(view) as Arc<dyn Processor>);
        let (retries, snapshot_every) = (settings.commands.retries, settings.commands.snapshot_every);
        Ok(Self {
            commands: Commands::new(Arc::clone(&store), snapshots, keys, retries, snapshot_every),
            queries: Queries::new(accounts, deposits, &store, settings.views.patience),
            history: History::new(Arc::clone(&store)),
            processors: all.chain([eraser]).collect(),
            views,
            settings: settings.views.clone(),
            store,
        })
    }

    /// Lets everything that follows the record do so, until told to stop.
    pub fn follow(&self, stop: &CancellationToken) -> JoinSet<()> {
        let mut following = JoinSet::new();
        for processor in &self.processors {
            let (processor, store) = (Arc::clone(processor), Arc::clone(&self.store));
            let ViewsSettings { batch, every, .. } = self.settings;
            following.spawn(processors::follow(processor, store, batch, every, stop.clone()));
        }
        following
    }

    /// A view, by its name.
    pub fn view(&self, name: &str) -> Option<&Arc<View>> {
        self.views.iter().find(|view| view.name() == name)
    }

    /// Makes a view anew; gives the position it has then.
    ///
    /// # Errors
    /// When that is going on already, or cannot be done.
    pub fn rebuild(&self, view: &View) -> Result<i64, ProcessorError> {
        view.rebuild(&self.store, self.settings.batch)
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
            let oldest_ms = next.first().map_or(0, |event| (now - event.at).max(0));
            Ok(Progress { name: processor.name(), position, oldest_ms, parked: processor.parked()? })
        };
        self.processors.iter().map(progress).collect()
    }
}
