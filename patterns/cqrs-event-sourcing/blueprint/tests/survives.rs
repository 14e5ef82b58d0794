//! The service is killed while it works, commands come twice, and it dies in the middle of a rebuild: nothing that
//! was acknowledged is lost, nothing counts twice.

mod world;

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use blueprint_cqrs_event_sourcing::app::App;
use blueprint_cqrs_event_sourcing::domain;
use blueprint_cqrs_event_sourcing::server;
use blueprint_cqrs_event_sourcing::settings::Settings;
use reqwest::Client;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;
use world::{World, by, id};

/// The service in a process of its own.
struct Process {
    child: Child,
    url: String,
}

impl Process {
    fn start(data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_blueprint-cqrs-event-sourcing"));
        command.current_dir(data.parent().expect("a folder")).env("APP_DATA", data).env("APP_LISTEN", "127.0.0.1:0");
        command.env("APP_LOG", "json").env("APP_REST", "1ms").env("APP_BATCH", "3");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("started");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let address = lines.by_ref().find_map(|line| {
            let line: Value = serde_json::from_str(&line.ok()?).ok()?;
            line["fields"]["address"].as_str().map(str::to_owned)
        });
        // Nobody shall wait for somebody to read.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url: format!("http://{}", address.expect("it serves")) }
    }

    fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }
}

async fn send(client: &Client, url: &str, key: Uuid, cents: i64) -> Option<i64> {
    let deposit = json!({ "deposit": { "cents": cents, "purpose": "gift" } });
    let request = client
        .post(format!("{url}/accounts/one"))
        .header("x-actor", "clerk")
        .header("idempotency-key", key.to_string());
    let answer = request.json(&deposit).send().await.ok()?;
    let answer: Value = answer.json().await.ok()?;
    answer["position"].as_i64()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_is_killed_at_work_loses_nothing_and_counts_nothing_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let client = Client::new();
    // What was sent, and where it was said to be.
    let mut sent: HashMap<Uuid, Option<i64>> = HashMap::new();
    for round in 0..4 {
        let process = Process::start(&data);
        if round == 0 {
            let open = client.put(format!("{}/accounts/one", process.url)).header("x-actor", "clerk");
            let opened = open.json(&json!({ "person": "ada", "name": "Ada" })).send().await.expect("an answer");
            assert_eq!(opened.status(), 201);
        }
        // Those that nobody knows of whether they arrived are sent again.
        for (key, position) in sent.iter_mut().filter(|(_, position)| position.is_none()) {
            *position = send(&client, &process.url, *key, 7).await;
        }
        let working = tokio::spawn({
            let (client, url) = (client.clone(), process.url.clone());
            async move {
                let mut sent = Vec::new();
                loop {
                    let keys = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
                    let all = keys.map(|key| send(&client, &url, key, 7));
                    let [one, two, three] = all;
                    let answers = tokio::join!(one, two, three);
                    let answers = [answers.0, answers.1, answers.2];
                    sent.extend(keys.into_iter().zip(answers));
                    if answers.contains(&None) {
                        return sent;
                    }
                }
            }
        });
        tokio::time::sleep(Duration::from_millis(150 + 70 * round)).await;
        process.kill();
        sent.extend(working.await.expect("no panic"));
    }
    let process = Process::start(&data);
    let mut last = 0;
    for (key, position) in &mut sent {
        let again = send(&client, &process.url, *key, 7).await.expect("an answer");
        assert!(position.is_none_or(|position| position == again), "a repeat is answered like the first");
        last = again.max(last);
    }
    let began = Instant::now();
    let row = loop {
        let answer =
            client.get(format!("{}/accounts/one?position={last}", process.url)).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        if answer["pending"] == json!(false) {
            break answer;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{answer}");
    };
    assert!(sent.len() > 20, "{} are too few to show anything", sent.len());
    assert_eq!(row["found"]["cents"], json!(7 * sent.len()));
    let record: Value =
        client.get(format!("{}/record", process.url)).send().await.expect("sent").json().await.expect("JSON");
    assert_eq!((&record["events"], &record["broken_at"]), (&json!(1 + sent.len()), &Value::Null));
    process.kill();
}

/// What waits for the disk in place cannot do so on a runtime of one thread, and panics.
#[tokio::test]
async fn a_request_that_panics_is_answered_and_so_is_the_next() {
    let world = World::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/record", listener.local_addr().expect("an address"));
    tokio::spawn(axum::serve(listener, server::router(Arc::new(world.app))).into_future());
    let client = Client::new();
    for _ in 0..2 {
        let answer = client.get(&url).send().await.expect("an answer");
        assert_eq!(answer.status(), 500);
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer["error"]["code"], json!("broke-off"));
    }
}

#[test]
fn a_view_that_dies_between_its_rows_and_its_position_has_both_or_neither() {
    let world = World::new();
    world.open("one", "ada", "Ada");
    for _ in 0..20 {
        world.deposit("one", 5);
    }
    // A crash after the rows and before the position: what writes the position fails.
    let file = world.settings.data.join("views/accounts.sqlite");
    let change =
        |statement: &str| Connection::open(&file).and_then(|file| file.execute_batch(statement)).expect("changed");
    change("create trigger crash before update of position on checkpoint begin select raise(abort, 'crash'); end");
    let view = &world.app.accounts;
    let process = || view.processor.process(&world.app.store, 100);
    assert!(process().is_err());
    assert_eq!(world.accounts(), []);
    change("drop trigger crash");
    process().expect("processed");
    assert_eq!(world.accounts()[0].cents, 100);
}

#[test]
fn a_rebuild_that_is_cut_off_leaves_the_view_that_was() {
    let world = World::new();
    world.open("one", "ada", "Ada");
    world.deposit("one", 100);
    world.catch_up();
    // A process that dies while it fills the second tables leaves nothing. One that dies while the first file takes them
    // over has all of them or none.
    let world = world.restart_after(|data| {
        std::fs::copy(data.join("views/accounts.sqlite"), data.join("next.sqlite")).expect("copied");
    });
    let next = Connection::open(world.settings.data.join("next.sqlite")).expect("opened");
    next.execute_batch("update accounts set cents = 0").expect("changed");
    let mut live = Connection::open(world.settings.data.join("views/accounts.sqlite")).expect("opened");
    let taking_over = Backup::new(&next, &mut live).expect("begun");
    assert_eq!(taking_over.step(3).expect("three pages"), StepResult::More);
    assert_eq!(world.accounts()[0].cents, 100);
    drop(taking_over);
    assert_eq!(world.accounts()[0].cents, 100);
}

#[test]
fn two_services_on_one_record_do_not_write_over_each_other() {
    let world = World::with(|settings| settings.retries = 1_000);
    world.open("one", "ada", "Ada");
    world.deposit("one", 400);
    let second: Settings = world.settings.clone();
    let second = App::open(&second).expect("opened");
    let reserve = |app: &App, who: &str| {
        let reserve = |nth| domain::Command::Reserve { hold: id(&format!("{who}-{nth}")), cents: 50 };
        (0..10).filter(|nth| app.commands.handle(&id("one"), &reserve(*nth), &by(who)).is_ok()).count()
    };
    let got = std::thread::scope(|scope| {
        let other = scope.spawn(|| reserve(&second, "b"));
        reserve(&world.app, "a") + other.join().expect("no panic")
    });
    assert_eq!(got, 8);
}
