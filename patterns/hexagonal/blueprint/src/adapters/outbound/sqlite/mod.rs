//! The books in a file of SQLite.

mod rows;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use blueprint_hexagonal_core::domain::{Customer, Invoice, Subscription};
use blueprint_hexagonal_core::ports::outbound::{Books, BooksError, Changes};
use jiff::civil::Date;
use rusqlite::{Connection, Error, Params, Row, TransactionBehavior, params};

/// One connection: SQLite writes one thing at a time whatever one does.
pub struct SqliteBooks(Mutex<Connection>);

impl SqliteBooks {
    /// Opens the file, and makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be opened, or is something else.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        // Whoever else writes, as `bill` beside the service, is waited for: for 5 s, as is usual with this library.
        let connection = Connection::open(file)?;
        connection.execute_batch(include_str!("schema.sql"))?;
        Ok(Self(Mutex::new(connection)))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all<T>(
        &self,
        sql: &str,
        with: impl Params,
        row: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.lock().prepare_cached(sql)?.query_map(with, row)?.collect()
    }
}

fn failed(error: Error) -> BooksError {
    match error {
        // Not one row, as it was to be: another version is there.
        Error::StatementChangedRows(_) => BooksError::Conflict,
        error => BooksError::Unavailable(error.to_string()),
    }
}

impl Books for SqliteBooks {
    fn subscription(&self, customer: &Customer) -> Result<Option<Subscription>, BooksError> {
        let found = self.all(rows::SUBSCRIPTION, [customer.to_string()], rows::subscription);
        Ok(found.map_err(failed)?.pop())
    }

    fn due(&self, day: Date, at_most: u32) -> Result<Vec<Subscription>, BooksError> {
        self.all(rows::DUE, params![day.to_string(), at_most], rows::subscription).map_err(failed)
    }

    fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>, BooksError> {
        self.all(rows::INVOICES, [customer.to_string()], rows::invoice).map_err(failed)
    }

    fn collectable(&self, day: Date, at_most: u32) -> Result<Vec<Invoice>, BooksError> {
        self.all(rows::COLLECTABLE, params![day.to_string(), at_most], rows::invoice).map_err(failed)
    }

    fn commit(&self, changes: &Changes) -> Result<(), BooksError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        for subscription in &changes.subscriptions {
            rows::keep_subscription(&transaction, subscription).map_err(failed)?;
        }
        for invoice in &changes.invoices {
            rows::keep_invoice(&transaction, invoice).map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }
}
