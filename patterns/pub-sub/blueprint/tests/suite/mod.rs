//! What holds for every broker.

use std::time::Duration;

use blueprint_pub_sub::broker::{Answer, Broker, Delivery};
use blueprint_pub_sub::filter::Filter;
use blueprint_pub_sub::message::{Message, partition};
use blueprint_pub_sub::subscription::{Order, Start, Subscription};
use jiff::Timestamp;
use uuid::Uuid;

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(10);
/// Long enough for what must not come to come.
const SHORT: Duration = Duration::from_millis(150);
/// The deadline of those who are waited for.
const DEADLINE: Duration = Duration::from_millis(400);

pub(crate) fn message(key: &str, version: u32) -> Message {
    let at = Timestamp::now().as_millisecond();
    Message {
        id: Uuid::now_v7(),
        key: key.to_owned(),
        kind: "moved".to_owned(),
        region: "north".to_owned(),
        version,
        at,
        trace: String::new(),
    }
}

pub(crate) fn subscription(name: &str, order: Order) -> Subscription {
    let (filter, start) = (Filter::default(), Start::Earliest);
    Subscription { name: name.to_owned(), filter, order, start, deadline: LONG, attempts: 3, under_way: 8 }
}

/// Takes what comes of all lanes and acknowledges it, until nothing comes for a while.
async fn drain(broker: &dyn Broker, subscription: &Subscription) -> Vec<Message> {
    let mut all = Vec::new();
    loop {
        let before = all.len();
        for lane in 0..subscription.lanes(broker.partitions()) {
            for delivery in broker.fetch(subscription, lane, 8, SHORT).await.expect("fetched") {
                broker.answer(&delivery, Answer::Handled).await.expect("acknowledged");
                all.push(delivery.message);
            }
        }
        if all.len() == before {
            return all;
        }
    }
}

async fn one(broker: &dyn Broker, subscription: &Subscription, lane: usize) -> Delivery {
    let mut deliveries = broker.fetch(subscription, lane, 1, LONG).await.expect("fetched");
    assert_eq!(deliveries.len(), 1);
    deliveries.remove(0)
}

pub(crate) async fn every_subscription_gets_a_copy_of_what_its_filter_lets_through(broker: &dyn Broker) {
    let all = subscription("all", Order::Any);
    let delivered = Filter { kind: Some("delivered".into()), ..Filter::default() };
    let some = Subscription { filter: delivered, ..subscription("some", Order::Any) };
    let region = Filter { region: Some("south".into()), kind: None };
    let none = Subscription { filter: region, ..subscription("none", Order::ByKey) };
    for subscription in [&all, &some, &none] {
        broker.subscribe(subscription).await.expect("subscribed");
    }
    for version in 1..=6 {
        let kind = if version % 3 == 0 { "delivered" } else { "moved" };
        broker.publish(&Message { kind: kind.into(), ..message("p-1", version) }).await.expect("published");
    }
    assert_eq!(drain(broker, &all).await.len(), 6);
    assert_eq!(drain(broker, &some).await.len(), 2);
    assert_eq!(drain(broker, &none).await.len(), 0);
    assert_eq!(broker.backlog(&some).await.expect("read").let_through, 2);
}

pub(crate) async fn what_is_published_twice_is_there_once(broker: &dyn Broker) {
    let all = subscription("all", Order::Any);
    broker.subscribe(&all).await.expect("subscribed");
    let message = message("p-1", 1);
    for _ in 0..3 {
        broker.publish(&message).await.expect("published");
    }
    assert_eq!(drain(broker, &all).await, [message]);
}

