//! How often somebody may call: a bucket of tokens for each client, or for each address where nobody signed in.
//!
//! It is counted by this process alone. With several copies of the gateway a client gets as many times its quota
//! as there are copies; a counter that they share needs a rule for the day on which it is away.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use hyper::{Request, Response, StatusCode};

use super::{Concern, Stage, go_on};
use crate::control::file::LimitRule;
use crate::exchange::{Body, Client, Peer, refuse_for};

/// How many checks pass between two times that buckets which are full again are thrown away.
const SWEEP: u64 = 10_000;

/// The limit of one route; clones share the buckets.
#[derive(Clone)]
pub struct RateLimit(Arc<Buckets>);

struct Buckets {
    limiter: RateLimiter<String, HashMapStateStore<String>, DefaultClock>,
    clock: DefaultClock,
    checks: AtomicU64,
}

impl RateLimit {
    /// With all buckets full. `None` for a rule that lets nobody through.
    pub fn new(rule: &LimitRule) -> Option<Self> {
        let burst = NonZeroU32::new(rule.burst.unwrap_or(rule.requests))?;
        let quota = Quota::with_period(rule.per.checked_div(rule.requests)?)?.allow_burst(burst);
        let (limiter, clock) = (RateLimiter::hashmap(quota), DefaultClock::default());
        Some(Self(Arc::new(Buckets { limiter, clock, checks: AtomicU64::new(0) })))
    }
}

impl Concern for RateLimit {
    async fn handle(self, request: Request<Body>, next: impl Stage) -> Response<Body> {
        let extensions = request.extensions();
        let key = match (extensions.get::<Client>(), extensions.get::<Peer>()) {
            (Some(Client(client)), _) => format!("client {client}"),
            (None, Some(Peer(address))) => format!("address {}", address.ip()),
            (None, None) => String::new(),
        };
        let Buckets { limiter, clock, checks } = &*self.0;
        if checks.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            limiter.retain_recent();
        }
        match limiter.check_key(&key) {
            Ok(()) => go_on(next, request).await,
            Err(not_yet) => {
                let pause = not_yet.wait_time_from(clock.now());
                refuse_for(StatusCode::TOO_MANY_REQUESTS, "too-many", "the quota is used up for now", pause)
            }
        }
    }
}
