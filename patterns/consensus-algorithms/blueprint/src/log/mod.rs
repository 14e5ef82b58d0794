//! The log of one node: entries, its vote, and how far it is committed, all on disk before anybody is told.

pub mod disk;

use std::fmt::Debug;
use std::ops::{Bound, RangeBounds};

use openraft::storage::{LogFlushed, RaftLogStorage};
use openraft::{Entry, LogId, LogState, OptionalSend, RaftLogReader, StorageError, StorageIOError, Vote};
use redb::Durability;

use crate::{NodeId, Stored, Types};
use disk::{COMMITTED, Disk, PURGED, VOTE};

/// The log; clones share it.
#[derive(Clone)]
pub struct Log(pub Disk);

impl RaftLogReader<Types> for Log {
    async fn try_get_log_entries<R>(&mut self, range: R) -> Stored<Vec<Entry<Types>>>
    where
        R: RangeBounds<u64> + Clone + Debug + OptionalSend,
    {
        let start = match range.start_bound() {
            Bound::Included(index) => *index,
            Bound::Excluded(index) => index + 1,
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(index) => index + 1,
            Bound::Excluded(index) => *index,
            Bound::Unbounded => u64::MAX,
        };
        self.0.entries(start..end).await
    }
}

impl RaftLogStorage<Types> for Log {
    type LogReader = Self;

    async fn get_log_state(&mut self) -> Stored<LogState<Types>> {
        let last_purged_log_id = self.0.read(PURGED).await?;
        let last = self.0.last_entry().await?;
        Ok(LogState { last_purged_log_id, last_log_id: last.map(|entry| entry.log_id).or(last_purged_log_id) })
    }

    async fn get_log_reader(&mut self) -> Self {
        self.clone()
    }

    async fn save_vote(&mut self, vote: &Vote<NodeId>) -> Stored<()> {
        self.0.write(VOTE, vote, Durability::Immediate).await
    }

    async fn read_vote(&mut self) -> Stored<Option<Vote<NodeId>>> {
        self.0.read(VOTE).await
    }

    async fn save_committed(&mut self, committed: Option<LogId<NodeId>>) -> Stored<()> {
        // Only saves work at the next start, so it need not wait for the disk.
        self.0.write(COMMITTED, &committed, Durability::None).await
    }

    async fn read_committed(&mut self) -> Stored<Option<LogId<NodeId>>> {
        Ok(self.0.read(COMMITTED).await?.flatten())
    }

    async fn append<I>(&mut self, entries: I, callback: LogFlushed<Types>) -> Stored<()>
    where
        I: IntoIterator<Item = Entry<Types>> + OptionalSend,
        I::IntoIter: OptionalSend,
    {
        let stored = self.0.append(entries.into_iter().collect()).await;
        callback.log_io_completed(stored.as_ref().copied().map_err(|error| std::io::Error::other(error.to_string())));
        stored
    }

    async fn truncate(&mut self, log_id: LogId<NodeId>) -> Stored<()> {
        self.0.remove(log_id.index.., None).await
    }

    async fn purge(&mut self, log_id: LogId<NodeId>) -> Stored<()> {
        self.0.remove(..=log_id.index, Some(log_id)).await
    }
}

/// An error of the disk, as the protocol wants to be told: it stops the node, because a node that forgets what it has
/// promised is worse than none.
fn broken(error: impl std::error::Error + 'static) -> StorageError<NodeId> {
    StorageIOError::write(&error).into()
}