pub(crate) async fn copies_share_what_there_is_and_silence_hands_it_on(broker: &dyn Broker) {
    let all = Subscription { deadline: DEADLINE, ..subscription("all", Order::Any) };
    broker.subscribe(&all).await.expect("subscribed");
    broker.publish(&message("p-1", 1)).await.expect("published");
    broker.publish(&message("p-1", 2)).await.expect("published");
    let (first, second) = (one(broker, &all, 0).await, one(broker, &all, 0).await);
    assert_ne!(first.message.version, second.message.version);
    broker.answer(&second, Answer::Handled).await.expect("acknowledged");
    // The first copy is never heard of again.
    let again = one(broker, &all, 0).await;
    assert_eq!((again.message.id, again.attempt), (first.message.id, 2));
    broker.answer(&again, Answer::Handled).await.expect("acknowledged");
    assert_eq!(broker.fetch(&all, 0, 1, SHORT + DEADLINE).await.expect("fetched").len(), 0);
}

pub(crate) async fn who_says_that_it_is_at_work_keeps_the_message(broker: &dyn Broker) {
    let all = Subscription { deadline: DEADLINE, ..subscription("all", Order::Any) };
    broker.subscribe(&all).await.expect("subscribed");
    broker.publish(&message("p-1", 1)).await.expect("published");
    let delivery = one(broker, &all, 0).await;
    for _ in 0..6 {
        assert_eq!(broker.fetch(&all, 0, 1, DEADLINE / 3).await.expect("fetched").len(), 0);
        broker.answer(&delivery, Answer::AtWork).await.expect("extended");
    }
    broker.answer(&delivery, Answer::Handled).await.expect("acknowledged");
}

pub(crate) async fn what_is_refused_comes_again_later(broker: &dyn Broker) {
    let all = subscription("all", Order::Any);
    broker.subscribe(&all).await.expect("subscribed");
    broker.publish(&message("p-1", 1)).await.expect("published");
    let delivery = one(broker, &all, 0).await;
    broker.answer(&delivery, Answer::Again(SHORT * 3)).await.expect("refused");
    assert_eq!(broker.fetch(&all, 0, 1, SHORT).await.expect("fetched").len(), 0);
    let again = one(broker, &all, 0).await;
    assert_eq!(again.attempt, 2);
}

pub(crate) async fn messages_of_a_key_keep_their_order_even_if_one_is_tried_again(broker: &dyn Broker) {
    let ordered = subscription("ordered", Order::ByKey);
    broker.subscribe(&ordered).await.expect("subscribed");
    for version in 1..=3 {
        broker.publish(&message("p-1", version)).await.expect("published");
    }
    let lane = partition("p-1", broker.partitions());
    let first = one(broker, &ordered, lane).await;
    // Those behind it wait while it is under way, and while it waits for another attempt.
    assert_eq!(broker.fetch(&ordered, lane, 8, SHORT).await.expect("fetched").len(), 0);
    broker.answer(&first, Answer::Again(SHORT * 2)).await.expect("refused");
    assert_eq!(broker.fetch(&ordered, lane, 8, SHORT / 2).await.expect("fetched").len(), 0);
    for (version, attempt) in [(1, 2), (2, 1), (3, 1)] {
        let delivery = one(broker, &ordered, lane).await;
        assert_eq!((delivery.message.version, delivery.attempt), (version, attempt));
        broker.answer(&delivery, Answer::Handled).await.expect("acknowledged");
    }
}

pub(crate) async fn dead_letters_stay_with_the_subscription_that_had_the_trouble(broker: &dyn Broker) {
    let (one_team, other) = (subscription("one", Order::ByKey), subscription("other", Order::Any));
    broker.subscribe(&one_team).await.expect("subscribed");
    broker.subscribe(&other).await.expect("subscribed");
    for version in 1..=2 {
        broker.publish(&message("p-1", version)).await.expect("published");
    }
    let lane = partition("p-1", broker.partitions());
    let delivery = one(broker, &one_team, lane).await;
    broker.answer(&delivery, Answer::Dead("no such street".into())).await.expect("buried");
    let next = one(broker, &one_team, lane).await;
    assert_eq!(next.message.version, 2, "those behind it go on");
    let dead = broker.dead(&one_team, 10).await.expect("read");
    assert_eq!(dead.len(), 1);
    assert_eq!((&dead[0].message, dead[0].why.as_str(), dead[0].attempts), (&delivery.message, "no such street", 1));
    assert_eq!(broker.dead(&other, 10).await.expect("read"), []);
    assert_eq!(broker.backlog(&one_team).await.expect("read").dead, 1);
    assert_eq!(drain(broker, &other).await.len(), 2);
    broker.forget(&one_team, &dead[0]).await.expect("forgotten");
    assert_eq!(broker.dead(&one_team, 10).await.expect("read"), []);
}

