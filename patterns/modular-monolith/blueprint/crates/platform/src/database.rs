//! One database for all modules, and a schema for each: tables whose names begin with the module's.
//!
//! A [`Schema`] is the only way in, and it holds rights, not manners: a statement that names another module's
//! table does not even get prepared.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, Params, Transaction, TransactionBehavior};
use serde::de::DeserializeOwned;

/// The database. One connection: SQLite writes one thing at a time whatever one does.
#[derive(Clone)]
pub struct Database(Arc<Mutex<Open>>);

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

/// What a database is asked for.
pub type Result<T, E = DatabaseError> = std::result::Result<T, E>;

impl Database {
    /// Opens the file, and makes it if it is not there; `:memory:` is none, and forgets everything with the process.
    ///
    /// # Errors
    /// When it cannot be opened, or is something else.
    pub fn open(file: impl AsRef<Path>) -> Result<Self> {
        let connection = Connection::open(file)?;
        // What was promised to be kept survives a power cut too.
        connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full;")?;
        connection.set_prepared_statement_cache_capacity(128);
        Ok(Self(Arc::new(Mutex::new(Open { connection, module: "" }))))
    }

    /// The schema of `module`, with its tables: statements that create what is not there.
    ///
    /// # Errors
    /// When a statement fails, as one does that names other tables than the module's own.
    pub fn schema(&self, module: &'static str, tables: &str) -> Result<Schema> {
        let schema = Schema { database: self.clone(), module };
        schema.transaction(|transaction| -> Result<()> { Ok(transaction.execute_batch(tables)?) })?;
        Ok(schema)
    }
}

impl Open {
    fn begin(&mut self, module: &'static str) -> Result<Transaction<'_>> {
        if self.module != module {
            let rights = move |context: AuthContext<'_>| rights(module, &context.action);
            self.connection.authorizer(Some(rights))?;
            self.module = module;
        }
        Ok(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
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
        let mut open = self.database.0.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = open.begin(self.module)?;
        let done = work(&transaction)?;
        transaction.commit().map_err(DatabaseError::from)?;
        Ok(done)
    }

    /// Does what `statement` says, in a transaction of its own.
    ///
    /// # Errors
    /// When it fails.
    pub fn execute(&self, statement: &str, with: impl Params) -> Result<()> {
        self.transaction(|transaction| {
            transaction.prepare_cached(statement)?.execute(with)?;
            Ok(())
        })
    }
}

/// The documents that `statement` finds, one in each row.
///
/// # Errors
/// When they cannot be read.
pub fn documents<T: DeserializeOwned>(
    transaction: &Transaction<'_>,
    statement: &str,
    with: impl Params,
) -> Result<Vec<T>> {
    let mut query = transaction.prepare_cached(statement)?;
    query.query_and_then(with, |row| Ok(serde_json::from_str(&row.get::<_, String>(0)?)?))?.collect()
}

/// What a module may do: everything with its own tables, and announce events.
fn rights(module: &str, action: &AuthAction<'_>) -> Authorization {
    let own = |table: &str| {
        let prefixed = table.strip_prefix(module).is_some_and(|rest| rest.starts_with('_'));
        // SQLite's own tables name the others, and it does not let anybody write them; lists come in as JSON.
        prefixed || table.starts_with("sqlite_") || table == "json_each"
    };
    let may = match action {
        // Publishers write the registry of events in their own transactions.
        AuthAction::Insert { table_name } => own(table_name) || table_name.starts_with("events_"),
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
