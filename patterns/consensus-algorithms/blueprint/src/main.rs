//! Starts three nodes, each a process of its own: `cargo run`. One alone: `cargo run -- node 2`, and
//! `cargo run -- node 4 new` for one that has never been.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use blueprint_consensus_algorithms::node::{Node, Start};
use blueprint_consensus_algorithms::settings::Settings;
use blueprint_consensus_algorithms::{NodeId, shutdown, telemetry};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How many nodes begin a cluster.
const BEGIN: usize = 3;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let settings = Settings::load()?;
    telemetry::start(settings.log);
    let number = |id: &str| id.parse().with_context(|| format!("`{id}` is no number of a node"));
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => all(&settings).await,
        ["node", id] => node(number(id)?, Start::Again, &settings).await,
        ["node", id, "new"] => node(number(id)?, Start::New, &settings).await,
        _ => bail!("leave the command out to start all nodes, or `node 2`, or `node 4 new`"),
    }
}

async fn node(id: NodeId, start: Start, settings: &Settings) -> anyhow::Result<()> {
    let members = settings.members();
    let address =
        members.get(&id).with_context(|| format!("node {id} has no address in `nodes`, see settings.toml"))?;
    std::fs::create_dir_all(&settings.data).with_context(|| format!("no folder {}", settings.data.display()))?;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("node {id} cannot listen on {address}; other addresses go into `nodes`"))?;
    let node = Node::start(id, &settings.data, start, settings).await?;
    tracing::info!(id, %address, "serving");
    let stop = CancellationToken::new();
    let serving = node.serve(listener, stop.clone());
    let stopping = async {
        shutdown::requested().await;
        stop.cancel();
        tokio::time::sleep(settings.drain).await;
    };
    tokio::select! {
        served = serving => served?,
        () = stopping => tracing::warn!("requests were still under way after {:?}", settings.drain),
    }
    node.raft.shutdown().await?;
    Ok(())
}

/// Starts the first nodes, as processes that can be killed, and begins a cluster if there is none yet.
async fn all(settings: &Settings) -> anyhow::Result<()> {
    let members: BTreeMap<NodeId, SocketAddr> = settings.members().into_iter().take(BEGIN).collect();
    let first = members.values().next().context("there are no nodes")?;
    let there = |id: &NodeId| settings.data.join(format!("node-{id}.redb")).exists();
    let new = !members.keys().any(there);
    let program = std::env::current_exe().context("this program cannot be found to start nodes with")?;
    let mut nodes = JoinSet::new();
    for (id, address) in members.clone() {
        let mut command = Command::new(&program);
        command.args(["node", &id.to_string()]).args(new.then_some("new")).stdin(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("node {id} cannot be started"))?;
        tracing::info!("node {id} is process {} at http://{address}", child.id().unwrap_or_default());
        nodes.spawn(async move { (id, child.wait().await) });
    }
    if new {
        begin(first, &members).await?;
    }
    tracing::info!("try: curl -L -X PUT http://{first}/keys/a -d 1; curl -L http://{first}/keys/a");
    tracing::info!("try: curl http://{first}/status; kill -9 the leader's process; ask another node");
    let stop = shutdown::requested();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            ended = nodes.join_next() => {
                let (id, status) = ended.context("all nodes have ended")??;
                let status = status?;
                tracing::warn!("node {id} has ended ({status}); start it again: cargo run -- node {id}");
            }
        }
    }
    // Whoever pressed Ctrl-C has told the nodes as well, so this may kill them; what is on disk is whole in any case.
    nodes.shutdown().await;
    Ok(())
}

/// Tells the first node that these are the members, once it listens.
async fn begin(first: &SocketAddr, members: &BTreeMap<NodeId, SocketAddr>) -> anyhow::Result<()> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    for _ in 0..100 {
        match http.post(format!("http://{first}/members")).json(members).send().await {
            Ok(answer) if answer.status().is_success() => return Ok(()),
            Ok(answer) => bail!("the cluster cannot be begun: {}", answer.text().await?),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    bail!("node 1 does not answer at http://{first}")
}
