//! What a node says to the others: HTTP with JSON, and a switch that cuts it off from some of them, to see what
//! happens then.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use openraft::BasicNode;
use openraft::error::{InstallSnapshotError, NetworkError, RPCError, RaftError, RemoteError, Unreachable};
use openraft::network::{RPCOption, RaftNetwork, RaftNetworkFactory};
use openraft::raft::{
    AppendEntriesRequest, AppendEntriesResponse, InstallSnapshotRequest, InstallSnapshotResponse, VoteRequest,
    VoteResponse,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{NodeId, Types};

/// The header in which a node says who it is.
pub const FROM: &str = "x-node";

/// The nodes that this one neither speaks to nor listens to; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Cut(Arc<RwLock<BTreeSet<NodeId>>>);

impl Cut {
    /// Cuts this node off from `nodes`, and from no others.
    pub fn set(&self, nodes: BTreeSet<NodeId>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = nodes;
    }

    /// Whether it is cut off from a node.
    pub fn from(&self, node: NodeId) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&node)
    }
}

/// Makes connections to other nodes.
#[derive(Clone)]
pub struct Network {
    /// This node.
    pub id: NodeId,
    /// From whom it is cut off.
    pub cut: Cut,
    /// Speaks HTTP.
    pub http: reqwest::Client,
}

impl RaftNetworkFactory<Types> for Network {
    type Network = Peer;

    async fn new_client(&mut self, target: NodeId, node: &BasicNode) -> Peer {
        Peer { network: self.clone(), target, address: node.addr.clone() }
    }
}

/// Another node.
pub struct Peer {
    network: Network,
    target: NodeId,
    address: String,
}

type Answer<T, E = RaftError<NodeId>> = Result<T, RPCError<NodeId, BasicNode, E>>;

impl Peer {
    async fn ask<T, E>(&self, path: &str, question: &impl Serialize, option: RPCOption) -> Answer<T, E>
    where
        T: DeserializeOwned,
        E: std::error::Error + DeserializeOwned,
    {
        let Network { id, cut, http } = &self.network;
        if cut.from(self.target) {
            return Err(Unreachable::new(&std::io::Error::other("cut off")).into());
        }
        let url = format!("http://{}/raft/{path}", self.address);
        let request = http.post(url).header(FROM, *id).timeout(option.hard_ttl()).json(question);
        let answer = request.send().await.and_then(reqwest::Response::error_for_status);
        // Nothing was said, so the next try may wait a little; what broke off in the middle is tried at once.
        let answer = answer.map_err(|error| -> RPCError<NodeId, BasicNode, E> {
            match error.is_connect() {
                true => Unreachable::new(&error).into(),
                false => NetworkError::new(&error).into(),
            }
        })?;
        let said: Result<T, E> = answer.json().await.map_err(|error| NetworkError::new(&error))?;
        said.map_err(|error| RemoteError::new(self.target, error).into())
    }
}

impl RaftNetwork<Types> for Peer {
    async fn append_entries(
        &mut self,
        question: AppendEntriesRequest<Types>,
        option: RPCOption,
    ) -> Answer<AppendEntriesResponse<NodeId>> {
        self.ask("append", &question, option).await
    }

    async fn vote(&mut self, question: VoteRequest<NodeId>, option: RPCOption) -> Answer<VoteResponse<NodeId>> {
        self.ask("vote", &question, option).await
    }

    async fn install_snapshot(
        &mut self,
        question: InstallSnapshotRequest<Types>,
        option: RPCOption,
    ) -> Answer<InstallSnapshotResponse<NodeId>, RaftError<NodeId, InstallSnapshotError>> {
        self.ask("snapshot", &question, option).await
    }

    fn backoff(&self) -> openraft::network::Backoff {
        openraft::network::Backoff::new(std::iter::repeat(std::time::Duration::from_millis(100)))
    }
}
