//! Holds the routes of the moment, and takes new ones when the file changes.
//!
//! A file that cannot be used changes nothing: the routes of before hold, and the log says why.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::file::{RoutesError, RoutesFile};
use super::table::{Parts, Table};

/// Editors write in several steps; so long nothing must happen to the file before it is read.
const QUIET: Duration = Duration::from_millis(50);

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// It cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, std::io::Error),
    /// Its routes are no good.
    #[error("{0} is no good: {1}")]
    Bad(String, RoutesError),
    /// It cannot be watched.
    #[error("{0} cannot be watched: {1}")]
    Unwatchable(String, notify::Error),
}

/// The routes; one for the whole process.
pub struct Control {
    path: PathBuf,
    parts: Parts,
    table: ArcSwap<Table>,
    /// The text that the table was made from. It is locked while another table is made.
    text: Mutex<String>,
    generation: AtomicU64,
}

impl Control {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read or is no good.
    pub fn open(path: &Path, parts: Parts) -> Result<Self, ControlError> {
        let text = read(path)?;
        let table = make(path, &text, &parts, None)?;
        let table = ArcSwap::from_pointee(table);
        Ok(Self { path: path.to_owned(), parts, table, text: Mutex::new(text), generation: AtomicU64::new(1) })
    }

    /// The routes that hold.
    pub fn table(&self) -> Arc<Table> {
        self.table.load_full()
    }

    /// How many tables there have been.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }

    /// Reads the file again. Requests under way go on by the routes that they came in with.
    ///
    /// # Errors
    /// When it cannot be read or is no good. Nothing has changed then.
    pub fn reload(&self) -> Result<(), ControlError> {
        let mut before = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        let text = read(&self.path)?;
        if *before == text {
            return Ok(());
        }
        let table = make(&self.path, &text, &self.parts, Some(&self.table()))?;
        let routes = table.count();
        self.table.store(Arc::new(table));
        *before = text;
        let generation = self.generation.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::info!(generation, routes, "other routes hold");
        Ok(())
    }

    /// Watches the file until told to stop.
    ///
    /// # Errors
    /// When it cannot be watched.
    pub fn watch(self: Arc<Self>, stop: CancellationToken) -> Result<impl Future<Output = ()>, ControlError> {
        let (tell, mut told) = mpsc::channel(1);
        let unwatchable = |error| ControlError::Unwatchable(self.path.display().to_string(), error);
        let mut watcher = RecommendedWatcher::new(
            move |event: Result<notify::Event, _>| {
                // That somebody reads is no change. A full channel knows already that something happened.
                if event.is_ok_and(|event| !event.kind.is_access()) {
                    let _ = tell.try_send(());
                }
            },
            notify::Config::default(),
        )
        .map_err(unwatchable)?;
        // The folder, because many editors put another file in place of the old one.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        watcher.watch(folder, RecursiveMode::NonRecursive).map_err(unwatchable)?;
        Ok(async move {
            let _watcher = watcher;
            while let Some(Some(())) = stop.run_until_cancelled(told.recv()).await {
                while let Ok(Some(())) = tokio::time::timeout(QUIET, told.recv()).await {}
                if let Err(error) = self.reload() {
                    tracing::error!(%error, "the routes of before hold");
                }
            }
        })
    }
}

fn read(path: &Path) -> Result<String, ControlError> {
    std::fs::read_to_string(path).map_err(|error| ControlError::Unreadable(path.display().to_string(), error))
}

fn make(path: &Path, text: &str, parts: &Parts, before: Option<&Table>) -> Result<Table, ControlError> {
    let table = RoutesFile::parse(text).and_then(|file| Table::new(&file, parts, before));
    table.map_err(|error| ControlError::Bad(path.display().to_string(), error))
}
