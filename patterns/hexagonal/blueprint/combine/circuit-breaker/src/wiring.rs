//! The one place that knows which adapter fulfils which port. Nothing else fetches what it needs.

use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::Arc;

use blueprint_hexagonal_core::application::Application;
use blueprint_hexagonal_core::ports::outbound::Books;
use blueprint_hexagonal_fakes::MemoryBooks;
use tokio::runtime::Handle;

use crate::adapters::outbound::clock::MachineClock;
use crate::adapters::outbound::guarded::Guarded;
use crate::adapters::outbound::payments::HttpPayments;
use crate::adapters::outbound::sqlite::SqliteBooks;
use crate::settings::{BookKind, Settings};

/// Why the application cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    /// The file of the books.
    #[error("the books in {0} cannot be opened: {1}; another file goes into APP_BOOKS__FILE")]
    Books(PathBuf, rusqlite::Error),
    /// The client of the provider.
    #[error("there is no client for payments: {0}")]
    Payments(#[from] reqwest::Error),
}

/// The application with the adapters that the settings name, and the provider at `url`.
///
/// # Errors
/// When an adapter cannot be made.
pub fn application(settings: &Settings, url: &str) -> Result<Application, WiringError> {
    let books: Arc<dyn Books> = match settings.books.kind {
        BookKind::Memory => Arc::new(MemoryBooks::default()),
        BookKind::Sqlite => {
            let file = &settings.books.file;
            Arc::new(SqliteBooks::open(file).map_err(|error| WiringError::Books(file.clone(), error))?)
        }
    };
    let payments = HttpPayments::new(url, settings.payments.timeout, Handle::current())?;
    // Each process gets another seed, so that copies do not probe in step.
    let seed = RandomState::new().hash_one(std::process::id());
    let payments = Guarded::new(Arc::new(payments), &settings.payments.breaker, seed);
    Ok(Application::new(books, Arc::new(payments), Arc::new(MachineClock)))
}
