//! What passes through the gateway, and the answers it gives itself.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde_json::json;

/// What went wrong while a body came in.
#[derive(Debug, thiserror::Error)]
#[error("the body broke off: {0}")]
pub struct BodyError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl BodyError {
    /// Whatever the cause is.
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// A body under way: it is passed on piece by piece, and never all of it in memory unless a concern needs it.
pub type Body = UnsyncBoxBody<Bytes, BodyError>;

/// Where a request came from. The door puts it into each request.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Who calls, where a token said so. Authentication puts it into request and answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client(pub Arc<str>);

/// The route that was found. The router puts it into the answer.
#[derive(Debug, Clone)]
pub struct Routed(pub Arc<str>);

/// Marks an answer that is the gateway's own, with its code, apart from those of the services.
#[derive(Debug, Clone, Copy)]
pub struct OwnAnswer(pub &'static str);

/// A body that is all there.
pub fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// An answer of the gateway's own.
pub fn refuse(status: StatusCode, code: &'static str, message: &str) -> Response<Body> {
    let mut answer = Response::new(whole(json!({ "error": { "code": code, "message": message } }).to_string()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.extensions_mut().insert(OwnAnswer(code));
    answer
}

/// The same, with the time after which it is worth while to ask again.
pub fn refuse_for(status: StatusCode, code: &'static str, message: &str, pause: Duration) -> Response<Body> {
    let mut answer = refuse(status, code, message);
    // Rounded up: whoever comes back a moment too early is refused once more.
    let seconds = pause.as_secs() + u64::from(pause.subsec_nanos() > 0);
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    answer
}
