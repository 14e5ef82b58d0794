//! What the breaker wins and costs: the same service with and without it, before an upstream that hangs,
//! then before one with little room; then the breaker alone, in time that passes as it is told.

mod alone;
mod load;
mod report;

use std::time::Duration;

use blueprint_circuit_breaker::upstream::demo::Mood;
use load::{Arm, Guard, Kind, Rate, Seen};
use report::{Figure, line, progress};

/// The outage: when it begins and ends, and when the run ends, from its start.
const OUTAGE: (f64, f64) = (1.0, 5.0);
const END: f64 = 8.0;
/// When the surge before the upstream with little room ends.
const SURGE: f64 = 2.0;

#[tokio::main]
async fn main() {
    progress("an upstream that hangs for 4 s, with and without the breaker (8 s)");
    hanging().await;
    progress("an upstream with little room, asked for more than it has for 2 s (8 s)");
    crowded().await;
    progress("the breaker alone");
    alone::false_trips().await;
    alone::own_view_per_process().await;
}

async fn hanging() {
    // Room for 32 requests; the bulkhead leaves a quarter of it to what needs no upstream.
    let without = Arm::start(Guard::Without, Mood::Well, 32, 32).await;
    let with = Arm::start(Guard::With, Mood::Well, 32, 32).await;
    let both = Arm::start(Guard::With, Mood::Well, 32, 24).await;
    let rates = [
        Rate { kind: Kind::Quote, a_second: 100.0, during: 0.0..END },
        Rate { kind: Kind::Other, a_second: 25.0, during: 0.0..END },
    ];
    let outage = async {
        let moods = |mood| [&without, &with, &both].into_iter().for_each(|arm: &Arm| arm.demo.set(mood));
        tokio::time::sleep(Duration::from_secs_f64(OUTAGE.0)).await;
        moods(Mood::Hanging);
        tokio::time::sleep(Duration::from_secs_f64(OUTAGE.1 - OUTAGE.0)).await;
        moods(Mood::Well);
    };
    let (seen_without, seen_with, seen_both, ()) =
        tokio::join!(without.ask(&rates), with.ask(&rates), both.ask(&rates), outage);
    let during = |seen: &[Seen], kind: Kind, from: f64| -> Vec<f64> {
        let asked = seen.iter().filter(|seen| seen.kind == kind && (from..OUTAGE.1).contains(&seen.asked));
        asked.map(|seen| seen.took).collect()
    };

    let others = |seen: &[Seen]| {
        let times = during(seen, Kind::Other, OUTAGE.0);
        let in_time = times.iter().filter(|took| **took <= 0.25).count();
        100.0 * in_time as f64 / times.len() as f64
    };
    let (before, after, bounded) = (others(&seen_without), others(&seen_with), others(&seen_both));
    Figure {
        claim: "stops-the-cascade",
        measure: "Requests that need no upstream, answered within 250 ms while it hangs",
        unit: "%",
        values: &[("without", before), ("with", after), ("with, and a bulkhead", bounded)],
        expected: "at least three times as many with it",
        holds: after >= 3.0 * before,
    }
    .tell();

    let waiting = |seen: &[Seen]| {
        let at = OUTAGE.1 - 0.1;
        seen.iter().filter(|seen| seen.asked <= at && seen.asked + seen.took > at).count() as f64
    };
    let (before, after) = (waiting(&seen_without), waiting(&seen_with));
    Figure {
        claim: "stops-the-cascade",
        measure: "Requests waiting when the outage ends",
        unit: "",
        values: &[("without", before), ("with", after)],
        expected: "at most a fifth with it",
        holds: after <= before / 5.0,
    }
    .tell();

    let opened = with.opened();
    let delay = opened.map_or(f64::INFINITY, |opened| opened - OUTAGE.0);
    Figure {
        claim: "shows-dependency-health",
        measure: "From the start of the outage until the state says so; without, no state says it",
        unit: "s",
        values: &[("with", delay)],
        expected: "within 2 s: two timeouts and what it takes to see them",
        holds: delay <= 2.0,
    }
    .tell();

    let open = opened.unwrap_or(OUTAGE.0) + 0.05;
    let (before, after) = (during(&seen_without, Kind::Quote, open), during(&seen_with, Kind::Quote, open));
    let (slow, quick) = (load::quantile(&before, 0.95), load::quantile(&after, 0.95));
    Figure {
        claim: "fails-fast",
        measure: "95th percentile of the time to an answer of what needs the upstream, once the breaker is open",
        unit: "ms",
        values: &[("without", 1_000.0 * slow), ("with", 1_000.0 * quick)],
        expected: "at most a tenth with it",
        holds: quick <= slow / 10.0,
    }
    .tell();

    for (name, seen) in [("without", &seen_without), ("with", &seen_with)] {
        line(
            "An upstream that hangs from second 1 to second 5",
            "s",
            "requests waiting",
            name,
            &load::waiting(seen, END),
        );
    }
}

async fn crowded() {
    // 4 calls at a time, each 50 ms: room for 80 a second.
    let mood = Mood::Crowded { places: 4, ms: 50 };
    let without = Arm::start(Guard::Without, mood, 1_024, 1_024).await;
    let with = Arm::start(Guard::With, mood, 1_024, 1_024).await;
    // A surge of twice that, then half of it: what is behind could be caught up with.
    let rates = [
        Rate { kind: Kind::Quote, a_second: 160.0, during: 0.0..SURGE },
        Rate { kind: Kind::Quote, a_second: 40.0, during: SURGE..END },
    ];
    let calls = async |arm: &Arm| {
        tokio::time::sleep(Duration::from_secs_f64(SURGE)).await;
        arm.demo.calls() as f64
    };
    let (seen_without, seen_with, calls_without, calls_with) =
        tokio::join!(without.ask(&rates), with.ask(&rates), calls(&without), calls(&with));
    Figure {
        claim: "lets-it-recover",
        measure: "Calls that the overloaded upstream got during a surge of 2 s",
        unit: "",
        values: &[("without", calls_without), ("with", calls_with)],
        expected: "fewer with it",
        holds: calls_with < calls_without,
    }
    .tell();
    let back = |seen: &[Seen]| {
        let bad = seen.iter().filter(|seen| !seen.fresh).map(|seen| seen.asked);
        (bad.fold(SURGE, f64::max) - SURGE).max(0.0)
    };
    let (before, after) = (back(&seen_without), back(&seen_with));
    Figure {
        claim: "lets-it-recover",
        measure: "From the end of the surge until all answers come from the upstream again",
        unit: "s",
        values: &[("without", before), ("with", after)],
        expected: "sooner with it",
        holds: after < before,
    }
    .tell();
    for (name, seen) in [("without", &seen_without), ("with", &seen_with)] {
        line(
            "Twice the load that the upstream has room for, until second 2",
            "s",
            "fresh answers, %",
            name,
            &load::fresh(seen, END),
        );
    }
}
