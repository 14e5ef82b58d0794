//! One database for all modules, and a schema for each: tables whose names begin with the module's.
//!
//! A [`Schema`] is the only way in, and it holds rights, not manners: a statement that names another module's
//! table does not even get prepared.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Tables of the registry of events: publishers write them in their own transactions.
const EVENTS: &str = "events_";

/// The database. One connection: SQLite writes one thing at a time whatever one does.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    open: Mutex<Open>,
    transactions: AtomicUsize,
}

struct Open {
    connection: Connection,
    /// Whose rights hold. Others make all statements be prepared anew, so they are set when that changes.
    module: &'static str,
}

/// Why something is not read or written.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// What SQLite says.
    #[error("the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What stands there is not what was written.
    #[error("the database holds what cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

impl Database {
    /// Opens the file, and makes it if it is not there; without one, everything is in memory.
    ///
    /// # Errors
    /// When it cannot be opened, or is something else.
    pub fn open(file: Option<&Path>) -> Result<Self, DatabaseError> {
        let connection = match file {
            Some(file) => Connection::open(file)?,
            None => Connection::open_in_memory()?,
        };
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.set_prepared_statement_cache_capacity(128);
        let open = Mutex::new(Open { connection, module: "" });
        Ok(Self(Arc::new(Inner { open, transactions: AtomicUsize::new(0) })))
    }

    /// The schema of `module`, with its tables: statements that create what is not there.
    ///
    /// # Errors
    /// When a statement fails, as one does that names other tables than the module's own.
    pub fn schema(&self, module: &'static str, tables: &str) -> Result<Schema, DatabaseError> {
        let schema = Schema { database: self.clone(), module };
        schema.transaction(|transaction| Ok::<_, DatabaseError>(transaction.execute_batch(tables)?))?;
        Ok(schema)
    }

    /// How many transactions there were.
    pub fn transactions(&self) -> usize {
        self.0.transactions.load(Ordering::SeqCst)
    }
}

/// A module's part of the database.
#[derive(Clone)]
pub struct Schema {
    database: Database,
    module: &'static str,
}

impl Schema {
    /// Does `work` in one transaction: all of it stays, or nothing.
    ///
    /// # Errors
    /// Those of `work`, and when it cannot be kept.
    pub fn transaction<T, E: From<DatabaseError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let inner = &self.database.0;
        inner.transactions.fetch_add(1, Ordering::SeqCst);
        let failed = |error: rusqlite::Error| E::from(DatabaseError::Sqlite(error));
        let mut open = inner.open.lock().unwrap_or_else(PoisonError::into_inner);
        let module = self.module;
        if open.module != module {
            let rights = move |context: AuthContext<'_>| rights(module, &context.action);
            open.connection.authorizer(Some(rights)).map_err(failed)?;
            open.module = module;
        }
        let transaction = open.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let done = work(&transaction)?;
        transaction.commit().map_err(failed)?;
        Ok(done)
    }
}

/// What a module may do: everything with its own tables, and announce events.
fn rights(module: &str, action: &AuthAction<'_>) -> Authorization {
    let own = |table: &str| {
        let prefixed = table.strip_prefix(module).is_some_and(|rest| rest.starts_with('_'));
        // SQLite's own tables name the others, and it does not let anybody write them; lists come in as JSON.
        prefixed || table.starts_with("sqlite_") || table == "json_each"
    };
    let may = match action {
        AuthAction::Insert { table_name } => own(table_name) || table_name.starts_with(EVENTS),
        AuthAction::Read { table_name, .. }
        | AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name }
        | AuthAction::CreateTable { table_name }
        | AuthAction::DropTable { table_name }
        | AuthAction::AlterTable { table_name, .. }
        | AuthAction::CreateIndex { table_name, .. }
        | AuthAction::DropIndex { table_name, .. } => own(table_name),
        AuthAction::Select
        | AuthAction::Transaction { .. }
        | AuthAction::Function { .. }
        | AuthAction::Reindex { .. } => true,
        _ => false,
    };
    if may { Authorization::Allow } else { Authorization::Deny }
}
