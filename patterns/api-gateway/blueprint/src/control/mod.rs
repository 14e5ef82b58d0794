//! Routes and policies: a file that is checked before it holds, and again whenever it changes.
//!
//! A file that cannot be used changes nothing: the routes of before hold, and the log says why.

pub mod file;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};
use notify::{RecursiveMode, Watcher};
use tokio::sync::Notify;

use self::file::RoutesFile;
pub use self::table::{Route, Table};
use crate::identity::Keys;
use crate::services::Http;

/// Editors write in several steps; so long nothing must happen to the file before it is read.
const QUIET: Duration = Duration::from_millis(50);

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RoutesError {
    /// It is not there.
    #[error("the file of routes cannot be read: {0}")]
    Away(#[from] std::io::Error),
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
    /// What was read last, good or not.
    text: ArcSwapOption<String>,
    table: ArcSwap<Table>,
}

impl Control {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read or is no good.
    pub fn open(path: &Path, keys: Arc<Keys>, http: Http) -> Result<Arc<Self>, RoutesError> {
        let (text, table) = (ArcSwapOption::empty(), ArcSwap::default());
        let control = Self { path: path.to_owned(), keys, http, text, table };
        control.reload()?;
        Ok(Arc::new(control))
    }

    /// The routes that hold.
    pub fn table(&self) -> Arc<Table> {
        self.table.load_full()
    }

    /// Reads the file again. Requests under way go on by the routes that they came in with. Who watches the file does
    /// so, one time after the other: two at once could leave the older one.
    ///
    /// # Errors
    /// When it cannot be read, or says something else than before and that is no good. Nothing has changed then.
    pub fn reload(&self) -> Result<(), RoutesError> {
        let text = Arc::new(std::fs::read_to_string(&self.path)?);
        // Something else in the folder changes more often.
        if self.text.swap(Some(Arc::clone(&text))).is_none_or(|before| before != text) {
            let table = Table::new(RoutesFile::parse(&text)?, &self.keys, &self.http, &self.table())?;
            tracing::info!(generation = table.generation, routes = table.file.route.len(), "other routes hold");
            self.table.store(Arc::new(table));
        }
        Ok(())
    }

    /// Watches the file.
    ///
    /// # Errors
    /// When it cannot be watched.
    pub fn watch(self: Arc<Self>) -> notify::Result<impl Future<Output = ()>> {
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
            loop {
                changed.notified().await;
                while tokio::time::timeout(QUIET, changed.notified()).await.is_ok() {}
                if let Err(error) = self.reload() {
                    tracing::error!(%error, "the routes of before hold");
                }
            }
        })
    }
}
