//! The breaker alone, on the clock of the lab: what it costs.

use std::time::Duration;

use blueprint_circuit_breaker::breaker::{Breaker, BreakerSettings, Outcome, State};

use crate::report::Figure;

fn breaker(seed: u64) -> Breaker {
    Breaker::new(BreakerSettings::default(), seed, Box::new(|_, _, _| {}))
}

/// Runs `what` where no time passes but what it lets pass.
async fn without_waiting<T: Send + 'static>(what: impl Future<Output = T> + Send + 'static) -> T {
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.expect("a runtime").block_on(what)
    };
    tokio::task::spawn_blocking(run).await.expect("it does not panic")
}

/// A hundred calls a second for 20 s, all of which would end well, but for half a second of slow ones.
pub(crate) async fn false_trips() {
    let refused = without_waiting(async {
        let breaker = breaker(7);
        let mut refused = 0;
        for nth in 0..2_000 {
            match breaker.admit() {
                Ok(admission) => {
                    admission.ended(if (500..550).contains(&nth) { Outcome::Slow } else { Outcome::Good });
                }
                Err(_) if nth >= 550 => refused += 1,
                Err(_) => {}
            }
            tokio::time::advance(Duration::from_millis(10)).await;
        }
        refused
    })
    .await;
    Figure {
        claim: "false-trips",
        measure: "Calls refused although they would have ended well, after half a second of slow ones (100 a second)",
        unit: "",
        values: &[("without", 0.0), ("with", f64::from(refused))],
        expected: "as many as come during a pause, of 2 s here",
        holds: (150..=250).contains(&refused),
    }
    .tell();
}

/// The same calls spread over one process and over fifty, while every call fails.
pub(crate) async fn own_view_per_process() {
    let failed = async |copies: u64| {
        without_waiting(async move {
            let breakers: Vec<Breaker> = (0..copies).map(breaker).collect();
            let mut failed = 0_u32;
            while breakers.iter().any(|breaker| breaker.state() == State::Closed) {
                for admission in breakers.iter().filter_map(|breaker| breaker.admit().ok()) {
                    admission.ended(Outcome::Failed);
                    failed += 1;
                }
            }
            f64::from(failed)
        })
        .await
    };
    let (one, fifty) = (failed(1).await, failed(50).await);
    Figure {
        claim: "own-view-per-process",
        measure: "Calls that fail until all copies of the service have tripped",
        unit: "",
        values: &[("one copy", one), ("fifty copies", fifty)],
        expected: "fifty times as many",
        holds: fifty == 50.0 * one,
    }
    .tell();
}
