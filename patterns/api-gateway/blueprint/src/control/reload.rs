//! Holds the routes of the moment, and takes new ones when the file changes.
//!
//! A file that cannot be used changes nothing: the routes of before hold, and the log says why.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use notify::{RecursiveMode, Watcher};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::file::RoutesFile;
use super::table::Table;
use crate::identity::keys::Keys;
use crate::services::Http;

/// Editors write in several steps; so long nothing must happen to the file before it is read.
const QUIET: Duration = Duration::from_millis(50);

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RoutesError {
    /// It is not there.
    #[error("the file of routes cannot be read: {0}")]
    Away(#[from] std::io::Error),
    /// Nobody would say when it changes.
    #[error("the file of routes cannot be watched: {0}")]
    Unwatchable(#[from] notify::Error),
    /// There is something else in it.
    #[error("the file is not written as routes are: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A rule makes no sense, or they do not go together, or do not lead where they should.
    #[error("the file of routes is no good: {0}")]
    Senseless(String),
}

/// The routes; one for the whole process.
pub struct Control {
    path: PathBuf,
    keys: Arc<Keys>,
    http: Http,
    table: ArcSwap<Table>,
    /// Held while another table is made.
    making: Mutex<()>,
}

impl Control {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read or is no good.
    pub fn open(path: &Path, keys: Arc<Keys>, http: Http) -> Result<Self, RoutesError> {
        let control = Self { path: path.to_owned(), keys, http, table: ArcSwap::default(), making: Mutex::default() };
        control.reload()?;
        Ok(control)
    }

    /// The routes that hold.
    pub fn table(&self) -> Arc<Table> {
        self.table.load_full()
    }

    /// Reads the file again. Requests under way go on by the routes that they came in with.
    ///
    /// # Errors
    /// When it cannot be read or is no good. Nothing has changed then.
    pub fn reload(&self) -> Result<(), RoutesError> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let file = RoutesFile::parse(&std::fs::read_to_string(&self.path)?)?;
        let before = self.table();
        if before.file != file {
            let table = Table::new(file, &self.keys, &self.http, &before)?;
            tracing::info!(generation = table.generation, routes = table.file.route.len(), "other routes hold");
            self.table.store(Arc::new(table));
        }
        Ok(())
    }

    /// Watches the file until told to stop.
    ///
    /// # Errors
    /// When it cannot be watched.
    pub fn watch(self: Arc<Self>, stop: CancellationToken) -> Result<impl Future<Output = ()>, RoutesError> {
        let changed = Arc::new(Notify::new());
        let tell = Arc::clone(&changed);
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // That somebody reads is no change.
            if event.is_ok_and(|event| !event.kind.is_access()) {
                tell.notify_one();
            }
        })?;
        // The folder, because many editors put another file in place of the old one.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
        Ok(async move {
            let _watcher = watcher;
            while stop.run_until_cancelled(changed.notified()).await.is_some() {
                while tokio::time::timeout(QUIET, changed.notified()).await.is_ok() {}
                if let Err(error) = self.reload() {
                    tracing::error!(%error, "the routes of before hold");
                }
            }
        })
    }
}
