//! What changes in every request and answer when it passes from one connection to another.

use axum::extract::Request;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::uri::{Authority, PathAndQuery, Scheme};
use hyper::{HeaderMap, Uri, Version};

use crate::exchange::Peer;

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
    let values = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let names = values.flat_map(|value| value.split(',')).filter_map(|name| name.trim().parse().ok());
    for name in names.chain(ONE_CONNECTION).collect::<Vec<HeaderName>>() {
        headers.remove(name);
    }
}

/// Makes the request that came in one that goes out, but for whom it goes to.
pub(super) fn prepare(request: &mut Request) {
    let from = request.extensions().get::<Peer>().map(|Peer(address)| address.ip().to_string());
    let headers = request.headers_mut();
    drop_connection_headers(headers);
    let host = headers.remove(header::HOST);
    let from = from.and_then(|from| HeaderValue::try_from(from).ok());
    // Put in place of what a caller may have said of itself.
    for (name, value) in [(FORWARDED_FOR, from), (FORWARDED_HOST, host)] {
        headers.remove(&name);
        headers.extend(value.map(|value| (name, value)));
    }
    *request.version_mut() = Version::HTTP_11;
}

/// Says which copy it goes to.
pub(super) fn address(uri: &Uri, copy: &Authority) -> Uri {
    let mut parts = uri.clone().into_parts();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(copy.clone());
    parts.path_and_query.get_or_insert(PathAndQuery::from_static("/"));
    // Three parts that were parts of addresses make one again.
    Uri::from_parts(parts).unwrap_or_default()
}
