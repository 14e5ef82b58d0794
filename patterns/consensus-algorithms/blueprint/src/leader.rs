//! Takes commands in and has them agreed on, many with one trip to a majority and one forced write; and answers
//! reads after a majority has confirmed that this node still leads.

use std::time::Duration;

use openraft::BasicNode;
use openraft::error::{CheckIsLeaderError, ClientWriteError, ForwardToLeader, RaftError};
use tokio::sync::{mpsc, oneshot};

use crate::machine::{Command, Machine, Reply};
use crate::{NodeId, Raft};

/// Commands that wait their turn; over that, callers wait to get in.
const WAITING: usize = 4_096;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeaderError {
    /// Another node leads, or none that is known here.
    #[error("this node does not lead")]
    Elsewhere {
        /// Where the leader is, if that is known.
        leader: Option<String>,
    },
    /// There was no majority in time. A command may have been carried out all the same, or may be later.
    #[error("no majority answered in time; whether it was done is not known")]
    Unknown,
    /// The node is broken, and stops.
    #[error("this node is broken: {0}")]
    Broken(String),
}

type Wish = (Command, oneshot::Sender<Result<Reply, LeaderError>>);

/// This node, as far as it may lead; clones share it.
#[derive(Clone)]
pub struct Leader {
    raft: Raft,
    machine: Machine,
    wishes: mpsc::Sender<Wish>,
    patience: Duration,
}

impl Leader {
    /// Agrees on up to `batch` commands at a time; nobody waits for longer than `patience`.
    pub fn new(raft: Raft, machine: Machine, batch: usize, patience: Duration) -> Self {
        let (wishes, coming) = mpsc::channel(WAITING);
        tokio::spawn(agree(raft.clone(), coming, batch));
        Self { raft, machine, wishes, patience }
    }

    /// Has a command carried out.
    ///
    /// # Errors
    /// When this node does not lead, or nothing is heard of a majority in time. Send the command again then, with
    /// the same serial.
    pub async fn carry_out(&self, command: Command) -> Result<Reply, LeaderError> {
        let (tell, told) = oneshot::channel();
        let carry_out = async {
            self.wishes.send((command, tell)).await.map_err(|_| LeaderError::Unknown)?;
            told.await.map_err(|_| LeaderError::Unknown)?
        };
        tokio::time::timeout(self.patience, carry_out).await.unwrap_or(Err(LeaderError::Unknown))
    }

    /// The value of a key, with every change that anybody had been told of when this was called.
    ///
    /// # Errors
    /// When this node does not lead, or no majority confirms that it does.
    pub async fn read(&self, key: &str) -> Result<Option<String>, LeaderError> {
        let confirmed = tokio::time::timeout(self.patience, self.raft.ensure_linearizable()).await;
        match confirmed.map_err(|_| LeaderError::Unknown)? {
            Ok(_) => Ok(self.machine.get(key)),
            Err(RaftError::APIError(CheckIsLeaderError::ForwardToLeader(to))) => Err(elsewhere(to)),
            Err(RaftError::APIError(CheckIsLeaderError::QuorumNotEnough(_))) => Err(LeaderError::Unknown),
            Err(RaftError::Fatal(error)) => Err(LeaderError::Broken(error.to_string())),
        }
    }

    /// What the key is on this node, which may be old news.
    pub fn read_here(&self, key: &str) -> Option<String> {
        self.machine.get(key)
    }
}

/// Takes what has gathered while the last batch was agreed on.
async fn agree(raft: Raft, mut coming: mpsc::Receiver<Wish>, batch: usize) {
    let mut wishes = Vec::new();
    while coming.recv_many(&mut wishes, batch).await > 0 {
        let (commands, waiting): (Vec<_>, Vec<_>) = wishes.drain(..).unzip();
        let agreed = raft.client_write(commands).await;
        let replies = match agreed {
            Ok(agreed) => agreed.data.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(failure(error)); waiting.len()],
        };
        for (waiting, reply) in waiting.into_iter().zip(replies) {
            // Whoever has gone away needs no answer.
            let _ = waiting.send(reply);
        }
    }
}

fn failure(error: RaftError<NodeId, ClientWriteError<NodeId, BasicNode>>) -> LeaderError {
    match error {
        RaftError::APIError(ClientWriteError::ForwardToLeader(to)) => elsewhere(to),
        RaftError::APIError(error) => LeaderError::Broken(error.to_string()),
        RaftError::Fatal(error) => LeaderError::Broken(error.to_string()),
    }
}

fn elsewhere(to: ForwardToLeader<NodeId, BasicNode>) -> LeaderError {
    LeaderError::Elsewhere { leader: to.leader_node.map(|node| node.addr) }
}
