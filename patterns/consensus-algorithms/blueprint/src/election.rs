//! When a node stands for election, and who leads at the moment.
//!
//! A follower that hears nothing for a time between the two bounds stands; the time is drawn anew each time, so that
//! two seldom stand at once. Bounds that a slow disk or a long pause can fill lead to elections for nothing.

use std::time::Duration;

use openraft::{Config, ConfigError, SnapshotPolicy};
use serde::Deserialize;

use crate::{NodeId, Raft};

/// How patient nodes are, and how much they do at a time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct RaftSettings {
    #[serde(with = "humantime_serde")]
    pub heartbeat: Duration,
    #[serde(with = "humantime_serde")]
    pub shortest_silence: Duration,
    #[serde(with = "humantime_serde")]
    pub longest_silence: Duration,
    pub snapshot_after: u64,
    pub batch: usize,
}

impl Default for RaftSettings {
    fn default() -> Self {
        let [heartbeat, shortest_silence, longest_silence] = [100, 400, 800].map(Duration::from_millis);
        Self { heartbeat, shortest_silence, longest_silence, snapshot_after: 5_000, batch: 256 }
    }
}

impl RaftSettings {
    /// The same as the protocol takes it.
    ///
    /// # Errors
    /// When the times do not go together.
    pub fn config(&self) -> Result<Config, Box<ConfigError>> {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Config {
            cluster_name: "keys".into(),
            heartbeat_interval: milliseconds(self.heartbeat),
            election_timeout_min: milliseconds(self.shortest_silence),
            election_timeout_max: milliseconds(self.longest_silence),
            snapshot_policy: SnapshotPolicy::LogsSinceLast(self.snapshot_after),
            max_in_snapshot_log_to_keep: self.snapshot_after / 5,
            ..Config::default()
        }
        .validate()
        .map_err(Box::new)
    }
}

/// Logs each change of leader or term until the node ends.
pub async fn watch(raft: Raft, id: NodeId) {
    let mut metrics = raft.metrics();
    let mut before = (0, None);
    while metrics.changed().await.is_ok() {
        let (term, leader) = {
            let metrics = metrics.borrow_and_update();
            (metrics.current_term, metrics.current_leader)
        };
        if before != (term, leader) {
            match leader {
                Some(leader) => tracing::info!(id, term, leader, "there is a leader"),
                None => tracing::warn!(id, term, "there is no leader"),
            }
            before = (term, leader);
        }
    }
}
