//! The services behind the door: how they are reached, which copy gets a request, and what changes in requests and
//! answers when they pass from one connection to another.

pub mod balancer;

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Version};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// Headers about one connection, which say nothing of the next (RFC 9110, section 7.6.1).
const ONE_CONNECTION: [&str; 7] =
    ["connection", "proxy-connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// Speaks HTTP to services and to the identity provider; clones share its connections.
pub type Http = Client<HttpConnector, Body>;

/// A client whose connections stay open for the next request.
pub fn http() -> Http {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(Duration::from_secs(1)));
    Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector)
}

/// Makes the request that came in one that goes out, but for whom it goes to.
fn prepare(request: &mut Request) {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let from = peer.and_then(|peer| HeaderValue::try_from(peer.ip().to_string()).ok());
    let headers = request.headers_mut();
    drop_connection_headers(headers);
    let host = headers.remove(header::HOST);
    // Put in place of what a caller may have said of itself.
    for (name, value) in [("x-forwarded-for", from), ("x-forwarded-host", host)] {
        headers.remove(name);
        headers.extend(value.map(|value| (HeaderName::from_static(name), value)));
    }
    *request.version_mut() = Version::HTTP_11;
}

/// Takes away what is about one connection only, also what `Connection` names.
fn drop_connection_headers(headers: &mut HeaderMap) {
    let values = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let named: Vec<String> = values.flat_map(|value| value.split(',')).map(|name| name.trim().to_owned()).collect();
    for name in named.iter().map(String::as_str).chain(ONE_CONNECTION) {
        headers.remove(name);
    }
}
