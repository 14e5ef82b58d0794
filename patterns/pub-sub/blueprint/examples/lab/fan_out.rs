//! One message, many receivers.

use std::sync::Arc;
use std::time::Duration;

use blueprint_pub_sub::broker::{Answer, Broker};
use blueprint_pub_sub::subscription::{Order, Start, Subscription};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::report::{Figure, line};
use crate::{CONFIRMED, Done, broker, message, subscription};

const MESSAGES: u32 = 100;
const WORK: Duration = Duration::from_millis(20);

struct Took {
    /// The sender, for a message.
    sender: f64,
    /// Until all was handled.
    all: f64,
}

/// The sender calls each receiver, one after the other.
async fn calls(receivers: usize) -> Took {
    let began = Instant::now();
    for _ in 0..MESSAGES {
        for _ in 0..receivers {
            sleep(WORK).await;
        }
    }
    let all = began.elapsed().as_secs_f64();
    Took { sender: 1_000.0 * all / f64::from(MESSAGES), all }
}

/// The sender publishes; each receiver has a subscription.
async fn publishes(receivers: usize) -> Result<Took, Box<dyn std::error::Error>> {
    let broker = Arc::new(broker(1, 10_000));
    let began = Instant::now();
    let mut working = JoinSet::new();
    for nth in 0..receivers {
        let wanted = subscription(&format!("r-{nth}"), Order::Any);
        broker.subscribe(&wanted).await?;
        let broker = Arc::clone(&broker);
        working.spawn(async move {
            let mut handled = 0;
            while handled < MESSAGES {
                for delivery in broker.fetch(&wanted, 0, 1, Duration::from_secs(60)).await? {
                    sleep(WORK).await;
                    broker.answer(&delivery, Answer::Handled).await?;
                    handled += 1;
                }
            }
            Ok::<_, blueprint_pub_sub::broker::BrokerError>(())
        });
    }
    for version in 0..MESSAGES {
        broker.publish(&message(1, version)).await?;
        sleep(CONFIRMED).await;
    }
    let sender = 1_000.0 * began.elapsed().as_secs_f64() / f64::from(MESSAGES);
    for done in working.join_all().await {
        done?;
    }
    Ok(Took { sender, all: began.elapsed().as_secs_f64() })
}

pub(crate) async fn side_by_side() -> Done {
    let (mut by_calls, mut by_topic) = (Vec::new(), Vec::new());
    for receivers in [1, 2, 4, 6, 8, 10] {
        let (called, published) = (calls(receivers).await, publishes(receivers).await?);
        by_calls.push((receivers as f64, called.sender));
        by_topic.push((receivers as f64, published.sender));
        if receivers == 10 {
            Figure {
                claim: "copies-in-parallel",
                measure: "Until ten receivers that take 20 ms each have handled 100 messages",
                unit: "s",
                values: &[("called one after the other", called.all), ("each with a subscription", published.all)],
                expected: "a tenth with subscriptions, but for a little",
                holds: published.all <= called.all / 8.0,
            }
            .tell();
            Figure {
                claim: "copies-in-parallel",
                measure: "What the sender waits for each message, with ten receivers (2 ms for a confirmation)",
                unit: "ms",
                values: &[("calls", called.sender), ("publishes", published.sender)],
                expected: "the same as with one receiver, when it publishes",
                holds: (published.sender - publishes(1).await?.sender).abs() < 0.01 && published.sender < called.sender,
            }
            .tell();
        }
    }
    line("What the sender waits for each message", "receivers", "ms", "calls each", &by_calls);
    line("What the sender waits for each message", "receivers", "ms", "publishes", &by_topic);
    Ok(())
}

/// An eleventh receiver comes while the sender goes on.
pub(crate) async fn strangers() -> Done {
    let broker = broker(1, 10_000);
    let mut receivers: Vec<Subscription> = Vec::new();
    let (mut published, mut called) = (0_u32, 0_usize);
    for turn in 0..20_u32 {
        if turn == 0 || turn == 10 {
            for nth in receivers.len()..if turn == 0 { 10 } else { 11 } {
                let wanted = Subscription { start: Start::Next, ..subscription(&format!("r-{nth}"), Order::Any) };
                broker.subscribe(&wanted).await?;
                receivers.push(wanted);
            }
        }
        // The sender's code is this line, whoever reads; with calls it is a line for each, and a release for another.
        broker.publish(&message(1, turn)).await?;
        published += 1;
        called += receivers.len();
    }
    let mut got = Vec::new();
    for wanted in &receivers {
        got.push(broker.fetch(wanted, 0, 100, Duration::ZERO).await?.len());
    }
    Figure {
        claim: "strangers-by-design",
        measure: "Calls that the sender makes for 20 messages, while an eleventh receiver joins the ten halfway",
        unit: "",
        values: &[("calls each", called as f64), ("publishes", f64::from(published))],
        expected: "one for each message when it publishes, and the eleventh gets all that come after it joined",
        holds: published == 20 && got[..10].iter().all(|got| *got == 20) && got[10] == 10,
    }
    .tell();
    Ok(())
}
