//! The one place that knows which adapter fulfils which port. Nothing else fetches what it needs.

use std::sync::Arc;

use blueprint_hexagonal_core::application::Application;
use blueprint_hexagonal_core::ports::outbound::{Books, Payments};
use blueprint_hexagonal_fakes::MemoryBooks;
use tokio::runtime::Handle;

use crate::adapters::outbound::clock::MachineClock;
use crate::adapters::outbound::payments::HttpPayments;
use crate::adapters::outbound::sqlite::SqliteBooks;
use crate::settings::{BookKind, BookSettings, PaymentSettings, Settings};

/// Why the application cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    /// The file of the books.
    #[error("the books in {file} cannot be opened: {error}; another file goes into APP_BOOKS__FILE")]
    Books {
        /// The file.
        file: String,
        /// What SQLite says.
        error: rusqlite::Error,
    },
    /// The client of the provider.
    #[error("there is no client for payments: {0}")]
    Payments(#[from] reqwest::Error),
}

/// The application with the adapters that the settings name, and the provider at `url`.
///
/// # Errors
/// When an adapter cannot be made.
pub fn application(settings: &Settings, url: &str) -> Result<Application, WiringError> {
    Ok(Application::new(books(&settings.books)?, payments(&settings.payments, url)?, Arc::new(MachineClock)))
}

fn books(settings: &BookSettings) -> Result<Arc<dyn Books>, WiringError> {
    Ok(match settings.kind {
        BookKind::Memory => Arc::new(MemoryBooks::default()),
        BookKind::Sqlite => {
            let failed = |error| WiringError::Books { file: settings.file.display().to_string(), error };
            Arc::new(SqliteBooks::open(&settings.file).map_err(failed)?)
        }
    })
}

fn payments(settings: &PaymentSettings, url: &str) -> Result<Arc<dyn Payments>, WiringError> {
    Ok(Arc::new(HttpPayments::new(url, settings.timeout, Handle::current())?))
}
