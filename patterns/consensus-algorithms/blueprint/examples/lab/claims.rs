//! What agreement wins, and what it does not give.

use std::time::{Duration, Instant};

use blueprint_consensus_algorithms::NodeId;
use blueprint_consensus_algorithms::machine::{Action, Reply};
use blueprint_consensus_algorithms::resource::Resource;

use crate::checker;
use crate::cluster::{Cluster, until};
use crate::program;
use crate::report::{Figure, line};
use crate::workload::{Reads, Workload};

const PATIENCE: Duration = Duration::from_secs(20);

fn put(key: &str, value: u64) -> Action {
    Action::Put { key: key.into(), value: value.to_string() }
}

fn others(leader: NodeId, members: NodeId) -> Vec<NodeId> {
    (1..=members).filter(|id| *id != leader).collect()
}

/// From the last command that was done before the leader died until the first that was done after.
pub(crate) async fn gap_at_election() {
    let mut gaps = Vec::new();
    for (name, timing) in [
        ("silence 200 to 400 ms", "heartbeat = \"50ms\"\nshortest_silence = \"200ms\"\nlongest_silence = \"400ms\""),
        ("silence 400 to 800 ms", ""),
    ] {
        let mut cluster = Cluster::start(&program(), 3, timing).await;
        let mut client = cluster.client("gap", PATIENCE);
        let (mut worst, mut points) = (0.0_f64, Vec::new());
        for kill in 0..2 {
            let end = Instant::now() + Duration::from_millis(300);
            while Instant::now() < end {
                client.carry_out(put("a", 0)).await.expect("done");
            }
            let leader = cluster.leader().await;
            client.carry_out(put("a", 1)).await.expect("done");
            let before = Instant::now();
            cluster.kill(leader);
            client.carry_out(put("a", 2)).await.expect("done");
            let gap = before.elapsed().as_secs_f64();
            worst = worst.max(gap);
            points.push((f64::from(kill + 1), 1_000.0 * gap));
            cluster.run(leader, false);
            until(async || !cluster.status(leader).await.is_null()).await;
        }
        line("A leader is killed twice", "kill", "ms until the next command is done", name, &points);
        gaps.push((name, 1_000.0 * worst));
    }
    Figure {
        claim: "gap-at-election",
        measure: "Longest time without a command done after the leader was killed, the worse of two times",
        unit: "ms",
        values: &gaps,
        expected: "longer than the shortest silence, at most a few seconds, and shorter with shorter times",
        holds: gaps[0].1 >= 150.0 && gaps[1].1 <= 5_000.0 && gaps[0].1 < gaps[1].1,
    }
    .tell();
}

/// Clients write down what they see while leaders are killed and cut off.
async fn history(reads: Reads, seed: u64) -> Vec<checker::Event> {
    let mut cluster = Cluster::start(&program(), 3, "").await;
    let work = Workload::begin(&cluster, 6, reads, seed);
    for round in 0..2 {
        work.more(40).await;
        let leader = cluster.leader().await;
        if round == 0 {
            cluster.cut(leader, &others(leader, 3)).await;
            until(async || cluster.leader().await != leader).await;
            work.more(60).await;
            cluster.cut(leader, &[]).await;
        } else {
            cluster.kill(leader);
            work.more(40).await;
            cluster.run(leader, false);
        }
    }
    work.more(40).await;
    work.end().await
}

pub(crate) async fn one_truth() {
    let (confirmed, here) = tokio::join!(history(Reads::Confirmed, 7), history(Reads::Here, 7));
    let acknowledged = |events: &[checker::Event]| events.iter().filter(|event| event.ended.is_some()).count() as f64;
    let wrong = |events: &[checker::Event]| checker::impossible(events).len() as f64;
    let (with, without) = (wrong(&confirmed), wrong(&here));
    Figure {
        claim: "one-truth",
        measure: "Keys, of four, whose history no single register could have shown, with a leader cut off and one killed",
        unit: "",
        values: &[("read from any node", without), ("read with the leader's rank confirmed", with)],
        expected: "none if the leader's rank is confirmed, some if not",
        holds: with == 0.0 && without > 0.0,
    }
    .tell();
    Figure {
        claim: "one-truth",
        measure: "Operations that were checked, by Wing and Gong's search; a lost write would be among the impossible",
        unit: "",
        values: &[
            ("read from any node", acknowledged(&here)),
            ("read with the leader's rank confirmed", acknowledged(&confirmed)),
        ],
        expected: "enough to say something: 200 at least",
        holds: acknowledged(&confirmed) >= 200.0,
    }
    .tell();
}

