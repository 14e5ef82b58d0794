//! What changes in every request and answer when it passes from one connection to another.

use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::uri::{Authority, PathAndQuery, Scheme};
use hyper::{HeaderMap, Request, Uri, Version};

use crate::exchange::{Body, Peer};

/// Headers about one connection, which say nothing of the next (RFC 9110, section 7.6.1).
const ONE_CONNECTION: [HeaderName; 8] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
];

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Takes away what is about one connection only, also what `Connection` names.
pub(super) fn drop_connection_headers(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in ONE_CONNECTION.iter().chain(&named) {
        headers.remove(name);
    }
}

/// Makes the request that came in one that goes out, but for whom it goes to.
pub(super) fn prepare(request: &mut Request<Body>) {
    drop_connection_headers(request.headers_mut());
    let from = request.extensions().get::<Peer>().map(|Peer(address)| address.ip().to_string());
    let host = request.headers_mut().remove(header::HOST);
    let headers = request.headers_mut();
    // Put in place of what a caller may have said of itself.
    match from.and_then(|from| HeaderValue::from_str(&from).ok()) {
        Some(from) => headers.insert(FORWARDED_FOR, from),
        None => headers.remove(FORWARDED_FOR),
    };
    match host {
        Some(host) => headers.insert(FORWARDED_HOST, host),
        None => headers.remove(FORWARDED_HOST),
    };
    *request.version_mut() = Version::HTTP_11;
}

/// Says which copy it goes to.
pub(super) fn address(uri: &Uri, copy: &Authority) -> Uri {
    let mut parts = hyper::http::uri::Parts::default();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(copy.clone());
    parts.path_and_query = Some(uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/")));
    // Three parts that were parts of addresses make one again.
    Uri::from_parts(parts).unwrap_or_default()
}
