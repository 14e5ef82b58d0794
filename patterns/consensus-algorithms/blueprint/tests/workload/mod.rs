//! Clients that read, write and swap the same few keys at the same time, and write down what they see.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use blueprint_consensus_algorithms::client::Client;
use blueprint_consensus_algorithms::machine::{Action, Reply};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinHandle;

use crate::checker::{Event, What};
use crate::cluster::{Cluster, until};

/// The keys they share.
const KEYS: [&str; 4] = ["a", "b", "c", "d"];
/// A client that waited so long for an answer goes on without one.
const PATIENCE: Duration = Duration::from_secs(4);

/// How keys are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    /// By the leader, once it knows that it is one.
    Confirmed,
    /// By whichever node is asked, as it sees things.
    Here,
}

/// Clients at work.
pub(crate) struct Workload {
    clients: Vec<JoinHandle<Vec<Event>>>,
    count: Arc<AtomicUsize>,
    done: Arc<AtomicBool>,
}

impl Workload {
    /// Lets so many `clients` begin.
    pub(crate) fn begin(cluster: &Cluster, clients: u64, reads: Reads, seed: u64) -> Self {
        let (start, count, done) = (Instant::now(), Arc::default(), Arc::new(AtomicBool::new(false)));
        let begin = |nth| {
            let client = cluster.client(&format!("client-{seed}-{nth}"), PATIENCE);
            let nodes = cluster.running.keys().map(|id| cluster.addresses[id].clone()).collect();
            let worker = Worker {
                nth,
                client,
                nodes,
                http: cluster.http.clone(),
                reads,
                start,
                random: StdRng::seed_from_u64(seed * 1_000 + nth),
            };
            tokio::spawn(worker.work(Arc::clone(&count), Arc::clone(&done)))
        };
        let clients = (0..clients).map(begin).collect();
        Self { clients, count, done }
    }

    /// Waits until they have been answered so many times more.
    pub(crate) async fn more(&self, answers: usize) {
        let before = self.count.load(Ordering::Relaxed);
        until(async || self.count.load(Ordering::Relaxed) >= before + answers).await;
    }

    /// Lets them finish what they are at; what all of them saw.
    pub(crate) async fn end(self) -> Vec<Event> {
        self.done.store(true, Ordering::Relaxed);
        let seen = futures_util::future::join_all(self.clients).await;
        seen.into_iter().flat_map(|seen| seen.expect("nobody panics")).collect()
    }
}

struct Worker {
    nth: u64,
    client: Client,
    nodes: Vec<String>,
    http: reqwest::Client,
    reads: Reads,
    start: Instant,
    random: StdRng,
}

impl Worker {
    async fn work(mut self, count: Arc<AtomicUsize>, done: Arc<AtomicBool>) -> Vec<Event> {
        let mut events = Vec::new();
        let mut known = [None; KEYS.len()];
        for serial in 1.. {
            if done.load(Ordering::Relaxed) {
                break;
            }
            let place = self.random.random_range(0..KEYS.len());
            let key = KEYS[place];
            let value = self.nth * 1_000_000 + serial;
            let began = self.now();
            let (what, answered) = match self.random.random_range(0..10) {
                0..5 => match self.read(key).await {
                    Some(seen) => (What::Read(seen), true),
                    // A read without an answer says nothing.
                    None => continue,
                },
                5..8 => self.write(key, value).await,
                _ => self.swap(key, known[place], value).await,
            };
            count.fetch_add(usize::from(answered), Ordering::Relaxed);
            known[place] = match what {
                What::Read(seen) => seen,
                What::Write(value) | What::Swap(_, value, _) => Some(value),
            };
            events.push(Event { key: key.into(), began, ended: answered.then(|| self.now()), what });
            tokio::time::sleep(Duration::from_millis(self.random.random_range(0..8))).await;
        }
        events
    }

    fn now(&self) -> u64 {
        self.start.elapsed().as_micros() as u64
    }

    async fn read(&mut self, key: &str) -> Option<Option<u64>> {
        let value = match self.reads {
            Reads::Confirmed => self.client.read(key).await.ok()?,
            Reads::Here => {
                let node = &self.nodes[self.random.random_range(0..self.nodes.len())];
                let answer = self.http.get(format!("http://{node}/keys/{key}?here=true")).send().await.ok()?;
                let answer: serde_json::Value = answer.json().await.ok()?;
                answer["value"].as_str().map(str::to_owned)
            }
        };
        Some(value.map(|value| value.parse().expect("a number")))
    }

    async fn write(&mut self, key: &str, value: u64) -> (What, bool) {
        let done = self.client.carry_out(Action::Put { key: key.into(), value: value.to_string() }).await;
        (What::Write(value), done.is_ok())
    }

    async fn swap(&mut self, key: &str, expected: Option<u64>, value: u64) -> (What, bool) {
        let text = |value: u64| value.to_string();
        let action = Action::Swap { key: key.into(), expected: expected.map(text), value: Some(text(value)) };
        let done = match self.client.carry_out(action).await {
            Ok(reply) => Some(reply == Reply::Done),
            Err(_) => None,
        };
        (What::Swap(expected, value, done), done.is_some())
    }
}
