//! Copies that are killed or hang, a provider that is gone, and files that are no good: the door stays open.

mod world;

use std::time::{Duration, Instant};

use axum::body::Body;
use blueprint_api_gateway::demo::Mood;
use blueprint_api_gateway::services::http;
use futures_util::future::join_all;
use hyper::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use world::{World, answer, until};

/// The routes of the project, with more calls than anybody here makes.
fn generous() -> String {
    let routes = include_str!("../routes.toml").replace("requests = 50,", "requests = 50000,");
    routes.replace("burst = 100", "burst = 100000").replace("requests = 100,", "requests = 100000,")
}

/// Where the `nth` copy is.
fn copy(world: &World, nth: usize) -> String {
    world.serving[nth + 2].address.to_string()
}

/// Kills what serves the `nth` copy, with all its connections.
async fn kill(world: &mut World, nth: usize) {
    let task = &mut world.serving[nth + 2].task;
    task.abort();
    let _ = task.await;
}

/// Starts it again where it was.
async fn revive(world: &mut World, nth: usize) {
    let served = &mut world.serving[nth + 2];
    let listener = TcpListener::bind(served.address).await.expect("the same port");
    served.task = answer(listener, world.copies[nth].router());
}

#[tokio::test]
async fn a_copy_that_is_killed_costs_no_request_and_gets_some_again_when_it_is_back() {
    let mut world = World::with(&generous()).await;
    let token = world.token("ann");
    let ask = async |world: &World, count: usize| {
        for nth in 0..count {
            assert_eq!(world.get("/orders", Some(&token)).await.status, 200, "request {nth}");
        }
    };
    ask(&world, 20).await;
    kill(&mut world, 0).await;
    ask(&world, 60).await;
    assert_eq!(world.control.table().ejected(), [copy(&world, 0)]);
    revive(&mut world, 0).await;
    let before = world.copies[0].calls();
    until(async || {
        ask(&world, 2).await;
        world.copies[0].calls() > before
    })
    .await;
    assert!(world.control.table().ejected().is_empty());
    assert!(!world.monitor.text().contains("status=\"5"), "no caller noticed");
}

#[tokio::test]
async fn a_request_that_may_have_been_carried_out_is_not_sent_again() {
    let mut world = World::with(&generous()).await;
    let bearer = format!("Bearer {}", world.token("ann"));
    kill(&mut world, 0).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(world.ask("POST", "/orders", &[("authorization", &bearer)], "an anvil").await.status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 502, 502]);
    assert_eq!(world.copies[1].calls(), 2);
}

#[tokio::test]
async fn second_tries_stay_within_their_budget() {
    let mut world = World::with(&generous().replace("eject_after = 5", "eject_after = 1000000")).await;
    kill(&mut world, 0).await;
    let token = world.token("ann");
    let (began, mut refused) = (Instant::now(), 0);
    for _ in 0..200 {
        refused += u32::from(world.get("/orders", Some(&token)).await.status == 502);
    }
    // Half of 200 meet the dead copy; one request in ten pays for a second try, and time for one a second.
    let (tries, paid_for) = (100 - refused, 10.0 + 20.0 + began.elapsed().as_secs_f64());
    assert!(tries >= 28 && f64::from(tries) <= 1.25 * paid_for, "{tries} second tries, {paid_for} paid for");
}

#[tokio::test]
async fn a_service_that_hangs_fills_its_own_places_and_no_others() {
    let routes =
        generous().replace("in_flight = 100", "in_flight = 4").replace("timeout = \"2s\"", "timeout = \"60s\"");
    let world = World::with(&routes).await;
    world.copies[..2].iter().for_each(|copy| copy.set(Mood::Hanging));
    let token = world.token("ann");
    let hanging = join_all((0..4).map(|_| world.get("/orders", Some(&token))));
    let others = async {
        until(async || world.copies[0].calls() + world.copies[1].calls() == 4).await;
        let began = Instant::now();
        let refusal = world.get("/orders", Some(&token)).await;
        assert_eq!((refusal.status, refusal.header("retry-after")), (503, "1"));
        assert_eq!(world.get("/catalogue", None).await.status, 200);
        assert!(began.elapsed() < Duration::from_secs(5), "nobody waited for what hangs");
    };
    tokio::select! {
        _ = hanging => panic!("they hang"),
        () = others => {}
    }
    // Their places are free again, now that nobody waits any more.
    world.copies[..2].iter().for_each(|copy| copy.set(Mood::Well));
    until(async || world.get("/orders", Some(&token)).await.status == 200).await;
}

#[tokio::test]
async fn a_service_that_fails_is_left_alone_for_a_while() {
    let world = World::with(&generous().replace("eject_for = \"2s\"", "eject_for = \"60s\"")).await;
    let token = world.token("ann");
    world.copies[0].set(Mood::Failing);
    for _ in 0..20 {
        world.get("/orders", Some(&token)).await;
    }
    assert_eq!(world.copies[0].calls(), 5, "as many as `eject_after`");
    // With none well, all are tried: perhaps it is we who are cut off.
    world.copies[1].set(Mood::Failing);
    for _ in 0..20 {
        assert_eq!(world.get("/orders", Some(&token)).await.status, 503);
    }
    world.copies[0].set(Mood::Well);
    until(async || world.get("/orders", Some(&token)).await.status == 200).await;
}

