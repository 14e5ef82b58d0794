//! Nodes that are killed, cut off and started again: nothing that was acknowledged is lost, and nobody sees what a
//! single register would not have shown.

mod checker;
mod cluster;
mod workload;

use std::path::Path;
use std::time::Duration;

use blueprint_consensus_algorithms::NodeId;
use blueprint_consensus_algorithms::client::Client;
use blueprint_consensus_algorithms::machine::{Action, Reply};
use blueprint_consensus_algorithms::resource::{Resource, ResourceError};
use cluster::{Cluster, until};
use serde_json::json;
use workload::{Reads, Workload};

/// Longer than any election here takes.
const PATIENCE: Duration = Duration::from_secs(20);

async fn start(settings: &str) -> Cluster {
    Cluster::start(Path::new(env!("CARGO_BIN_EXE_blueprint-consensus-algorithms")), 3, settings).await
}

async fn put(client: &mut Client, key: &str, value: &str) {
    let reply = client.carry_out(Action::Put { key: key.into(), value: value.into() }).await;
    assert_eq!(reply, Ok(Reply::Done));
}

fn others(leader: NodeId) -> Vec<NodeId> {
    (1..=3).filter(|id| *id != leader).collect()
}

#[tokio::test]
async fn a_leader_that_is_killed_is_replaced_and_catches_up_when_it_is_back() {
    let mut cluster = start("").await;
    let mut client = cluster.client("ann", PATIENCE);
    for nth in 0..20 {
        put(&mut client, &format!("key-{nth}"), "before").await;
    }
    let leader = cluster.leader().await;
    cluster.kill(leader);
    put(&mut client, "key-0", "after").await;
    let heir = cluster.leader().await;
    assert_ne!(heir, leader);
    for nth in 1..20 {
        assert_eq!(client.read(&format!("key-{nth}")).await, Ok(Some("before".into())));
    }
    cluster.run(leader, false);
    until(async || {
        let url = format!("http://{}/keys/key-0?here=true", cluster.addresses[&leader]);
        let answer = cluster.http.get(url).send().await;
        match answer {
            Ok(answer) => answer.text().await.is_ok_and(|text| text.contains("after")),
            Err(_) => false,
        }
    })
    .await;
}

#[tokio::test]
async fn a_leader_that_is_cut_off_decides_nothing_and_tells_nothing_old() {
    let cluster = start("").await;
    let mut client = cluster.client("ann", PATIENCE);
    put(&mut client, "a", "old").await;
    let leader = cluster.leader().await;
    cluster.cut(leader, &others(leader)).await;
    // What it is told now only it knows.
    let alone = format!("http://{}/keys", cluster.addresses[&leader]);
    let lost = cluster.http.put(format!("{alone}/a")).body("lost").send().await.expect("an answer");
    assert_ne!(lost.status(), 204, "without a majority it cannot say that this is done");
    put(&mut client, "a", "new").await;
    let read = cluster.http.get(format!("{alone}/a")).send().await.expect("an answer");
    assert!(!read.status().is_success() || read.url().authority() != cluster.addresses[&leader], "it knows no longer");
    let here = cluster.http.get(format!("{alone}/a?here=true")).send().await.expect("an answer");
    let here = here.text().await.expect("text");
    assert!(here.contains("\"old\""), "who does not ask a majority sees what was: {here}");

    cluster.cut(leader, &[]).await;
    until(async || {
        let here = cluster.http.get(format!("{alone}/a?here=true")).send().await;
        here.expect("an answer").text().await.is_ok_and(|text| text.contains("\"new\""))
    })
    .await;
    assert_eq!(client.read("a").await, Ok(Some("new".into())), "what it took in alone has gone");
}

#[tokio::test]
async fn whatever_happens_clients_see_one_register_for_each_key() {
    let mut cluster = start("snapshot_after = 200").await;
    let work = Workload::begin(&cluster, 6, Reads::Confirmed, 7);
    for round in 0..3 {
        work.more(30).await;
        let leader = cluster.leader().await;
        if round == 1 {
            cluster.cut(leader, &others(leader)).await;
            work.more(30).await;
            cluster.cut(leader, &[]).await;
        } else {
            cluster.kill(leader);
            work.more(30).await;
            cluster.run(leader, false);
        }
    }
    work.more(30).await;
    let seen = work.end().await;
    assert_eq!(checker::impossible(&seen), Vec::<String>::new());
}

