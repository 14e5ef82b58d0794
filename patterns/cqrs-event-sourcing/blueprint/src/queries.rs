//! The side that answers: from views alone, with how far behind they are. Whoever has just written says up to
//! where, and the answer waits for the view to get there, but not for long.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use serde::Serialize;
use tokio::task::block_in_place;

use crate::error::Error;
use crate::store::Store;
use crate::views::View;

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

/// Answers from the views.
pub struct Queries {
    pub(crate) store: Arc<Store>,
    /// How long an answer waits for a position at most.
    pub(crate) patience: Duration,
}

impl Queries {
    /// Asks `view`, when it has at least the events up to the position that is wanted, or no time is left for that.
    /// `question` is one of those that are beside the tables of the view.
    ///
    /// # Errors
    /// When the view cannot be read.
    pub async fn ask<T>(
        &self,
        view: &View,
        wanted: Option<i64>,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<Answer<T>, Error> {
        let mut reached = view.processor.reached();
        let there = reached.wait_for(|position| Some(*position) >= wanted);
        // The answer says whether it came in time.
        let _ = tokio::time::timeout(self.patience, there).await;
        // Taken before the question: what is found may be newer than it says, and is never older.
        let position = *reached.borrow();
        block_in_place(|| {
            let found = view.ask(question)?;
            let behind = (self.store.head()? - position).max(0);
            Ok(Answer { position, behind, pending: wanted > Some(position), found })
        })
    }
}
