//! The one place that knows which adapter fulfils which port. Nothing else fetches what it needs.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use blueprint_hexagonal_core::application::Application;
use blueprint_hexagonal_core::ports::outbound::Books;
use blueprint_hexagonal_fakes::MemoryBooks;
use tokio::runtime::Handle;

use crate::adapters::outbound::clock::MachineClock;
use crate::adapters::outbound::payments::HttpPayments;
use crate::adapters::outbound::sqlite::SqliteBooks;
use crate::settings::Settings;

/// The application with the adapters that the settings name, and the provider at `url`.
///
/// # Errors
/// When an adapter cannot be made.
pub fn application(settings: &Settings, url: &str) -> anyhow::Result<Application> {
    let file = &settings.books;
    let books: Arc<dyn Books> = if file == Path::new(":memory:") {
        Arc::new(MemoryBooks::default())
    } else {
        let refused = || format!("the books in {} cannot be opened; another file goes into APP_BOOKS", file.display());
        Arc::new(SqliteBooks::open(file).with_context(refused)?)
    };
    let payments = HttpPayments::new(url, settings.payments.timeout, Handle::current())?;
    Ok(Application::new(books, Arc::new(payments), Arc::new(MachineClock)))
}
