//! Receivers that stand still, fall behind, come late, or ask for what nobody sends.

use std::time::Duration;

use blueprint_pub_sub::broker::{Answer, Broker, LIVE_BEHIND};
use blueprint_pub_sub::filter::Filter;
use blueprint_pub_sub::message::Message;
use blueprint_pub_sub::subscription::{Order, Start, Subscription};
use tokio::time::{Instant, sleep};

use crate::report::{Figure, line};
use crate::{CONFIRMED, Done, broker, message, subscription};

/// Nine receivers work, the first stands still. A message a second.
pub(crate) async fn stands_still() -> Done {
    const MESSAGES: u32 = 60;
    const WORK: Duration = Duration::from_millis(20);
    const GIVEN_UP: Duration = Duration::from_secs(1);
    // Called one after the other, each waits for those before it, and the first is given up after a second.
    let began = Instant::now();
    let mut late = Vec::new();
    for nth in 0..MESSAGES {
        let sent = Duration::from_secs(u64::from(nth));
        sleep(sent.saturating_sub(began.elapsed())).await;
        sleep(GIVEN_UP).await;
        for _ in 1..10 {
            sleep(WORK).await;
            late.push((began.elapsed() - sent).as_secs_f64() * 1_000.0);
        }
    }
    let called = percentile(late);

    let broker = broker(1, 10_000);
    let all: Vec<Subscription> = (0..10).map(|nth| subscription(&format!("r-{nth}"), Order::Any)).collect();
    for wanted in &all {
        broker.subscribe(wanted).await?;
    }
    let mut late = Vec::new();
    for version in 0..MESSAGES {
        let sent = Instant::now();
        broker.publish(&message(1, version)).await?;
        sleep(CONFIRMED).await;
        // The nine side by side.
        let work = all[1..].iter().map(async |wanted| {
            for delivery in broker.fetch(wanted, 0, 1, Duration::ZERO).await? {
                sleep(WORK).await;
                broker.answer(&delivery, Answer::Handled).await?;
            }
            Ok::<_, blueprint_pub_sub::broker::BrokerError>(sent.elapsed().as_secs_f64() * 1_000.0)
        });
        for took in futures_util::future::join_all(work).await {
            late.push(took?);
        }
        sleep(Duration::from_secs(1).saturating_sub(sent.elapsed())).await;
    }
    let published = percentile(late);
    let waiting = broker.backlog(&all[0]).await?.waiting;
    Figure {
        claim: "troubles-stay-apart",
        measure: "99th percentile of the delay at nine receivers while a tenth stands still",
        unit: "ms",
        values: &[("called one after the other", called), ("each with a subscription", published)],
        expected: "nothing of it is felt with subscriptions, and the tenth has all messages waiting",
        holds: published < 50.0 && called > 10.0 * published && waiting == u64::from(MESSAGES),
    }
    .tell();
    Ok(())
}

fn percentile(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * 99 / 100).copied().unwrap_or(f64::NAN)
}

