//! Order: in all, by key, or none; and what it costs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use blueprint_pub_sub::broker::{Answer, Broker, BrokerError};
use blueprint_pub_sub::subscription::Order;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::report::Figure;
use crate::{Done, broker, message, subscription};

const KEYS: usize = 40;
const VERSIONS: u32 = 25;
const COPIES: usize = 4;

struct Seen {
    /// Messages handled after a later one of their key.
    overtaken: f64,
    /// Messages handled after any later one.
    overtaken_in_all: f64,
    /// Until all was handled.
    took: f64,
}

/// A thousand messages, four copies that take 1 to 20 ms each; one attempt in fifty fails and is made again.
async fn run(partitions: usize, order: Order) -> Result<Seen, Box<dyn std::error::Error>> {
    let broker = Arc::new(broker(partitions, 10_000));
    let wanted = subscription("one", order);
    broker.subscribe(&wanted).await?;
    for version in 1..=VERSIONS {
        for key in 0..KEYS {
            broker.publish(&message(key, version)).await?;
        }
    }
    let began = Instant::now();
    let handled = Arc::new(Mutex::new(Vec::new()));
    let mut working = JoinSet::new();
    for copy in 0..COPIES {
        for lane in 0..wanted.lanes(partitions) {
            let (broker, wanted, handled) = (Arc::clone(&broker), wanted.clone(), Arc::clone(&handled));
            let mut random = StdRng::seed_from_u64((copy * 100 + lane) as u64);
            working.spawn(async move {
                while let Ok(fetched) =
                    timeout(Duration::from_secs(5), broker.fetch(&wanted, lane, 1, Duration::from_secs(60))).await
                {
                    for delivery in fetched? {
                        sleep(Duration::from_millis(random.random_range(1..=20))).await;
                        if random.random_range(0..50) == 0 {
                            broker.answer(&delivery, Answer::Again(Duration::from_millis(200))).await?;
                            continue;
                        }
                        let done = (delivery.message.key.clone(), delivery.message.version, began.elapsed());
                        handled.lock().unwrap_or_else(PoisonError::into_inner).push(done);
                        broker.answer(&delivery, Answer::Handled).await?;
                    }
                }
                Ok::<_, BrokerError>(())
            });
        }
    }
    for done in working.join_all().await {
        done?;
    }
    let handled = handled.lock().unwrap_or_else(PoisonError::into_inner);
    let (mut latest, mut newest) = (HashMap::new(), 0);
    let (mut overtaken, mut overtaken_in_all) = (0, 0);
    for (key, version, _) in handled.iter() {
        let latest: &mut u32 = latest.entry(key).or_default();
        overtaken += u32::from(version < latest);
        *latest = (*latest).max(*version);
        // Of all: those of a version were published one key after the other.
        let nth = version * KEYS as u32 + key.trim_start_matches("p-").parse::<u32>()?;
        overtaken_in_all += u32::from(nth < newest);
        newest = newest.max(nth);
    }
    if handled.len() != KEYS * VERSIONS as usize {
        return Err("a message is missing".into());
    }
    Ok(Seen {
        overtaken: f64::from(overtaken),
        overtaken_in_all: f64::from(overtaken_in_all),
        took: handled.last().map_or(f64::NAN, |(_, _, at)| at.as_secs_f64()),
    })
}

pub(crate) async fn measure() -> Done {
    let one = run(1, Order::ByKey).await?;
    let four = run(4, Order::ByKey).await?;
    let any = run(1, Order::Any).await?;
    let arms = |of: fn(&Seen) -> f64| {
        [("one partition", of(&one)), ("four partitions, by key", of(&four)), ("shared by four copies", of(&any))]
    };
    Figure {
        claim: "order-has-a-scope",
        measure: "Of 1,000 messages of 40 keys, those handled after a later one of the same key",
        unit: "",
        values: &arms(|seen| seen.overtaken),
        expected: "none while order by key is kept, some when copies share all",
        holds: one.overtaken == 0.0 && four.overtaken == 0.0 && any.overtaken > 0.0,
    }
    .tell();
    Figure {
        claim: "order-has-a-scope",
        measure: "Of the same messages, those handled after a later one of any key",
        unit: "",
        values: &arms(|seen| seen.overtaken_in_all),
        expected: "none in one partition; across partitions there is no order",
        holds: one.overtaken_in_all == 0.0 && four.overtaken_in_all > 100.0,
    }
    .tell();
    Figure {
        claim: "order-has-a-scope",
        measure: "What order costs: until four copies have handled all",
        unit: "s",
        values: &arms(|seen| seen.took),
        expected: "longest in one partition, where three of the copies wait",
        holds: one.took > 2.0 * four.took && four.took >= any.took,
    }
    .tell();
    Ok(())
}
