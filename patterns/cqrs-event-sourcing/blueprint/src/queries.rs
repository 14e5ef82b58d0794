//! The side that answers: from views alone, with how far behind they are. Whoever has just written says up to
//! where, and the answer waits for the view to get there, but not for long.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use serde::Serialize;
use tokio::sync::watch;

use crate::domain::Id;
use crate::store::Store;
use crate::views::View;
use crate::views::accounts::{self, AccountRow};
use crate::views::deposits::{self, DepositsRow};

/// An answer, and how fresh it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer<T> {
    /// The position of the last event that is in it.
    pub position: i64,
    /// How many events have happened since.
    pub behind: i64,
    /// Whether what the asker wanted to see is not in it yet, although the answer waited: show it as pending.
    pub pending: bool,
    /// What was found.
    pub found: T,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// What SQLite says.
    #[error("the view: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The work broke off.
    #[error("the view: {0}")]
    BrokeOff(#[from] tokio::task::JoinError),
}

/// Answers from the views.
pub struct Queries {
    accounts: Arc<View>,
    deposits: Arc<View>,
    head: watch::Receiver<i64>,
    /// How long an answer waits for a position at most.
    patience: Duration,
}

impl Queries {
    /// From these views of `store`.
    pub fn new(accounts: Arc<View>, deposits: Arc<View>, store: &Store, patience: Duration) -> Self {
        Self { accounts, deposits, head: store.head(), patience }
    }

    /// The accounts that hold most; with at least the events up to `position`, if there is time for that.
    ///
    /// # Errors
    /// When the view cannot be read.
    pub async fn richest(&self, limit: u32, position: Option<i64>) -> Result<Answer<Vec<AccountRow>>, QueryError> {
        self.ask(&self.accounts, position, move |tables| accounts::richest(tables, limit)).await
    }

    /// One account, likewise.
    ///
    /// # Errors
    /// When the view cannot be read.
    pub async fn account(&self, account: Id, position: Option<i64>) -> Result<Answer<Option<AccountRow>>, QueryError> {
        self.ask(&self.accounts, position, move |tables| accounts::one(tables, &account)).await
    }

    /// What came in on the last days, likewise.
    ///
    /// # Errors
    /// When the view cannot be read.
    pub async fn deposits(&self, limit: u32, position: Option<i64>) -> Result<Answer<Vec<DepositsRow>>, QueryError> {
        self.ask(&self.deposits, position, move |tables| deposits::latest(tables, limit)).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        view: &Arc<View>,
        wanted: Option<i64>,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<Answer<T>, QueryError> {
        if let Some(wanted) = wanted {
            let mut reached = view.reached();
            let there = reached.wait_for(|position| *position >= wanted);
            // The answer says whether it came in time.
            let _ = tokio::time::timeout(self.patience, there).await;
        }
        // Taken before the question: what is found may be newer than it says, and is never older.
        let position = *view.reached().borrow();
        let view = Arc::clone(view);
        let found = tokio::task::spawn_blocking(move || view.ask(question)).await??;
        let behind = (*self.head.borrow() - position).max(0);
        Ok(Answer { position, behind, pending: wanted.is_some_and(|wanted| wanted > position), found })
    }
}
