//! How often somebody may call: a bucket of tokens for each client, or for each address where nobody signed in.
//!
//! It is counted by this process alone. With several copies of the gateway a client gets as many times its quota
//! as there are copies; a counter that they share needs a rule for the day on which it is away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use hyper::StatusCode;
use hyper::header::RETRY_AFTER;

use crate::exchange::{Client, Peer, refuse};

/// How many checks pass between two times that buckets which are full again are thrown away.
const SWEEP: u64 = 10_000;

/// The buckets of one route.
pub struct RateLimit {
    buckets: DefaultKeyedRateLimiter<String>,
    checks: AtomicU64,
}

impl RateLimit {
    /// With all buckets full.
    pub fn new(quota: Quota) -> Self {
        Self { buckets: RateLimiter::keyed(quota), checks: AtomicU64::new(0) }
    }
}

/// Lets those pass who have something left of their quota.
pub async fn check(State(limit): State<Arc<RateLimit>>, request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    let key = match (extensions.get::<Client>(), extensions.get::<Peer>()) {
        (Some(Client(client)), _) => format!("client {client}"),
        (None, Some(Peer(address))) => format!("address {}", address.ip()),
        (None, None) => String::new(),
    };
    let RateLimit { buckets, checks } = &*limit;
    if checks.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
        buckets.retain_recent();
    }
    let Err(not_yet) = buckets.check_key(&key) else {
        return next.run(request).await;
    };
    // Rounded up: whoever comes back a moment too early is refused once more.
    let seconds = not_yet.wait_time_from(buckets.clock().now()).as_secs() + 1;
    let refusal = refuse(StatusCode::TOO_MANY_REQUESTS, "too-many", "the quota is used up for now");
    ([(RETRY_AFTER, seconds.to_string())], refusal).into_response()
}