/// A hundred messages a second for a minute; one receiver handles half of that, another twice.
pub(crate) async fn falls_behind() -> Done {
    const SECONDS: u32 = 60;
    const KEPT: usize = 1_000;
    let broker = broker(1, KEPT);
    let (slow, quick) = (subscription("slow", Order::Any), subscription("quick", Order::Any));
    broker.subscribe(&slow).await?;
    broker.subscribe(&quick).await?;
    let mut live = broker.live(&Filter::default()).await?;
    let (mut behind, mut up, mut waited) = (Vec::new(), Vec::new(), Duration::ZERO);
    let (mut got, mut version) = ([0_u64; 2], 0);
    for second in 0..SECONDS {
        let began = Instant::now();
        for _ in 0..100 {
            let before = Instant::now();
            broker.publish(&message(1, version)).await?;
            waited = waited.max(before.elapsed());
            version += 1;
        }
        for (nth, (wanted, most)) in [(&slow, 50), (&quick, 200)].into_iter().enumerate() {
            for delivery in broker.fetch(wanted, 0, most, Duration::ZERO).await? {
                broker.answer(&delivery, Answer::Handled).await?;
                got[nth] += 1;
            }
        }
        behind.push((f64::from(second), broker.backlog(&slow).await?.waiting as f64));
        up.push((f64::from(second), broker.backlog(&quick).await?.waiting as f64));
        sleep(Duration::from_secs(1).saturating_sub(began.elapsed())).await;
    }
    let waiting = broker.backlog(&slow).await?.waiting;
    let lost = u64::from(version) - got[0] - waiting;
    Figure {
        claim: "no-brake-upstream",
        measure: "Of 6,000 messages in a minute, those that a receiver at half the pace will never get (1,000 are kept)",
        unit: "",
        values: &[("a quick receiver", (u64::from(version) - got[1]) as f64), ("a slow receiver", lost as f64)],
        expected: "all that its backlog has over what is kept; the publisher is not slowed down by it",
        holds: lost >= u64::from(version) / 2 - KEPT as u64 && got[1] == u64::from(version) && waited.is_zero(),
    }
    .tell();
    let mut seen = 0;
    while live.recv().await.is_some() {
        seen += 1;
    }
    Figure {
        claim: "no-brake-upstream",
        measure: "Of the same messages, those that somebody got who was connected and did not read",
        unit: "",
        values: &[("a subscription that is kept", (got[0] + waiting) as f64), ("live", f64::from(seen))],
        expected: "live, as many as it may be behind; then it is cut off",
        holds: seen as usize == LIVE_BEHIND,
    }
    .tell();
    line("A hundred messages a second, 1,000 are kept", "s", "messages waiting", "handles 50 a second", &behind);
    line("A hundred messages a second, 1,000 are kept", "s", "messages waiting", "handles 200 a second", &up);
    Ok(())
}

/// A receiver that nobody thought of.
pub(crate) async fn comes_late() -> Done {
    let broker = broker(4, 10_000);
    for version in 0..500 {
        broker.publish(&message(version as usize % 20, version)).await?;
    }
    let mut got = [0; 2];
    for (nth, start) in [Start::Next, Start::Earliest].into_iter().enumerate() {
        let wanted = Subscription { start, ..subscription(&format!("late-{nth}"), Order::Any) };
        broker.subscribe(&wanted).await?;
        got[nth] = broker.fetch(&wanted, 0, 1_000, Duration::ZERO).await?.len();
    }
    Figure {
        claim: "read-again",
        measure: "Of 500 messages that were published before a receiver was built, those that it gets",
        unit: "",
        values: &[("from the next on", got[0] as f64), ("from the earliest that is kept", got[1] as f64)],
        expected: "all, where the topic keeps what was delivered",
        holds: got == [0, 500],
    }
    .tell();
    Ok(())
}

/// The publisher calls a kind by another name from the middle on.
pub(crate) async fn asks_for_nothing() -> Done {
    let broker = broker(1, 10_000);
    let filter = Filter { kind: Some("delivered".into()), ..Filter::default() };
    let wanted = Subscription { filter, ..subscription("billing", Order::Any) };
    broker.subscribe(&wanted).await?;
    let mut errors = 0;
    for version in 0..200 {
        let kind = if version < 100 { "delivered" } else { "handed-over" };
        errors += u32::from(broker.publish(&Message { kind: kind.into(), ..message(1, version) }).await.is_err());
    }
    let let_through = broker.backlog(&wanted).await?.let_through;
    Figure {
        claim: "nobody-says-no",
        measure: "Of 200 messages whose kind got another name halfway: errors, and those that the filter lets through",
        unit: "",
        values: &[("errors at the publisher", f64::from(errors)), ("let through", let_through as f64)],
        expected: "no error, and half of the messages reach nobody",
        holds: errors == 0 && let_through == 100,
    }
    .tell();
    Ok(())
}
