//! One node: its disk, its log and state, the protocol, and what it answers over HTTP.

use std::path::Path;
use std::sync::Arc;

use openraft::error::Fatal;
use openraft::{ConfigError, StorageError};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::leader::Leader;
use crate::log::Log;
use crate::log::disk::Disk;
use crate::machine::Machine;
use crate::network::{Cut, Network};
use crate::settings::Settings;
use crate::{NodeId, Raft, api, election, followers};

/// Whether a node has been here before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Its disk is there.
    Again,
    /// It has never been: its disk is made.
    New,
}

/// Why a node does not start.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// It should have been here before and has not, or the other way round.
    #[error(
        "{0} is not there. A node that has lost its disk has forgotten what it promised: it comes back under another \
         number, with `node N new`"
    )]
    Lost(String),
    /// A new node finds the disk of an old one.
    #[error("{0} is there already: start the node without `new`")]
    There(String),
    /// The disk is no good.
    #[error("{0} cannot be used; is the node running already? {1}")]
    Disk(String, redb::Error),
    /// The settings do not go together.
    #[error("raft settings: {0}")]
    Settings(#[from] Box<ConfigError>),
    /// What is on the disk cannot be read.
    #[error("what is on disk cannot be read: {0}")]
    Storage(#[from] StorageError<NodeId>),
    /// The protocol does not start.
    #[error("the protocol does not start: {0}")]
    Protocol(#[from] Fatal<NodeId>),
}

/// A node that runs; clones share it.
#[derive(Clone)]
pub struct Node {
    /// The protocol.
    pub raft: Raft,
    /// From whom it is cut off.
    pub cut: Cut,
    pub(crate) leader: Leader,
}

impl Node {
    /// Starts node `id` with its disk in `folder`.
    ///
    /// # Errors
    /// When it has no disk and is not new, or the disk cannot be used.
    pub async fn start(id: NodeId, folder: &Path, start: Start, settings: &Settings) -> Result<Self, NodeError> {
        let path = folder.join(format!("node-{id}.redb"));
        let name = path.display().to_string();
        match (path.exists(), start) {
            (false, Start::Again) => return Err(NodeError::Lost(name)),
            (true, Start::New) => return Err(NodeError::There(name)),
            _ => {}
        }
        let disk = Disk::open(&path).map_err(|error| NodeError::Disk(name, error))?;
        let machine = Machine::open(disk.clone()).await?;
        let cut = Cut::default();
        // Between these nodes there is no proxy, whatever the environment says.
        let http = reqwest::Client::builder().no_proxy().build().unwrap_or_default();
        let network = Network { id, cut: cut.clone(), http };
        let config = Arc::new(settings.raft.config()?);
        let raft = Raft::new(id, config, network, Log(disk), machine.clone()).await?;
        tokio::spawn(election::watch(raft.clone(), id));
        let leader = Leader::new(raft.clone(), machine, settings.raft.batch, settings.patience);
        Ok(Self { raft, cut, leader })
    }

    /// Answers other nodes and clients until told to stop.
    ///
    /// # Errors
    /// When it cannot go on listening.
    pub async fn serve(&self, listener: TcpListener, stop: CancellationToken) -> std::io::Result<()> {
        let routes = followers::router(self.raft.clone(), self.cut.clone()).merge(api::router(self.clone()));
        axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await
    }
}
