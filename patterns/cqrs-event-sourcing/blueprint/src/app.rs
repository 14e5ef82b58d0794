//! Where the parts meet.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::commands::Commands;
use crate::error::Error;
use crate::keys::Keys;
use crate::processors::{self, Processor, Progress};
use crate::queries::Queries;
use crate::settings::Settings;
use crate::snapshots::Snapshots;
use crate::store::Store;
use crate::views::{View, accounts, deposits};

/// All of the service but HTTP.
pub struct App {
    /// The record.
    pub store: Arc<Store>,
    /// The side that decides.
    pub commands: Commands,
    /// The side that answers.
    pub queries: Queries,
    /// A view.
    pub accounts: View,
    /// And another.
    pub deposits: View,
    /// What follows the record: the views, and what has an effect elsewhere.
    pub processors: Vec<Arc<Processor>>,
    pub(crate) batch: u32,
    rest: Duration,
}

impl App {
    /// Opens everything that is kept in the folder `data`.
    ///
    /// # Errors
    /// When something there cannot be opened.
    pub fn open(settings: &Settings) -> anyhow::Result<Self> {
        let &Settings { ref data, retries, snapshot_every, rest, batch, patience, .. } = settings;
        let views = data.join("views");
        fs::create_dir_all(&views).with_context(|| {
            format!("the folder {} cannot be made; another one goes into APP_DATA", views.display())
        })?;
        let store = Arc::new(Store::open(&data.join("events.sqlite"))?);
        let keys = Arc::new(Keys::open(&data.join("keys.sqlite"))?);
        let snapshots = Snapshots::open(&data.join("snapshots.sqlite"))?;
        let accounts = accounts::open(&views, Arc::clone(&keys))?;
        let deposits = deposits::open(&views)?;
        let eraser = Arc::new(processors::eraser(&data.join("keys.sqlite"))?);
        Ok(Self {
            commands: Commands { store: Arc::clone(&store), snapshots, keys, retries, snapshot_every },
            queries: Queries { store: Arc::clone(&store), patience },
            processors: vec![Arc::clone(&accounts.processor), Arc::clone(&deposits.processor), eraser],
            store,
            accounts,
            deposits,
            rest,
            batch,
        })
    }

    /// Lets everything that follows the record do so, until told to stop.
    pub fn follow(&self, stop: &CancellationToken) -> JoinSet<()> {
        let follow = |processor: &Arc<Processor>| {
            Arc::clone(processor).follow(Arc::clone(&self.store), self.batch, self.rest, stop.clone())
        };
        self.processors.iter().map(follow).collect()
    }

    /// How far everything is that follows the record.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn progress(&self) -> Result<Vec<Progress>, Error> {
        self.processors.iter().map(|processor| processor.progress(&self.store)).collect()
    }
}
