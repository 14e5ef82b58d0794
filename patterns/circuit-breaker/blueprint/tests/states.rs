//! The breaker alone, with time that passes as the test says.

use std::time::Duration;

use blueprint_circuit_breaker::breaker::{Breaker, BreakerSettings, Forced, Outcome, State};
use proptest::prelude::*;

fn settings() -> BreakerSettings {
    BreakerSettings { window: 10, minimum: 4, probes: 2, ..BreakerSettings::default() }
}

fn breaker() -> Breaker {
    Breaker::new(settings(), 7, Box::new(|_, _, _| {}))
}

fn call(breaker: &Breaker, outcome: Outcome) -> bool {
    breaker.admit().map(|admission| admission.ended(outcome)).is_ok()
}

fn calls(breaker: &Breaker, outcomes: &[Outcome]) {
    for &outcome in outcomes {
        assert!(call(breaker, outcome), "refused while {:?}", breaker.state());
    }
}

/// The longest pause that jitter makes.
const LONGEST_PAUSE: Duration = Duration::from_secs(72);
/// The same for the first.
const PAUSE: Duration = Duration::from_millis(2_400);

#[tokio::test(start_paused = true)]
async fn it_trips_once_half_of_the_calls_fail_and_not_before_there_are_enough() {
    let breaker = breaker();
    calls(&breaker, &[Outcome::Failed; 3]);
    assert_eq!(breaker.state(), State::Closed);
    calls(&breaker, &[Outcome::Good]);
    assert_eq!(breaker.state(), State::Open);
    let refused = breaker.admit().err().expect("refused");
    assert!(refused.retry_after > Duration::from_secs(1), "{refused:?}");
}

#[tokio::test(start_paused = true)]
async fn slow_answers_trip_it_too() {
    let breaker = breaker();
    calls(&breaker, &[Outcome::Good, Outcome::Slow, Outcome::Slow, Outcome::Slow, Outcome::Slow]);
    assert_eq!(breaker.state(), State::Open);
}

#[tokio::test(start_paused = true)]
async fn calls_of_long_ago_are_forgotten() {
    let breaker = breaker();
    calls(&breaker, &[Outcome::Failed, Outcome::Failed, Outcome::Failed]);
    breaker.force(None);
    calls(&breaker, &[Outcome::Good; 10]);
    calls(&breaker, &[Outcome::Failed; 4]);
    assert_eq!(breaker.state(), State::Closed, "4 of the last 10");
    calls(&breaker, &[Outcome::Failed]);
    assert_eq!(breaker.state(), State::Open, "5 of the last 10");
}

#[tokio::test(start_paused = true)]
async fn good_probes_close_it() {
    let breaker = breaker();
    calls(&breaker, &[Outcome::Failed; 4]);
    tokio::time::advance(PAUSE).await;
    let first = breaker.admit().expect("a probe");
    let second = breaker.admit().expect("another");
    assert!(breaker.admit().is_err(), "the rest is refused");
    first.ended(Outcome::Good);
    assert!(breaker.admit().is_err(), "one good and one under way are enough");
    second.ended(Outcome::Good);
    assert_eq!(breaker.state(), State::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_bad_probe_opens_it_for_longer() {
    let breaker = breaker();
    calls(&breaker, &[Outcome::Failed; 4]);
    tokio::time::advance(PAUSE).await;
    calls(&breaker, &[Outcome::Slow]);
    assert_eq!(breaker.state(), State::Open);
    tokio::time::advance(PAUSE).await;
    assert!(!call(&breaker, Outcome::Good), "the second pause is twice the first");
    tokio::time::advance(PAUSE).await;
    assert!(call(&breaker, Outcome::Good));
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_nobody_waits_for_gives_its_place_back() {
    let breaker = breaker();
    calls(&breaker, &[Outcome::Failed; 4]);
    tokio::time::advance(PAUSE).await;
    for _ in 0..10 {
        drop(breaker.admit().expect("a probe"));
    }
    calls(&breaker, &[Outcome::Good, Outcome::Good]);
    assert_eq!(breaker.state(), State::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_began_before_the_trip_says_nothing_of_the_probes() {
    let breaker = breaker();
    let early = breaker.admit().expect("closed");
    calls(&breaker, &[Outcome::Failed; 4]);
    tokio::time::advance(PAUSE).await;
    let probe = breaker.admit().expect("a probe");
    early.ended(Outcome::Failed);
    assert_eq!(breaker.state(), State::HalfOpen);
    probe.ended(Outcome::Good);
}

#[tokio::test(start_paused = true)]
async fn a_person_can_open_and_close_it() {
    let breaker = breaker();
    breaker.force(Some(Forced::Open));
    assert!(breaker.admit().is_err());
    breaker.force(Some(Forced::Closed));
    calls(&breaker, &[Outcome::Failed; 50]);
    breaker.force(None);
    calls(&breaker, &[Outcome::Failed; 4]);
    assert_eq!(breaker.state(), State::Open);
}

#[derive(Debug, Clone)]
enum Step {
    Call(u8),
    GiveUp,
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0_u8..3).prop_map(Step::Call),
        1 => Just(Step::GiveUp),
        1 => (1_u64..90).prop_map(Step::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happened, once calls are good again it closes, within two of the longest pauses.
    #[test]
    fn it_always_finds_back(steps in proptest::collection::vec(step(), 0..200)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.expect("a runtime").block_on(async {
            let breaker = breaker();
            for step in steps {
                match step {
                    Step::Call(0) => { call(&breaker, Outcome::Good); }
                    Step::Call(1) => { call(&breaker, Outcome::Slow); }
                    Step::Call(_) => { call(&breaker, Outcome::Failed); }
                    Step::GiveUp => drop(breaker.admit()),
                    Step::Pass(seconds) => tokio::time::advance(Duration::from_secs(seconds)).await,
                }
            }
            // Twice, because the first good call may be the one with which there are enough to trip.
            for _ in 0..2 {
                tokio::time::advance(LONGEST_PAUSE).await;
                call(&breaker, Outcome::Good);
                call(&breaker, Outcome::Good);
            }
            prop_assert_eq!(breaker.state(), State::Closed);
            Ok(())
        })?;
    }
}
