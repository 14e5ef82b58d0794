//! Asks a service at a steady rate, whether or not it answers, as many people do who do not know each other.

use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use blueprint_circuit_breaker::breaker::{Forced, State};
use blueprint_circuit_breaker::quotes::Quotes;
use blueprint_circuit_breaker::server;
use blueprint_circuit_breaker::settings::Settings;
use blueprint_circuit_breaker::upstream::Upstream;
use blueprint_circuit_breaker::upstream::demo::{Demo, ITEMS, Mood};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A price, which comes from the upstream.
    Quote,
    /// Something for which the upstream is not needed.
    Other,
}

/// Whether there is a breaker: one that is forced closed lets everything through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    Without,
    With,
}

/// How often something is asked for.
pub(crate) struct Rate {
    pub(crate) kind: Kind,
    pub(crate) a_second: f64,
    /// When, in seconds from the start.
    pub(crate) during: Range<f64>,
}

/// A request, seen from outside. Times are in seconds from the start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) kind: Kind,
    pub(crate) asked: f64,
    pub(crate) took: f64,
    /// Whether the answer came from the upstream.
    pub(crate) fresh: bool,
}

/// One service with an upstream of its own.
pub(crate) struct Arm {
    pub(crate) demo: Demo,
    quotes: Arc<Quotes>,
    client: reqwest::Client,
    url: String,
    opened: Mutex<Option<f64>>,
}

impl Arm {
    /// A service that has room for as many `requests`, and lets as many `permits` call the upstream.
    pub(crate) async fn start(guard: Guard, mood: Mood, requests: usize, permits: usize) -> Self {
        let mut settings = Settings { requests, ..Settings::default() };
        settings.bulkhead.permits = permits;
        settings.breaker.pause = Duration::from_millis(500);
        settings.breaker.longest_pause = Duration::from_secs(1);
        let demo = Demo::new(mood);
        let upstream = serve(demo.router()).await;
        let client = Upstream::new(&upstream, settings.upstream.timeout).expect("a client");
        let quotes = Arc::new(Quotes::new(client, &settings, 7));
        if guard == Guard::Without {
            quotes.breaker().force(Some(Forced::Closed));
        }
        let url = serve(server::router(Arc::clone(&quotes), settings.requests)).await;
        let client = reqwest::Client::builder().pool_max_idle_per_host(512).build().expect("a client");
        Self { demo, quotes, client, url, opened: Mutex::new(None) }
    }

    /// When the breaker was first seen open, in seconds from the start of [`Arm::ask`].
    pub(crate) fn opened(&self) -> Option<f64> {
        *self.opened.lock().expect("nobody panics")
    }

    /// Asks at the given rates, and waits for all answers.
    pub(crate) async fn ask(&self, rates: &[Rate]) -> Vec<Seen> {
        let start = Instant::now();
        let mut moments: Vec<(f64, Kind)> = Vec::new();
        for Rate { kind, a_second, during } in rates {
            let count = ((during.end - during.start) * a_second) as usize;
            moments.extend((0..count).map(|nth| (during.start + nth as f64 / a_second, *kind)));
        }
        moments.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut requests = JoinSet::new();
        for (nth, (at, kind)) in moments.into_iter().enumerate() {
            tokio::time::sleep_until((start + Duration::from_secs_f64(at)).into()).await;
            if self.quotes.breaker().state() == State::Open {
                self.opened.lock().expect("nobody panics").get_or_insert(start.elapsed().as_secs_f64());
            }
            let path = match kind {
                Kind::Quote => format!("/quotes/{}", ITEMS[nth % ITEMS.len()]),
                Kind::Other => "/items".to_owned(),
            };
            let request = self.client.get(format!("{}{path}", self.url)).send();
            requests.spawn(async move {
                let asked = start.elapsed().as_secs_f64();
                let text = match request.await {
                    Ok(answer) => answer.text().await.unwrap_or_default(),
                    Err(_) => String::new(),
                };
                let took = start.elapsed().as_secs_f64() - asked;
                Seen { kind, asked, took, fresh: text.contains("\"upstream\"") }
            });
        }
        requests.join_all().await
    }
}

async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}

/// The value below which the share `quantile` of `values` lies.
pub(crate) fn quantile(values: &[f64], quantile: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = ((sorted.len() as f64 * quantile).ceil() as usize).clamp(1, sorted.len().max(1));
    sorted.get(place - 1).copied().unwrap_or(f64::NAN)
}

/// How many requests wait, ten times a second.
pub(crate) fn waiting(seen: &[Seen], end: f64) -> Vec<(f64, f64)> {
    let waiting = |at: f64| seen.iter().filter(|seen| seen.asked <= at && seen.asked + seen.took > at).count();
    (0..(end * 10.0) as usize).map(|tenth| tenth as f64 / 10.0).map(|at| (at, waiting(at) as f64)).collect()
}

/// The share of requests whose answer came from the upstream, by when they were made, in percent.
pub(crate) fn fresh(seen: &[Seen], end: f64) -> Vec<(f64, f64)> {
    let share = |at: f64| {
        let asked: Vec<&Seen> = seen.iter().filter(|seen| (at..at + 0.25).contains(&seen.asked)).collect();
        100.0 * asked.iter().filter(|seen| seen.fresh).count() as f64 / asked.len().max(1) as f64
    };
    (0..(end * 4.0) as usize).map(|quarter| quarter as f64 / 4.0).map(|at| (at, share(at))).collect()
}
