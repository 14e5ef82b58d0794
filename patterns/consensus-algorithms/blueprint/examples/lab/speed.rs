//! How fast commands are agreed on, by how many nodes, and with how many clients at once.

use std::time::{Duration, Instant};

use blueprint_consensus_algorithms::machine::Action;
use futures_util::future::join_all;

use crate::cluster::Cluster;
use crate::program;
use crate::report::Figure;

/// How often each is measured, and how long each time.
const TURNS: usize = 3;
const TURN: Duration = Duration::from_millis(300);
const CROWD: usize = 32;

/// Commands a second with so many clients, each of which sends one after the other.
async fn rate(cluster: &Cluster, clients: usize, turn: usize) -> f64 {
    let until = Instant::now() + TURN;
    let working = (0..clients).map(|nth| {
        let mut client = cluster.client(&format!("speed-{clients}-{turn}-{nth}"), Duration::from_secs(10));
        tokio::spawn(async move {
            let mut done = 0_u32;
            while Instant::now() < until {
                let action = Action::Put { key: format!("key-{nth}"), value: done.to_string() };
                client.carry_out(action).await.expect("carried out");
                done += 1;
            }
            done
        })
    });
    let done: u32 = join_all(working).await.into_iter().map(|done| done.expect("nobody panics")).sum();
    f64::from(done) / TURN.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

pub(crate) async fn measure() {
    let program = program();
    let (one, three, five) =
        tokio::join!(Cluster::start(&program, 1, ""), Cluster::start(&program, 3, ""), Cluster::start(&program, 5, ""));
    // One command for each trip, as without batches.
    let single = Cluster::start(&program, 3, "batch = 1").await;
    let mut rates = vec![Vec::new(); 6];
    for turn in 0..TURNS {
        // In turn, so that whatever else the machine does hits all alike.
        for (nth, (cluster, clients)) in
            [(&one, 1), (&three, 1), (&one, CROWD), (&three, CROWD), (&five, CROWD), (&single, CROWD)]
                .into_iter()
                .enumerate()
        {
            rates[nth].push(rate(cluster, clients, turn).await);
        }
    }
    let rates: Vec<f64> = rates.into_iter().map(median).collect();
    let [one_alone, three_alone, one_crowd, three_crowd, five_crowd, no_batches] = rates[..] else { return };
    let share = |part: f64, whole: f64| 100.0 * part / whole;
    Figure {
        claim: "round-trip-each",
        measure: "Commands in the same time, one client that sends one after the other",
        unit: "% of one node",
        values: &[("one node", 100.0), ("three nodes", share(three_alone, one_alone))],
        expected: "fewer with three: a trip to a majority and its forced write come on top",
        holds: three_alone < one_alone,
    }
    .tell();
    Figure {
        claim: "one-leader-limit",
        measure: "Commands in the same time, 32 clients",
        unit: "% of one node",
        values: &[
            ("one node", 100.0),
            ("three nodes", share(three_crowd, one_crowd)),
            ("five nodes", share(five_crowd, one_crowd)),
        ],
        expected: "more nodes make it slower",
        holds: three_crowd < one_crowd && five_crowd < three_crowd,
    }
    .tell();
    Figure {
        claim: "one-leader-limit",
        measure: "Commands in the same time of three nodes, as a multiple of one client's",
        unit: "",
        values: &[
            ("one client", 1.0),
            ("32 clients, one command a trip", no_batches / three_alone),
            ("32 clients, up to 256 a trip", three_crowd / three_alone),
        ],
        expected: "batches lift it far above one command for each trip",
        holds: three_crowd > 3.0 * three_alone && three_crowd > 2.0 * no_batches,
    }
    .tell();
}
