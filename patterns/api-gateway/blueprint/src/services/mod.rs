//! The services behind the door: how they are reached, which copy gets a request, and three to try things with.

pub mod balancer;
pub mod demo;
mod forward;

use std::time::Duration;

use axum::body::Body;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// Speaks HTTP to services and to the identity provider; clones share its connections.
pub type Http = Client<HttpConnector, Body>;

/// A client whose connections stay open for the next request.
pub fn http() -> Http {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(Duration::from_secs(1)));
    Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector)
}
