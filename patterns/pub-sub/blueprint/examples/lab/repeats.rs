//! Messages that come again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use blueprint_pub_sub::broker::{Answer, Broker, BrokerError, Embedded};
use blueprint_pub_sub::subscription::{Order, Subscription};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::report::Figure;
use crate::{Done, broker, message, subscription};

/// A thousand messages; a copy in twenty dies between its effect and its acknowledgement, or just before its effect.
pub(crate) async fn copies_that_die() -> Done {
    const MESSAGES: usize = 1_000;
    let broker = broker(1, 10_000);
    let wanted = subscription("one", Order::Any);
    broker.subscribe(&wanted).await?;
    for nth in 0..MESSAGES {
        broker.publish(&message(nth, 1)).await?;
    }
    let mut random = StdRng::seed_from_u64(7);
    let (mut first, mut each, mut known) = (0_u32, 0_u32, HashSet::new());
    loop {
        let fetched = broker.fetch(&wanted, 0, 10, Duration::from_secs(60)).await?;
        if fetched.is_empty() {
            break;
        }
        for delivery in fetched {
            let dies = random.random_range(0..20) == 0;
            // Acknowledged first: a copy that dies then has lost the message. Only a first delivery comes at all.
            first += u32::from(delivery.attempt == 1 && !dies);
            each += 1;
            known.insert(delivery.message.id);
            if !dies {
                broker.answer(&delivery, Answer::Handled).await?;
            }
        }
    }
    Figure {
        claim: "comes-again",
        measure: "Effects of 1,000 messages when a copy in twenty dies between effect and acknowledgement",
        unit: "",
        values: &[
            ("acknowledged before the effect", f64::from(first)),
            ("after it", f64::from(each)),
            ("after it, ids kept with the effect", known.len() as f64),
        ],
        expected: "fewer, more, and exactly as many",
        holds: (first as usize) < MESSAGES && each as usize > MESSAGES && known.len() == MESSAGES,
    }
    .tell();
    Ok(())
}

/// Four copies, begun 10 s apart, take ten messages at a time and need 4 s for each. The deadline is 30 s.
pub(crate) async fn short_deadline() -> Done {
    let mut deliveries = Vec::new();
    for (at_a_time, extends) in [(10, false), (5, false), (10, true)] {
        const MESSAGES: u32 = 200;
        let broker = Arc::new(broker(1, 10_000));
        let wanted = subscription("one", Order::Any);
        broker.subscribe(&wanted).await?;
        for version in 0..MESSAGES {
            broker.publish(&message(1, version)).await?;
        }
        let done = Arc::new(Mutex::new(HashSet::new()));
        let mut working = JoinSet::new();
        for nth in 0..4 {
            let begins = Duration::from_secs(10 * nth);
            working.spawn(copy(Arc::clone(&broker), wanted.clone(), begins, at_a_time, extends, Arc::clone(&done)));
        }
        for ended in working.join_all().await {
            ended?;
        }
        if done.lock().unwrap_or_else(PoisonError::into_inner).len() != MESSAGES as usize {
            return Err("a message is missing".into());
        }
        deliveries.push(broker.backlog(&wanted).await?.deliveries as f64 / f64::from(MESSAGES));
    }
    Figure {
        claim: "comes-again",
        measure: "Deliveries for each message that takes 4 s, with a deadline of 30 s",
        unit: "",
        values: &[
            ("ten at a time", deliveries[0]),
            ("five at a time", deliveries[1]),
            ("ten at a time, extended while working", deliveries[2]),
        ],
        expected: "well over 1 with ten at a time, 1 with five or when the deadline is extended",
        holds: deliveries[0] >= 1.15 && deliveries[1] == 1.0 && deliveries[2] == 1.0,
    }
    .tell();
    Ok(())
}

async fn copy(
    broker: Arc<Embedded>,
    wanted: Subscription,
    begins: Duration,
    at_a_time: usize,
    extends: bool,
    done: Arc<Mutex<HashSet<u32>>>,
) -> Result<(), BrokerError> {
    sleep(begins).await;
    loop {
        let fetched = broker.fetch(&wanted, 0, at_a_time, Duration::from_secs(60)).await?;
        if fetched.is_empty() {
            return Ok(());
        }
        for (nth, delivery) in fetched.iter().enumerate() {
            if extends {
                for waiting in &fetched[nth..] {
                    broker.answer(waiting, Answer::AtWork).await?;
                }
            }
            sleep(Duration::from_secs(4)).await;
            done.lock().unwrap_or_else(PoisonError::into_inner).insert(delivery.message.version);
            broker.answer(delivery, Answer::Handled).await?;
        }
    }
}
