//! Copies die and fail, messages come twice and in another order, and the publisher dies between two writes: nothing
//! is lost, and nothing counts twice.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use blueprint_pub_sub::app::App;
use blueprint_pub_sub::broker::{Broker, Embedded};
use blueprint_pub_sub::filter::Filter;
use blueprint_pub_sub::message::Message;
use blueprint_pub_sub::publisher::{Outbox, Report};
use blueprint_pub_sub::settings::Settings;
use blueprint_pub_sub::subscribers::{HandleError, Handler, Receiver};
use blueprint_pub_sub::subscription::{Order, Start, Subscription};
use blueprint_pub_sub::{dead_letters, group, server};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

fn report(kind: &str, region: &str) -> Report {
    Report { kind: kind.to_owned(), region: region.to_owned() }
}

async fn open() -> (App, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = Settings::read(Settings::sources()).expect("they are whole");
    settings.data = folder.path().join("data");
    (App::open(&settings).await.expect("opened"), folder)
}

async fn until(there: impl AsyncFn() -> bool) {
    let began = Instant::now();
    while !there().await {
        assert!(began.elapsed() < Duration::from_secs(20), "it does not get there");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Messages of two parcels, as they come from an outbox.
fn messages(count: usize) -> Vec<Message> {
    let folder = tempfile::tempdir().expect("a folder");
    let outbox = Outbox::open(&folder.path().join("outbox")).expect("opened");
    (0..count)
        .map(|nth| outbox.report(&format!("p-{}", nth % 2), report("moved", "north"), "").expect("reported"))
        .collect()
}

/// Does with messages what a test says.
struct Scripted<F> {
    script: F,
    handled: Mutex<Vec<Message>>,
}

#[async_trait]
impl<F: Fn(&Message) -> Result<(), HandleError> + Send + Sync + 'static> Handler for Scripted<F> {
    async fn handle(&self, message: &Message) -> Result<(), HandleError> {
        (self.script)(message)?;
        self.handled.lock().expect("no panic").push(message.clone());
        Ok(())
    }
}

fn scripted<F>(order: Order, script: F) -> (Receiver, Arc<Scripted<F>>)
where
    Scripted<F>: Handler,
{
    let (filter, start) = (Filter::default(), Start::Earliest);
    let (deadline, name) = (Duration::from_secs(10), "scripted".to_owned());
    let subscription = Subscription { name, filter, order, start, deadline, attempts: 3, under_way: 8 };
    let handler = Arc::new(Scripted { script, handled: Mutex::default() });
    (Receiver { subscription, handler: Arc::clone(&handler) as _ }, handler)
}

#[tokio::test]
async fn a_copy_that_dies_between_its_effect_and_its_acknowledgement_does_nothing_twice() {
    let (app, _folder) = open().await;
    let delivered = app.outbox.report("p-1", report("delivered", "west"), "").expect("reported");
    app.broker.publish(&delivered).await.expect("published");
    // A copy saves its effect and is gone; the message is handed to another.
    for receiver in &app.receivers {
        receiver.handler.handle(&delivered).await.expect("handled");
    }
    app.start();
    until(async || {
        let all = blueprint_pub_sub::monitor::look(&*app.broker, &app.receivers).await.expect("read");
        all.values().all(|backlog| backlog.waiting + backlog.under_way == 0)
    })
    .await;
    let charges = app.billing.charges().expect("read");
    assert_eq!((charges.len(), charges[0].cents), (1, 610));
    app.stop().await;
}

#[tokio::test]
async fn a_publisher_that_dies_between_the_broker_and_its_own_note_publishes_once() {
    let (app, _folder) = open().await;
    for nth in 0..5 {
        app.outbox.report(&format!("p-{nth}"), report("delivered", "north"), "").expect("reported");
    }
    // The broker has the first three, and nobody noted that.
    for (_, message) in app.outbox.unsent(3).expect("read") {
        app.broker.publish(&message).await.expect("published");
    }
    app.start();
    until(async || app.billing.charges().expect("read").len() == 5 && app.outbox.unsent(9).expect("read").is_empty())
        .await;
    let backlog = app.broker.backlog(&app.receivers[1].subscription).await.expect("read");
    assert_eq!((backlog.let_through, backlog.deliveries), (5, 5));
    app.stop().await;
}

#[tokio::test]
async fn an_old_message_that_comes_late_changes_nothing() {
    let (app, _folder) = open().await;
    let first = app.outbox.report("p-1", report("moved", "north"), "").expect("reported");
    let second = app.outbox.report("p-1", report("delivered", "south"), "").expect("reported");
    for message in [&second, &first, &second, &first] {
        app.tracking.handle(message).await.expect("handled");
    }
    let state = app.tracking.state("p-1").expect("read").expect("known");
    assert_eq!((state.version, state.kind.as_str()), (2, "delivered"));
}

#[tokio::test(start_paused = true)]
async fn what_fails_is_tried_again_and_then_set_aside_until_somebody_mends_it() {
    let broken = Arc::new(AtomicUsize::new(1));
    let flag = Arc::clone(&broken);
    let (receiver, handler) =
        scripted(Order::ByKey, move |message: &Message| match (message.version, flag.load(Ordering::SeqCst)) {
            (2, 1) => Err(HandleError::Later("the table is locked".into())),
            (3, 1) => panic!("a mistake of ours"),
            (4, 1) => Err(HandleError::Never("no such street".into())),
            _ => Ok(()),
        });
    let broker: Arc<dyn Broker> = Arc::new(Embedded::new(2, 100));
    broker.subscribe(&receiver.subscription).await.expect("subscribed");
    for message in messages(10) {
        broker.publish(&message).await.expect("published");
    }
    let stop = CancellationToken::new();
    let working = tokio::spawn(group::copy(Arc::clone(&broker), receiver.clone(), stop.clone()));
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(handler.handled.lock().expect("no panic").len(), 4, "versions 1 and 5 of both");
    let dead = broker.dead(&receiver.subscription, 10).await.expect("read");
    let mut told: Vec<_> = dead.iter().map(|dead| (dead.message.version, dead.attempts, dead.why.as_str())).collect();
    told.sort();
    assert_eq!(told[0], (2, 3, "the table is locked"));
    assert_eq!(told[2], (3, 3, "it panicked"));
    assert_eq!(told[4], (4, 1, "no such street"));
    // Mended, they are handled by this receiver, and are gone.
    broken.store(0, Ordering::SeqCst);
    let replayed = dead_letters::replay(&*broker, &receiver).await.expect("replayed");
    assert_eq!((replayed.handled, replayed.left), (6, 0));
    assert_eq!(broker.dead(&receiver.subscription, 10).await.expect("read"), []);
    stop.cancel();
    working.await.expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_kills_every_copy_that_has_it_is_set_aside_too() {
    let (receiver, handler) = scripted(Order::Any, |_: &Message| Ok(()));
    let broker: Arc<dyn Broker> = Arc::new(Embedded::new(1, 100));
    broker.subscribe(&receiver.subscription).await.expect("subscribed");
    broker.publish(&messages(1)[0]).await.expect("published");
    for attempt in 1..=3 {
        let taken = broker.fetch(&receiver.subscription, 0, 1, Duration::from_secs(60)).await.expect("fetched");
        assert_eq!(taken[0].attempt, attempt);
    }
    let stop = CancellationToken::new();
    let working = tokio::spawn(group::copy(Arc::clone(&broker), receiver.clone(), stop.clone()));
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(handler.handled.lock().expect("no panic").len(), 0);
    assert_eq!(broker.dead(&receiver.subscription, 10).await.expect("read").len(), 1);
    stop.cancel();
    working.await.expect("no panic");
}

#[tokio::test]
async fn a_receiver_that_stands_still_holds_up_nobody_and_catches_up() {
    let (app, _folder) = open().await;
    let app = Arc::new(app);
    app.start();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(axum::serve(listener, server::router(Arc::clone(&app))).into_future());
    let client = reqwest::Client::new();
    let get = async |path: &str| -> Value {
        client.get(format!("{url}{path}")).send().await.expect("sent").json().await.expect("JSON")
    };
    let copies = async |copies: usize| {
        let request = client.put(format!("{url}/groups/billing")).json(&json!({ "copies": copies }));
        assert_eq!(request.send().await.expect("sent").status(), 200);
    };
    copies(0).await;
    for (nth, region) in ["north", "south", "atlantis"].into_iter().enumerate() {
        let report = json!({ "kind": "delivered", "region": region });
        let sent = client.post(format!("{url}/parcels/p-{nth}")).json(&report).send().await.expect("sent");
        assert_eq!(sent.status(), 202);
    }
    until(async || get("/parcels/p-2").await["kind"] == json!("delivered")).await;
    assert_eq!(get("/charges").await, json!([]));
    assert_eq!(get("/backlog").await["billing"]["waiting"], json!(3));
    copies(3).await;
    until(async || get("/charges").await.as_array().is_some_and(|all| all.len() == 2)).await;
    until(async || get("/dead/billing").await.as_array().is_some_and(|all| all.len() == 1)).await;
    assert_eq!(get("/dead/billing").await[0]["why"], json!("there is no price for `atlantis`"));
    let bad = client.post(format!("{url}/parcels/p.1")).json(&json!({ "kind": "moved", "region": "north" }));
    assert_eq!(bad.send().await.expect("sent").status(), 400);
    app.stop().await;
}
