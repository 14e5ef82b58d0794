//! Applies the log to the state, and keeps snapshots of it on disk so that the log can be cut.
//!
//! The state itself lives in memory. After a start it is the last snapshot, and what the log has since then is
//! applied again.

use std::io::Cursor;
use std::sync::{Arc, PoisonError, RwLock};

use openraft::storage::RaftStateMachine;
use openraft::{
    BasicNode, Entry, EntryPayload, LogId, OptionalSend, RaftSnapshotBuilder, Snapshot, SnapshotMeta, StorageIOError,
    StoredMembership,
};
use redb::Durability;

use super::{Reply, State};
use crate::log::disk::{Disk, SNAPSHOT};
use crate::{NodeId, Stored, Types};

type Meta = SnapshotMeta<NodeId, BasicNode>;
type Members = StoredMembership<NodeId, BasicNode>;

/// The state of one node, with the place in the log that it is at; clones share it.
#[derive(Clone)]
pub struct Machine {
    disk: Disk,
    inner: Arc<RwLock<Inner>>,
}

#[derive(Default)]
struct Inner {
    state: State,
    applied: Option<LogId<NodeId>>,
    membership: Members,
}

impl Machine {
    /// The state of the last snapshot on `disk`, or an empty one.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub async fn open(disk: Disk) -> Stored<Self> {
        let machine = Self { disk, inner: Arc::default() };
        if let Some((meta, text)) = machine.disk.read::<(Meta, String)>(SNAPSHOT).await? {
            machine.restore(&meta, text.as_bytes()).map_err(|error| unreadable(&meta, &error))?;
        }
        Ok(machine)
    }

    /// What a key is here. That is the latest value only if the leader's rank was confirmed just before.
    pub fn get(&self, key: &str) -> Option<String> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).state.get(key).cloned()
    }

    fn restore(&self, meta: &Meta, bytes: &[u8]) -> serde_json::Result<()> {
        let state = serde_json::from_slice(bytes)?;
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        *inner = Inner { state, applied: meta.last_log_id, membership: meta.last_membership.clone() };
        Ok(())
    }
}

fn unreadable(meta: &Meta, error: &serde_json::Error) -> StorageIOError<NodeId> {
    StorageIOError::read_snapshot(Some(meta.signature()), error)
}

impl RaftSnapshotBuilder<Types> for Machine {
    async fn build_snapshot(&mut self) -> Stored<Snapshot<Types>> {
        let (meta, state) = {
            let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
            let snapshot_id = inner.applied.map_or_else(|| "empty".to_owned(), |applied| applied.to_string());
            let (last_log_id, last_membership) = (inner.applied, inner.membership.clone());
            (Meta { last_log_id, last_membership, snapshot_id }, inner.state.clone())
        };
        let text = serde_json::to_string(&state);
        let text = text.map_err(|error| StorageIOError::write_snapshot(Some(meta.signature()), &error))?;
        self.disk.write(SNAPSHOT, &(&meta, &text), Durability::Immediate).await?;
        tracing::info!(at = meta.snapshot_id, bytes = text.len(), "a snapshot is taken");
        Ok(Snapshot { meta, snapshot: Box::new(Cursor::new(text.into_bytes())) })
    }
}

impl RaftStateMachine<Types> for Machine {
    type SnapshotBuilder = Self;

    async fn applied_state(&mut self) -> Stored<(Option<LogId<NodeId>>, Members)> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        Ok((inner.applied, inner.membership.clone()))
    }

    async fn apply<I>(&mut self, entries: I) -> Stored<Vec<Vec<Reply>>>
    where
        I: IntoIterator<Item = Entry<Types>> + OptionalSend,
        I::IntoIter: OptionalSend,
    {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let mut replies = Vec::new();
        for entry in entries {
            inner.applied = Some(entry.log_id);
            replies.push(match entry.payload {
                EntryPayload::Blank => Vec::new(),
                EntryPayload::Normal(commands) => commands.iter().map(|command| inner.state.apply(command)).collect(),
                EntryPayload::Membership(members) => {
                    inner.membership = Members::new(Some(entry.log_id), members);
                    Vec::new()
                }
            });
        }
        Ok(replies)
    }

    async fn get_snapshot_builder(&mut self) -> Self {
        self.clone()
    }

    async fn begin_receiving_snapshot(&mut self) -> Stored<Box<Cursor<Vec<u8>>>> {
        Ok(Box::default())
    }

    async fn install_snapshot(&mut self, meta: &Meta, snapshot: Box<Cursor<Vec<u8>>>) -> Stored<()> {
        let bytes = snapshot.into_inner();
        self.restore(meta, &bytes).map_err(|error| unreadable(meta, &error))?;
        // It could be read, so it is text.
        self.disk.write(SNAPSHOT, &(meta, String::from_utf8_lossy(&bytes)), Durability::Immediate).await
    }

    async fn get_current_snapshot(&mut self) -> Stored<Option<Snapshot<Types>>> {
        let saved: Option<(Meta, String)> = self.disk.read(SNAPSHOT).await?;
        Ok(saved.map(|(meta, text)| Snapshot { meta, snapshot: Box::new(Cursor::new(text.into_bytes())) }))
    }
}