#[tokio::test]
async fn callers_that_break_off_cost_no_copy_its_place() {
    let routes = generous().replace("eject_after = 5", "eject_after = 1");
    let world = World::with(&routes.replace("timeout = \"2s\"", "timeout = \"500ms\"")).await;
    let bearer = format!("Bearer {}", world.token("ann"));
    for _ in 0..3 {
        let mut stream = tokio::net::TcpStream::connect(world.serving[0].address).await.expect("connected");
        let head =
            format!("POST /orders HTTP/1.1\r\nhost: door\r\nauthorization: {bearer}\r\ncontent-length: 100\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("written");
        stream.shutdown().await.expect("closed");
        stream.read_to_end(&mut Vec::new()).await.expect("closed on the other side, too");
        // One that says nothing more is told so, and no service was asked.
        let mut stream = tokio::net::TcpStream::connect(world.serving[0].address).await.expect("connected");
        stream.write_all(head.as_bytes()).await.expect("written");
        let mut start = [0; 12];
        stream.read_exact(&mut start).await.expect("an answer");
        assert_eq!(&start, b"HTTP/1.1 408");
    }
    assert_eq!(world.copies.iter().map(|copy| copy.calls()).sum::<u64>(), 0);
    assert!(world.control.table().ejected().is_empty());
}

#[tokio::test]
async fn a_file_that_is_no_good_changes_nothing() {
    let world = World::start().await;
    let good = std::fs::read_to_string(&world.file).expect("read");
    let refused = async |text: &str, says: &str| {
        std::fs::write(&world.file, text).expect("written");
        let error = world.control.reload().expect_err("refused").to_string();
        assert!(error.contains(says), "{error}");
        assert_eq!(world.get("/catalogue", None).await.status, 200);
    };
    refused("[[route]", "not written as routes are").await;
    refused("", "has no routes").await;
    refused(&good.replace("service = \"catalogue\"", "service = \"catalog\""), "there is no service `catalog`").await;
    let trial = "trial = { service = \"catalog\", percent = 5 }";
    refused(&good.replace("# trial", &format!("{trial}\n#")), "there is no service `catalog`").await;
    // Well written and wrong: the catalogue would be gone.
    refused(&good.replace("paths = [\"/catalogue\"]", "paths = [\"/katalog\"]"), "should find the route `catalogue`")
        .await;
    std::fs::remove_file(&world.file).expect("removed");
    world.control.reload().expect_err("not there");
    assert_eq!((world.get("/catalogue", None).await.status, world.control.table().generation), (200, 1));
}

#[tokio::test]
async fn a_service_moves_while_requests_come_and_none_is_lost() {
    let mut world = World::with(&generous()).await;
    let (old, new) = (copy(&world, 2), copy(&world, 1));
    let (door, done) = (world.serving[0].address, CancellationToken::new());
    let asking = tokio::spawn({
        let done = done.clone();
        async move {
            let (http, mut statuses) = (http(), Vec::new());
            while !done.is_cancelled() {
                // Nothing from memory: each request has to find its service.
                let uri = format!("http://{door}/catalogue?nth={}", statuses.len());
                let request = Request::builder().uri(uri).body(Body::empty()).expect("a request");
                statuses.push(http.request(request).await.expect("an answer").status().as_u16());
            }
            statuses
        }
    });
    until(async || world.copies[2].calls() >= 50).await;
    world.change(&format!("copies = [\"{old}\"]"), &format!("copies = [\"{new}\"]")).await;
    until(async || world.copies[1].calls() > 0).await;
    kill(&mut world, 2).await;
    let before = world.copies[1].calls();
    until(async || world.copies[1].calls() >= before + 50).await;
    done.cancel();
    let statuses = asking.await.expect("it does not panic");
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    assert_eq!(world.get("/catalogue?last", None).await.json()["told-by"], "copy-2");
}

#[tokio::test]
async fn while_the_identity_provider_is_gone_known_keys_hold() {
    let world = World::start().await;
    let good = world.token("ann");
    world.serving[1].task.abort();
    until(async || world.keys.refresh(Duration::ZERO).await.is_err()).await;
    assert_eq!(world.get("/orders", Some(&good)).await.status, 200);
    world.issuer.rotate();
    assert_eq!(world.get("/orders", Some(&world.token("ann"))).await.status, 401, "nobody vouches for this key");
}

#[test]
fn a_file_can_be_tried_before_it_is_rolled_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |text: &str| {
        std::fs::write(folder.path().join("routes.toml"), text).expect("written");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_blueprint-api-gateway"));
        command.arg("check").current_dir(folder.path()).output().expect("it runs")
    };
    let good = include_str!("../routes.toml");
    assert!(check(good).status.success());
    let refusal = check(&good.replace("paths = [\"/catalogue\"]", "paths = [\"/{*all}\"]"));
    assert!(!refusal.status.success());
    let says = String::from_utf8_lossy(&refusal.stderr).into_owned();
    assert!(says.contains("`GET /mood` should find the route `none`") || says.contains("should find"), "{says}");
}
