//! One file on disk for each node, with redb: each change is one transaction, forced to disk before it counts.

use std::ops::{Range, RangeBounds};
use std::path::Path;
use std::sync::Arc;

use openraft::{Entry, LogId};
use redb::{Database, Durability, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::broken;
use crate::{NodeId, Stored, Types};

const ENTRIES: TableDefinition<u64, &[u8]> = TableDefinition::new("entries");
const NOTES: TableDefinition<&str, &[u8]> = TableDefinition::new("notes");

/// For whom the node voted last, and in which term. Lost, it might vote twice.
pub const VOTE: &str = "vote";
/// Up to where the log is known to be committed.
pub const COMMITTED: &str = "committed";
/// Up to where the log was cut.
pub const PURGED: &str = "purged";
/// The last snapshot.
pub const SNAPSHOT: &str = "snapshot";

/// The file; clones share it.
#[derive(Clone)]
pub struct Disk(Arc<Database>);

impl Disk {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// When it cannot be opened, or another process has it open.
    pub fn open(path: &Path) -> Result<Self, redb::Error> {
        let database = Database::create(path)?;
        let transaction = database.begin_write()?;
        transaction.open_table(ENTRIES)?;
        transaction.open_table(NOTES)?;
        transaction.commit()?;
        Ok(Self(Arc::new(database)))
    }

    /// What was written under a name.
    pub(crate) async fn read<T: DeserializeOwned + Send + 'static>(&self, name: &'static str) -> Stored<Option<T>> {
        self.run(move |database| {
            let table = database.begin_read()?.open_table(NOTES)?;
            let bytes = table.get(name)?;
            bytes.map(|bytes| decode(bytes.value())).transpose()
        })
        .await
    }

    /// Writes under a name, and waits until it is on disk, unless it may be lost in a crash.
    pub(crate) async fn write(&self, name: &'static str, value: &impl Serialize, durability: Durability) -> Stored<()> {
        let bytes = serde_json::to_vec(value).map_err(broken)?;
        self.change(durability, move |transaction| {
            transaction.open_table(NOTES)?.insert(name, bytes.as_slice())?;
            Ok(())
        })
        .await
    }

    /// Adds entries at the end, in one transaction however many there are.
    pub(crate) async fn append(&self, entries: Vec<Entry<Types>>) -> Stored<()> {
        self.change(Durability::Immediate, move |transaction| {
            let mut table = transaction.open_table(ENTRIES)?;
            for entry in entries {
                table.insert(entry.log_id.index, serde_json::to_vec(&entry).map_err(strange)?.as_slice())?;
            }
            Ok(())
        })
        .await
    }

    /// Takes entries away, and notes up to where it has cut the log, if it has.
    pub(crate) async fn remove(
        &self,
        range: impl RangeBounds<u64> + Send + 'static,
        purged: Option<LogId<NodeId>>,
    ) -> Stored<()> {
        self.change(Durability::Immediate, move |transaction| {
            transaction.open_table(ENTRIES)?.retain_in(range, |_, _| false)?;
            if let Some(purged) = purged {
                let bytes = serde_json::to_vec(&purged).map_err(strange)?;
                transaction.open_table(NOTES)?.insert(PURGED, bytes.as_slice())?;
            }
            Ok(())
        })
        .await
    }

    /// The entries from `range.start` up to but without `range.end`.
    pub(crate) async fn entries(&self, range: Range<u64>) -> Stored<Vec<Entry<Types>>> {
        self.run(move |database| {
            let table = database.begin_read()?.open_table(ENTRIES)?;
            table.range(range)?.map(|entry| decode(entry?.1.value())).collect()
        })
        .await
    }

    /// The last entry.
    pub(crate) async fn last_entry(&self) -> Stored<Option<Entry<Types>>> {
        self.run(move |database| {
            let table = database.begin_read()?.open_table(ENTRIES)?;
            table.last()?.map(|(_, bytes)| decode(bytes.value())).transpose()
        })
        .await
    }

    async fn change(
        &self,
        durability: Durability,
        work: impl FnOnce(&WriteTransaction) -> Result<(), redb::Error> + Send + 'static,
    ) -> Stored<()> {
        self.run(move |database| {
            let mut transaction = database.begin_write()?;
            transaction.set_durability(durability).map_err(redb::Error::from)?;
            work(&transaction)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Works on a thread where waiting for the disk holds nobody up.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, redb::Error> + Send + 'static,
    ) -> Stored<T> {
        let database = Arc::clone(&self.0);
        let worked = tokio::task::spawn_blocking(move || work(&database)).await.map_err(broken)?;
        worked.map_err(broken)
    }
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, redb::Error> {
    serde_json::from_slice(bytes).map_err(strange)
}

fn strange(error: serde_json::Error) -> redb::Error {
    redb::Error::Corrupted(error.to_string())
}
