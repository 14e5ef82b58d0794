//! How often somebody may call: a bucket of tokens for each client, or for each address where nobody signed in.
//!
//! It is counted by this process alone. With several copies of the gateway a client gets as many times its quota
//! as there are copies; a counter that they share needs a rule for the day on which it is away.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ConnectInfo;
use governor::DefaultKeyedRateLimiter;
use governor::clock::Clock;
use hyper::header::RETRY_AFTER;

use crate::exchange::{Client, IntoResponse, Next, Request, Response, State, StatusCode, refuse};

/// The buckets of one route.
pub type RateLimit = DefaultKeyedRateLimiter<String>;

/// Lets those pass who have something left of their quota.
pub async fn check(State(buckets): State<Arc<RateLimit>>, request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    let client = extensions.get::<Client>().map(|Client(client)| format!("client {client}"));
    let address = || extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| format!("address {}", peer.ip()));
    let key = client.or_else(address).unwrap_or_default();
    // Now and then, buckets that are full again are thrown away.
    if rand::random_ratio(1, 10_000) {
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
