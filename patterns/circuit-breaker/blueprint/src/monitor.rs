//! Counts what happens to calls, for Prometheus, and logs each change of the breaker.
//!
//! An open breaker means that users get less than they should: alert on `breaker_state`.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::breaker::{OnChange, Rates, State};

/// How long calls take: up to the longest timeout that makes sense here.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabel {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SourceLabel {
    source: &'static str,
}

/// The figures of the process.
pub struct Monitor {
    registry: Registry,
    calls: Family<OutcomeLabel, Counter>,
    seconds: Histogram,
    quotes: Family<SourceLabel, Counter>,
    state: Gauge,
    trips: Counter,
    failed: Gauge<f64, AtomicU64>,
    slow: Gauge<f64, AtomicU64>,
}

impl Default for Monitor {
    fn default() -> Self {
        let (calls, quotes, trips) = (Family::default(), Family::default(), Counter::default());
        let (state, failed, slow) = (Gauge::default(), Gauge::default(), Gauge::default());
        let seconds = Histogram::new(SECONDS);
        let mut registry = Registry::default();
        registry.register(
            "upstream_calls",
            "Calls to the upstream by outcome; refused ones never went out",
            calls.clone(),
        );
        registry.register("upstream_call_seconds", "How long calls that went out took", seconds.clone());
        registry.register("quotes", "Answers by where the price came from", quotes.clone());
        registry.register("breaker_state", "0 closed, 1 half-open, 2 open", state.clone());
        registry.register("breaker_trips", "Changes to open", trips.clone());
        registry.register("breaker_failed_rate", "Share of failed calls when last asked or tripped", failed.clone());
        registry.register("breaker_slow_rate", "Share of slow calls when last asked or tripped", slow.clone());
        Self { registry, calls, seconds, quotes, state, trips, failed, slow }
    }
}

impl Monitor {
    /// Counts a call that went out.
    pub fn call(&self, outcome: &'static str, took: Duration) {
        self.calls.get_or_create(&OutcomeLabel { outcome }).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    /// Counts a call that did not go out.
    pub fn refused(&self, by: &'static str) {
        self.calls.get_or_create(&OutcomeLabel { outcome: by }).inc();
    }

    /// Counts an answer.
    pub fn quote(&self, source: &'static str) {
        self.quotes.get_or_create(&SourceLabel { source }).inc();
    }

    /// Logs and counts the changes of a breaker.
    pub fn watch(&self) -> OnChange {
        let (state, trips) = (self.state.clone(), self.trips.clone());
        let (failed, slow) = (self.failed.clone(), self.slow.clone());
        Box::new(move |before, after, rates| {
            state.set(match after {
                State::Closed => 0,
                State::HalfOpen => 1,
                State::Open => 2,
            });
            if let Some(rates) = rates {
                failed.set(rates.failed);
                slow.set(rates.slow);
            }
            let (before, now) = (before.name(), after.name());
            if after == State::Open {
                trips.inc();
                let rates = rates.unwrap_or(Rates { calls: 0, failed: 1.0, slow: 0.0 });
                tracing::warn!(before, now, failed = rates.failed, slow = rates.slow, "the breaker trips");
            } else {
                tracing::info!(before, now, "the breaker changes");
            }
        })
    }

    /// All figures in Prometheus' text format; `rates` are those of now, where there are any.
    pub fn text(&self, rates: Option<Rates>) -> String {
        if let Some(rates) = rates {
            self.failed.set(rates.failed);
            self.slow.set(rates.slow);
        }
        let mut page = String::new();
        match text::encode(&mut page, &self.registry) {
            Ok(()) => page,
            Err(error) => format!("# {error}\n"),
        }
    }
}
