//! The service over HTTP, while its upstream hangs, fails, is gone, and comes back.

mod world;

use std::time::{Duration, Instant};

use blueprint_circuit_breaker::upstream::demo::Mood;
use world::World;

#[tokio::test]
async fn an_upstream_that_hangs_costs_its_own_feature_and_nothing_else() {
    // Longer than the test takes: no call is a probe.
    let world = World::with_pause(Mood::Well, Duration::from_secs(60)).await;
    assert_eq!(
        world.get("/quotes/anvil").await,
        (200, r#"{"item":"anvil","cents":1000,"source":"upstream","age":0}"#.into())
    );
    world.demo.set(Mood::Hanging);
    world.flood(20).await;
    assert_eq!(world.state().await, "open");

    let before = world.demo.calls();
    let began = Instant::now();
    let (status, answer) = world.get("/quotes/anvil").await;
    assert_eq!((status, answer.contains(r#""source":"remembered""#)), (200, true), "{answer}");
    let (status, answer) = world.get("/quotes/bellows").await;
    assert_eq!((status, answer.contains("unavailable")), (503, true), "{answer}");
    assert_eq!(world.get("/items").await.0, 200);
    assert!(began.elapsed() < world.settings.upstream.timeout, "refused without a try");
    assert_eq!(world.demo.calls(), before);
}

#[tokio::test]
async fn an_upstream_that_comes_back_is_found_again() {
    let world = World::start(Mood::Failing { every: 1 }).await;
    world.flood(20).await;
    assert_eq!(world.state().await, "open");
    world.demo.set(Mood::Well);
    world.until("closed").await;
    assert_eq!(world.get("/quotes/bellows").await.0, 200);
    let (_, metrics) = world.get("/metrics").await;
    assert!(!metrics.contains("breaker_trips_total 0"), "{metrics}");
    assert!(metrics.contains("breaker_state 0"), "{metrics}");
}

#[tokio::test]
async fn an_upstream_that_is_killed_and_started_again_is_found_again() {
    let mut world = World::start(Mood::Well).await;
    world.kill_upstream().await;
    world.flood(20).await;
    assert_eq!(world.state().await, "open");
    world.restart_upstream().await;
    world.until("closed").await;
}

#[tokio::test]
async fn what_the_caller_did_wrong_is_no_failure() {
    let world = World::start(Mood::Well).await;
    for _ in 0..40 {
        assert_eq!(world.get("/quotes/nonsense").await.0, 404);
    }
    assert_eq!(world.get("/quotes/No!").await.0, 400);
    assert_eq!(world.state().await, "closed");
}

#[tokio::test]
async fn more_calls_than_the_bulkhead_has_places_are_refused_at_once() {
    let world = World::start(Mood::Hanging).await;
    let calls = (0..12).map(|_| world.timed("/quotes/anvil"));
    let times = futures_util::future::join_all(calls).await;
    let quick = times.iter().filter(|time| **time < world.settings.upstream.timeout).count();
    assert_eq!(quick, 12 - world.settings.bulkhead.permits);
}

#[tokio::test]
async fn requests_under_way_end_before_the_service_does() {
    let world = World::start(Mood::Slow { ms: 100 }).await;
    let request = world.timed("/quotes/anvil");
    let stop = async {
        while world.demo.calls() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        world.stop.cancel();
    };
    let (took, ()) = tokio::join!(request, stop);
    assert!(took >= Duration::from_millis(100));
}
