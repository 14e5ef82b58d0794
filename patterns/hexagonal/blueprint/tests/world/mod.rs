//! A provider on a port of its own, and a runtime whose threads answer for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use blueprint_hexagonal::adapters::outbound::payments::HttpPayments;
use blueprint_hexagonal::adapters::outbound::sqlite::SqliteBooks;
use blueprint_hexagonal::provider::Provider;
use blueprint_hexagonal_core::domain::{Customer, Plan, Subscription};
use blueprint_hexagonal_core::ports::outbound::{Books, Changes};
use jiff::civil::{Date, date};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The day on which all of the subscriptions begin.
pub(crate) const DAY: Date = date(2026, 1, 31);

pub(crate) struct World {
    pub(crate) provider: Provider,
    pub(crate) url: String,
    runtime: Runtime,
    folder: TempDir,
}

impl World {
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let provider = Provider::default();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        runtime.spawn(axum::serve(listener, provider.router()).into_future());
        Self { provider, url, runtime, folder: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("books.sqlite")
    }

    pub(crate) fn payments(&self) -> Arc<HttpPayments> {
        let handle = self.runtime.handle().clone();
        Arc::new(HttpPayments::new(&self.url, Duration::from_secs(5), handle).expect("a client"))
    }
}

pub(crate) fn customer(name: &str) -> Customer {
    name.parse().expect("a name")
}

/// Books in `file`, with so many subscriptions that begin on [`DAY`].
pub(crate) fn books(file: &Path, customers: usize) -> Arc<SqliteBooks> {
    let books = SqliteBooks::open(file).expect("opened");
    let begun = |nth: usize| Subscription::begin(customer(&format!("c-{nth:03}")), Plan::Solo, 1, DAY).expect("begun");
    let changes = Changes { subscriptions: (0..customers).map(begun).collect(), ..Changes::default() };
    books.commit(&changes).expect("kept");
    Arc::new(books)
}
