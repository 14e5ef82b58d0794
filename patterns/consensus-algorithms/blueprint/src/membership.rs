//! Who may vote. That is agreed on through the log, too.
//!
//! A node that joins first catches up without a vote: with one, it would raise the majority before it can help to
//! make it. Take dead nodes out before you let new ones in. A node whose disk is gone comes back under another
//! number, never under its own: it has forgotten whom it voted for.

use std::collections::{BTreeMap, BTreeSet};

use openraft::error::{ClientWriteError, InitializeError, RaftError};
use openraft::{BasicNode, ChangeMembers};

use crate::{NodeId, Raft};

/// Why the members are the same as before.
#[derive(Debug, thiserror::Error)]
pub enum MembershipError {
    /// There is a cluster already.
    #[error("this node belongs to a cluster already, or is not among those that begin one: {0}")]
    Begun(#[from] RaftError<NodeId, InitializeError<NodeId, BasicNode>>),
    /// It was not agreed to.
    #[error("no majority agreed to it: {0}")]
    NotAgreed(#[from] RaftError<NodeId, ClientWriteError<NodeId, BasicNode>>),
}

/// Begins a cluster of these nodes, all of which have empty disks. One of them is told, once and for ever.
///
/// # Errors
/// When this node belongs to a cluster already.
pub async fn begin(raft: &Raft, members: &BTreeMap<NodeId, String>) -> Result<(), MembershipError> {
    let members: BTreeMap<NodeId, BasicNode> =
        members.iter().map(|(id, address)| (*id, BasicNode::new(address))).collect();
    Ok(raft.initialize(members).await?)
}

/// Lets a node catch up, and then vote.
///
/// # Errors
/// When this node does not lead, or there is no majority.
pub async fn add(raft: &Raft, id: NodeId, address: &str) -> Result<(), MembershipError> {
    raft.add_learner(id, BasicNode::new(address), true).await?;
    raft.change_membership(ChangeMembers::AddVoterIds(BTreeSet::from([id])), false).await?;
    Ok(())
}

/// Takes a node out.
///
/// # Errors
/// When this node does not lead, or there is no majority.
pub async fn remove(raft: &Raft, id: NodeId) -> Result<(), MembershipError> {
    raft.change_membership(ChangeMembers::RemoveVoters(BTreeSet::from([id])), false).await?;
    Ok(())
}
