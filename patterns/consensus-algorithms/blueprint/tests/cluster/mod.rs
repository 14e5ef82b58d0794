//! Nodes that are processes of their own, so that they can be killed.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use blueprint_consensus_algorithms::NodeId;
use blueprint_consensus_algorithms::client::Client;

pub(crate) struct Cluster {
    program: PathBuf,
    folder: tempfile::TempDir,
    pub(crate) addresses: BTreeMap<NodeId, String>,
    pub(crate) running: BTreeMap<NodeId, Child>,
    pub(crate) http: reqwest::Client,
}

impl Cluster {
    /// A cluster of nodes 1 to `members`, which has a leader, with `settings` of `[raft]`. `program` runs a node with
    /// `node N` and `node N new`; node `members` + 1 has an address as well and has never been started.
    pub(crate) async fn start(program: &Path, members: u64, settings: &str) -> Self {
        let listeners: Vec<TcpListener> =
            (0..=members).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
        let address = |listener: &TcpListener| listener.local_addr().expect("an address").to_string();
        let addresses: BTreeMap<NodeId, String> = (1..).zip(listeners.iter().map(address)).collect();
        drop(listeners);
        let folder = tempfile::tempdir().expect("a folder");
        let nodes: Vec<String> = addresses.values().map(|address| format!("\"{address}\"")).collect();
        // Small clusters are for comparison only; the list of addresses is long enough all the same.
        let spare = ["\"127.0.0.1:1\""; 3].join(", ");
        let text = format!("nodes = [{}, {spare}]\n[raft]\n{settings}\n", nodes.join(", "));
        std::fs::write(folder.path().join("settings.toml"), text).expect("written");
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(3)).build().expect("a client");
        let program = program.to_owned();
        let mut cluster = Self { program, folder, addresses, running: BTreeMap::new(), http };
        for id in 1..=members {
            cluster.run(id, true);
        }
        let list: BTreeMap<NodeId, String> = cluster.addresses.clone().into_iter().take(members as usize).collect();
        let url = format!("http://{}/members", cluster.addresses[&1]);
        until(async || {
            cluster.http.post(&url).json(&list).send().await.is_ok_and(|answer| answer.status().is_success())
        })
        .await;
        cluster.leader().await;
        cluster
    }

    /// Starts a node.
    pub(crate) fn run(&mut self, id: NodeId, new: bool) {
        let child = self.command(id, new).spawn().expect("started");
        self.running.insert(id, child);
    }

    pub(crate) fn command(&self, id: NodeId, new: bool) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["node", &id.to_string()]).args(new.then_some("new")).current_dir(self.folder.path());
        command.env("RUST_LOG", "warn,openraft=off").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Kills a node, as the lack of power does.
    pub(crate) fn kill(&mut self, id: NodeId) {
        let mut child = self.running.remove(&id).expect("it runs");
        child.kill().expect("killed");
        child.wait().expect("it ends");
    }

    /// The node that leads, once one of those that run does and a majority confirms it.
    pub(crate) async fn leader(&self) -> NodeId {
        let found = std::sync::Mutex::new(0);
        until(async || {
            for id in self.running.keys() {
                let url = format!("http://{}/keys/nothing", self.addresses[id]);
                if self.http.get(url).send().await.is_ok_and(|answer| {
                    // A redirect that was followed leads elsewhere.
                    answer.status().is_success() && answer.url().authority() == self.addresses[id]
                }) {
                    *found.lock().expect("nobody panics") = *id;
                    return true;
                }
            }
            false
        })
        .await;
        found.into_inner().expect("nobody panics")
    }

    /// What a node says of itself.
    pub(crate) async fn status(&self, id: NodeId) -> serde_json::Value {
        let answer = self.http.get(format!("http://{}/status", self.addresses[&id])).send().await;
        match answer {
            Ok(answer) => answer.json().await.unwrap_or_default(),
            Err(_) => serde_json::Value::Null,
        }
    }

    /// Cuts a node off from others, both ways.
    pub(crate) async fn cut(&self, id: NodeId, from: &[NodeId]) {
        let url = format!("http://{}/cut", self.addresses[&id]);
        let answer = self.http.put(url).json(from).send().await.expect("an answer");
        assert!(answer.status().is_success());
    }

    pub(crate) fn client(&self, name: &str, patience: Duration) -> Client {
        Client::new(name, self.addresses.values().cloned().collect(), patience).expect("a client")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for child in self.running.values_mut() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Waits for something that will be so soon.
pub(crate) async fn until(so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("it comes to be so");
}