pub(crate) async fn who_comes_late_reads_the_past_or_begins_with_the_next(broker: &dyn Broker) {
    for version in 1..=5 {
        broker.publish(&message("p-1", version)).await.expect("published");
    }
    let past = subscription("past", Order::ByKey);
    let next = Subscription { start: Start::Next, ..subscription("next", Order::ByKey) };
    broker.subscribe(&past).await.expect("subscribed");
    broker.subscribe(&next).await.expect("subscribed");
    broker.publish(&message("p-1", 6)).await.expect("published");
    let versions = |messages: Vec<Message>| messages.into_iter().map(|message| message.version).collect::<Vec<_>>();
    assert_eq!(versions(drain(broker, &past).await), [1, 2, 3, 4, 5, 6]);
    assert_eq!(versions(drain(broker, &next).await), [6]);
}

pub(crate) async fn who_is_there_gets_it_now_and_nobody_keeps_it_for_others(broker: &dyn Broker) {
    broker.publish(&message("p-1", 1)).await.expect("published");
    let filter = Filter { kind: Some("moved".into()), ..Filter::default() };
    let mut live = broker.live(&filter).await.expect("listening");
    broker.publish(&Message { kind: "lost".into(), ..message("p-1", 2) }).await.expect("published");
    broker.publish(&message("p-1", 3)).await.expect("published");
    let got = tokio::time::timeout(LONG, live.recv()).await.expect("in time").expect("a message");
    assert_eq!(got.version, 3);
}

pub(crate) async fn the_backlog_tells_how_old_the_oldest_is(broker: &dyn Broker) {
    let all = subscription("all", Order::Any);
    broker.subscribe(&all).await.expect("subscribed");
    broker.publish(&message("p-1", 1)).await.expect("published");
    tokio::time::sleep(SHORT).await;
    broker.publish(&message("p-1", 2)).await.expect("published");
    let before = broker.backlog(&all).await.expect("read");
    assert_eq!((before.waiting, before.under_way, before.deliveries), (2, 0, 0));
    let first = one(broker, &all, 0).await;
    let under_way = broker.backlog(&all).await.expect("read");
    assert_eq!((under_way.waiting, under_way.under_way, under_way.deliveries), (1, 1, 1));
    assert!(under_way.oldest_ms >= SHORT.as_millis() as i64, "{under_way:?}");
    broker.answer(&first, Answer::Handled).await.expect("acknowledged");
    drain(broker, &all).await;
    let after = broker.backlog(&all).await.expect("read");
    assert_eq!((after.waiting, after.under_way, after.oldest_ms, after.let_through), (0, 0, 0, 2));
}

/// All of it, on the broker that `$world` makes for each test; skipped where that makes none.
macro_rules! holds {
    ($world:path: $($test:ident)*) => {$(
        #[tokio::test]
        async fn $test() {
            let Some(world) = $world().await else { return };
            $crate::suite::$test(&*world.broker).await;
        }
    )*};
    ($world:path) => {
        $crate::suite::holds!($world:
            every_subscription_gets_a_copy_of_what_its_filter_lets_through
            what_is_published_twice_is_there_once
            copies_share_what_there_is_and_silence_hands_it_on
            who_says_that_it_is_at_work_keeps_the_message
            what_is_refused_comes_again_later
            messages_of_a_key_keep_their_order_even_if_one_is_tried_again
            dead_letters_stay_with_the_subscription_that_had_the_trouble
            who_comes_late_reads_the_past_or_begins_with_the_next
            who_is_there_gets_it_now_and_nobody_keeps_it_for_others
            the_backlog_tells_how_old_the_oldest_is
        );
    };
}
pub(crate) use holds;
