//! A key-value store on several nodes that agree on one log of commands, and stay right while some of them crash or
//! are cut off.
//!
//! A command comes in at the [`leader`], is stored by a majority of [`followers`] in their [`log`], and then applied
//! by the [`machine`] of each node. [`election`] and [`membership`] say who leads and who votes. [`client`] is the
//! other side of it; [`resource`] is something that is protected by a lock, and refuses who has lost it.

pub mod api;
pub mod client;
pub mod election;
pub mod followers;
pub mod leader;
pub mod log;
pub mod machine;
pub mod membership;
pub mod network;
pub mod node;
pub mod resource;
pub mod settings;
pub mod shutdown;
pub mod telemetry;

use std::io::Cursor;

use machine::{Command, Reply};

openraft::declare_raft_types!(
    /// What the nodes agree on: batches of commands, answered by as many replies.
    pub Types:
        D = Vec<Command>,
        R = Vec<Reply>,
);

/// The protocol, running.
pub type Raft = openraft::Raft<Types>;

/// What a disk keeps, or why it does not: the node stops then.
pub type Stored<T> = Result<T, openraft::StorageError<NodeId>>;

/// A node's number. It is never used again for an empty disk.
pub type NodeId = u64;
