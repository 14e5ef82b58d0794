//! The broker in the process, and what it alone promises.

mod suite;

use std::sync::Arc;
use std::time::Duration;

use blueprint_pub_sub::broker::{Answer, Broker, Embedded, LIVE_BEHIND};
use blueprint_pub_sub::filter::Filter;
use blueprint_pub_sub::message::partition;
use blueprint_pub_sub::subscription::Order;
use proptest::prelude::*;
use suite::{message, subscription};

struct World {
    broker: Arc<dyn Broker>,
}

async fn embedded() -> Option<World> {
    Some(World { broker: Arc::new(Embedded::new(4, 1_000)) })
}

suite::holds!(embedded);

#[tokio::test]
async fn what_the_topic_keeps_no_longer_is_gone_for_those_who_have_not_got_it() {
    let broker = Embedded::new(1, 10);
    let all = subscription("all", Order::Any);
    broker.subscribe(&all).await.expect("subscribed");
    for version in 1..=25 {
        broker.publish(&message("p-1", version)).await.expect("published");
    }
    let first = broker.fetch(&all, 0, 1, Duration::from_secs(1)).await.expect("fetched");
    assert_eq!(first[0].message.version, 16);
    assert_eq!(broker.backlog(&all).await.expect("read").waiting, 9);
}

#[tokio::test]
async fn a_live_subscriber_that_is_too_slow_is_cut_off_and_nobody_waits_for_it() {
    let broker = Embedded::new(1, 1_000);
    let mut live = broker.live(&Filter::default()).await.expect("listening");
    for version in 0..500 {
        broker.publish(&message("p-1", version)).await.expect("published");
    }
    let mut got = 0;
    while live.recv().await.is_some() {
        got += 1;
    }
    assert_eq!(got, LIVE_BEHIND);
}

#[test]
fn a_key_is_in_the_same_partition_in_every_process() {
    // Fixed: another sum would move keys while their messages are under way.
    assert_eq!(["p-1", "p-2", "p-3", "anvil"].map(|key| partition(key, 4)), [1, 0, 3, 1]);
}

#[derive(Debug, Clone)]
enum Step {
    Acknowledge,
    Refuse,
    Silence,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever copies do with messages, those of a key are first settled in their order, and none is lost.
    #[test]
    fn order_by_key_survives_whatever_copies_do(
        steps in proptest::collection::vec(prop_oneof![
            3 => Just(Step::Acknowledge), 1 => Just(Step::Refuse), 1 => Just(Step::Silence)
        ], 0..80),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.expect("a runtime").block_on(async {
            let broker = Embedded::new(3, 1_000);
            let ordered = subscription("ordered", Order::ByKey);
            broker.subscribe(&ordered).await.expect("subscribed");
            for version in 1..=5 {
                for key in ["a", "b", "c", "d"] {
                    broker.publish(&message(key, version)).await.expect("published");
                }
            }
            let mut done = std::collections::HashMap::new();
            let mut steps = steps.into_iter();
            // Silence lasts a deadline: time passes by itself.
            for turn in 0.. {
                if done.values().sum::<u32>() == 4 * 5 || turn > 1_000 {
                    break;
                }
                let fetched = broker.fetch(&ordered, turn % 3, 1, Duration::from_secs(11)).await.expect("fetched");
                for delivery in fetched {
                    match steps.next().unwrap_or(Step::Acknowledge) {
                        Step::Acknowledge => {
                            let last = done.entry(delivery.message.key.clone()).or_insert(0);
                            prop_assert_eq!(delivery.message.version, *last + 1);
                            *last += 1;
                            broker.answer(&delivery, Answer::Handled).await.expect("acknowledged");
                        }
                        Step::Refuse => broker.answer(&delivery, Answer::Again(Duration::from_secs(1))).await.expect("refused"),
                        Step::Silence => {}
                    }
                }
            }
            prop_assert_eq!(done.values().sum::<u32>(), 20);
            Ok(())
        })?;
    }
}