#[tokio::test]
async fn clients_that_ask_just_any_node_are_told_what_was() {
    let cluster = start("").await;
    let work = Workload::begin(&cluster, 4, Reads::Here, 8);
    let leader = cluster.leader().await;
    work.more(40).await;
    cluster.cut(leader, &others(leader)).await;
    // Until there is another leader, nothing new is written that the old one could miss.
    until(async || cluster.leader().await != leader).await;
    work.more(60).await;
    cluster.cut(leader, &[]).await;
    let seen = work.end().await;
    assert!(!checker::impossible(&seen).is_empty(), "the leader that was cut off told old values as if they were new");
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_all_nodes_lost_power() {
    let mut cluster = start("snapshot_after = 50").await;
    let mut client = cluster.client("ann", PATIENCE);
    for nth in 0..120 {
        put(&mut client, &format!("key-{nth}"), "there").await;
    }
    for id in 1..=3 {
        cluster.kill(id);
    }
    for id in 1..=3 {
        cluster.run(id, false);
    }
    for nth in 0..120 {
        assert_eq!(client.read(&format!("key-{nth}")).await, Ok(Some("there".into())), "{nth}");
    }
    let status = cluster.status(cluster.leader().await).await;
    assert!(status["snapshot"].as_u64().is_some_and(|at| at >= 50), "the log was cut: {status}");
}

#[tokio::test]
async fn a_command_that_is_repeated_is_carried_out_once() {
    let mut cluster = start("").await;
    let swap = json!({ "client": "ann", "serial": 1,
        "action": { "swap": { "key": "a", "expected": null, "value": "1" } } });
    for _ in 0..2 {
        let leader = cluster.leader().await;
        for _ in 0..2 {
            let url = format!("http://{}/commands", cluster.addresses[&leader]);
            let reply = cluster.http.post(url).json(&swap).send().await.expect("an answer");
            assert_eq!(reply.text().await.expect("text"), "\"done\"", "carried out twice, it would differ");
        }
        // The next leader knows what was answered, too.
        cluster.kill(leader);
        cluster.run(leader, false);
    }
}

#[tokio::test]
async fn a_node_that_missed_what_the_log_no_longer_has_gets_a_snapshot() {
    let mut cluster = start("snapshot_after = 40").await;
    let mut client = cluster.client("ann", PATIENCE);
    let away = others(cluster.leader().await)[0];
    cluster.kill(away);
    for nth in 0..150 {
        put(&mut client, "a", &nth.to_string()).await;
    }
    let leader = cluster.leader().await;
    until(async || cluster.status(leader).await["purged"].as_u64() > Some(60)).await;
    cluster.run(away, false);
    until(async || cluster.status(away).await["applied"].as_u64() >= Some(150)).await;
    let here = cluster.http.get(format!("http://{}/keys/a?here=true", cluster.addresses[&away])).send().await;
    assert!(here.expect("an answer").text().await.expect("text").contains("\"149\""));
}

#[tokio::test]
async fn a_dead_node_is_replaced_by_another_number_and_never_comes_back_with_an_empty_disk() {
    let mut cluster = start("").await;
    let mut client = cluster.client("ann", PATIENCE);
    put(&mut client, "a", "1").await;
    let leader = cluster.leader().await;
    let dead = others(leader)[0];
    cluster.kill(dead);
    let members = format!("http://{}/members", cluster.addresses[&leader]);
    let out = cluster.http.delete(format!("{members}/{dead}")).send().await.expect("an answer");
    assert_eq!(out.status(), 204, "dead ones out first");
    let output = cluster.command(4, false).stderr(std::process::Stdio::piped()).output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("under another number"), "{output:?}");
    cluster.run(4, true);
    let address = cluster.addresses[&4].clone();
    until(async || cluster.http.get(format!("http://{address}/status")).send().await.is_ok()).await;
    let into = cluster.http.put(format!("{members}/4")).body(address).send().await.expect("an answer");
    assert_eq!(into.status(), 204);
    until(async || cluster.status(4).await["voters"].as_array().is_some_and(|voters| voters.contains(&json!(4)))).await;
    // With the new one there is a majority again when another is lost.
    cluster.kill(others(leader)[1]);
    put(&mut client, "a", "2").await;

    let output = cluster.command(dead, true).stderr(std::process::Stdio::piped()).output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("is there already"), "{output:?}");
}

#[tokio::test]
async fn a_writer_that_slept_through_its_lease_is_refused_where_it_writes() {
    let cluster = start("").await;
    let folder = tempfile::tempdir().expect("a folder");
    let resource = Resource::open(&folder.path().join("file.json")).expect("opened");
    let (mut ann, mut bob) = (cluster.client("ann", PATIENCE), cluster.client("bob", PATIENCE));
    let lock = |lease| Action::Lock { name: "file".into(), lease, now: 0 };
    let Ok(Reply::Locked(first)) = ann.carry_out(lock(300)).await else { panic!("the lock is free") };
    assert!(matches!(bob.carry_out(lock(60_000)).await, Ok(Reply::Held(_))));
    resource.write(first, "Ann's").expect("she holds the lock");

    // Ann sleeps.
    let mut second = 0;
    while second == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if let Ok(Reply::Locked(token)) = bob.carry_out(lock(60_000)).await {
            second = token;
        }
    }
    assert!(second > first);
    resource.write(second, "Bob's").expect("he holds the lock now");
    // She wakes up, and believes that she holds it.
    let refused = resource.write(first, "Ann's again");
    assert!(matches!(refused, Err(ResourceError::Old { told, seen }) if told == first && seen == second));
    let again = Resource::open(&folder.path().join("file.json")).expect("opened");
    assert!(matches!(again.write(first, "Ann's again"), Err(ResourceError::Old { .. })), "a restart forgets nothing");
    assert_eq!(again.read().text, "Bob's");
}
