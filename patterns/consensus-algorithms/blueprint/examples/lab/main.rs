//! What agreement costs and wins: nodes that are processes of this program, killed and cut off while clients write
//! down what they see.

#[path = "../../tests/checker/mod.rs"]
mod checker;
mod claims;
#[path = "../../tests/cluster/mod.rs"]
mod cluster;
mod report;
mod speed;
#[path = "../../tests/workload/mod.rs"]
mod workload;

use std::path::PathBuf;

use blueprint_consensus_algorithms::node::{Node, Start};
use blueprint_consensus_algorithms::settings::Settings;
use report::progress;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["node", id] => runtime.block_on(node(id, Start::Again)),
        ["node", id, "new"] => runtime.block_on(node(id, Start::New)),
        _ => runtime.block_on(lab()),
    }
}

/// What the processes do that are nodes.
async fn node(id: &str, start: Start) {
    let settings = Settings::load().expect("settings");
    let id = id.parse().expect("a number");
    std::fs::create_dir_all(&settings.data).expect("a folder");
    let listener = TcpListener::bind(settings.members()[&id]).await.expect("a port");
    let node = Node::start(id, &settings.data, start, &settings).await.expect("started");
    node.serve(listener, CancellationToken::new()).await.expect("served");
}

fn program() -> PathBuf {
    std::env::current_exe().expect("this program")
}

async fn lab() {
    progress("writes a second of one, three and five nodes (5 s)");
    speed::measure().await;
    progress("leaders that are killed (5 s)");
    claims::gap_at_election().await;
    progress("histories while leaders are killed and cut off, with confirmed reads and without (5 s)");
    claims::one_truth().await;
    progress("one node of three lost, then two; and one that is cut off");
    claims::bears_a_minority().await;
    claims::no_split_brain().await;
    progress("writers that sleep through their lease");
    claims::easily_misused().await;
}