/// How many of 20 commands are done within their patience after each loss, and what is there once all are back.
pub(crate) async fn bears_a_minority() {
    let mut cluster = Cluster::start(&program(), 3, "").await;
    let mut shares = Vec::new();
    let mut acknowledged = Vec::new();
    let mut number = 0;
    for lost in 0..3 {
        if lost > 0 {
            // A follower, so that nothing but the number of the nodes counts.
            let leader = cluster.leader().await;
            let follower = others(leader, 3).into_iter().find(|id| cluster.running.contains_key(id));
            cluster.kill(follower.expect("one is left"));
        }
        let mut done = 0;
        for _ in 0..20 {
            number += 1;
            let patience = Duration::from_millis(if lost == 2 { 100 } else { 5_000 });
            let mut client = cluster.client(&format!("minority-{number}"), patience);
            if client.carry_out(put(&format!("key-{number}"), number)).await.is_ok() {
                done += 1;
                acknowledged.push(number);
            }
        }
        shares.push(100.0 * f64::from(done) / 20.0);
    }
    for id in 1..=3 {
        if !cluster.running.contains_key(&id) {
            cluster.run(id, false);
        }
    }
    let mut client = cluster.client("reader", PATIENCE);
    let mut missing = 0;
    for number in &acknowledged {
        missing += u32::from(client.read(&format!("key-{number}")).await != Ok(Some(number.to_string())));
    }
    Figure {
        claim: "bears-a-minority",
        measure: "Commands that are done",
        unit: "%",
        values: &[("three nodes", shares[0]), ("two of three", shares[1]), ("one of three", shares[2])],
        expected: "all with a majority, none without",
        holds: shares == [100.0, 100.0, 0.0],
    }
    .tell();
    Figure {
        claim: "bears-a-minority",
        measure: "Acknowledged writes that are missing when all nodes are back",
        unit: "",
        values: &[("acknowledged", acknowledged.len() as f64), ("missing", f64::from(missing))],
        expected: "none",
        holds: missing == 0,
    }
    .tell();
}

/// A leader is cut off from the others, and both sides are told to write.
pub(crate) async fn no_split_brain() {
    let cluster = Cluster::start(&program(), 3, "").await;
    let leader = cluster.leader().await;
    cluster.cut(leader, &others(leader, 3)).await;
    let write = async |nodes: &[NodeId], patience: Duration| {
        let mut done = 0_u32;
        for nth in 0..10 {
            let addresses = nodes.iter().map(|id| cluster.addresses[id].clone()).collect();
            let mut client = blueprint_consensus_algorithms::client::Client::new(
                &format!("split-{nodes:?}-{nth}"),
                addresses,
                patience,
            )
            .expect("a client");
            done += u32::from(client.carry_out(put("a", nth)).await.is_ok());
        }
        f64::from(done)
    };
    let minority = write(&[leader], Duration::from_millis(200)).await;
    let majority = write(&others(leader, 3), PATIENCE).await;
    Figure {
        claim: "no-split-brain",
        measure: "Commands, of ten on each side of a partition, that are done",
        unit: "",
        values: &[("the old leader, cut off", minority), ("the other two nodes", majority)],
        expected: "none on the smaller side, all on the larger",
        holds: minority == 0.0 && majority == 10.0,
    }
    .tell();
}

/// Ten times a writer gets the lock, sleeps through the end of its lease while another gets it and writes, wakes up
/// and writes. The lock service is right each time.
pub(crate) async fn easily_misused() {
    let cluster = Cluster::start(&program(), 3, "").await;
    let folder = tempfile::tempdir().expect("a folder");
    let resource = Resource::open(&folder.path().join("file.json")).expect("opened");
    let (mut broken_without, mut broken_with) = (0_u32, 0_u32);
    for nth in 0..10 {
        let mut tokens = Vec::new();
        for name in ["early", "late"] {
            let mut client = cluster.client(&format!("{name}-{nth}"), PATIENCE);
            let lock = Action::Lock { name: "file".into(), lease: 30, now: 0 };
            let token = loop {
                match client.carry_out(lock.clone()).await {
                    Ok(Reply::Locked(token)) => break token,
                    _ => tokio::time::sleep(Duration::from_millis(10)).await,
                }
            };
            tokens.push(token);
        }
        let plain = folder.path().join("plain");
        for who in ["late", "early"] {
            std::fs::write(&plain, who).expect("written");
        }
        broken_without += u32::from(std::fs::read_to_string(&plain).expect("read") != "late");
        resource.write(tokens[1], "late").expect("it holds the lock");
        let _ = resource.write(tokens[0], "early");
        broken_with += u32::from(resource.read().token != tokens[1]);
    }
    Figure {
        claim: "easily-misused",
        measure: "Times, of ten, that a writer whose lease had ended wrote over the holder of the lock",
        unit: "",
        values: &[
            ("the file checks no token", f64::from(broken_without)),
            ("it refuses old tokens", f64::from(broken_with)),
        ],
        expected: "each time without the check, never with it",
        holds: broken_without == 10 && broken_with == 0,
    }
    .tell();
}
