//! Answers that are the same for everybody, from memory.
//!
//! Stored is only what the service marks as public, for as long as it says, and never under a key that lacks
//! something on which the answer depends: otherwise one customer sees the other's page. How long an answer is good,
//! and for which requests, `http-cache-semantics` knows.

use std::sync::Arc;
use std::time::SystemTime;

use axum::body::{Body, Bytes, to_bytes};
use http_cache_semantics::{BeforeRequest, CachePolicy};
use hyper::Method;
use hyper::header::{self, HeaderName};
use hyper::http::request::Parts;
use moka::future::Cache as Store;

use crate::exchange::{IntoResponse, Next, Request, Response, State, StatusCode, refuse};

/// The longest answer that is remembered.
const LARGEST: usize = 256 * 1024;

/// Headers of a request that often make its answer another one. By others an answer may differ, too: then the last one
/// is remembered.
const VARY: [HeaderName; 3] = [header::ACCEPT, header::ACCEPT_ENCODING, header::ACCEPT_LANGUAGE];

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// The answers of one route, and when each is good; clones share them.
#[derive(Clone)]
pub struct Cache(Store<String, Arc<(CachePolicy, Bytes)>>);

impl Cache {
    /// An empty one, for so many bytes.
    pub fn new(bytes: u64) -> Self {
        let weigh =
            |key: &String, stored: &Arc<(_, Bytes)>| (key.len() + stored.1.len()).try_into().unwrap_or(u32::MAX);
        Self(Store::builder().max_capacity(bytes).weigher(weigh).build())
    }
}

/// Answers from memory, or goes on and remembers what may be remembered.
pub async fn remember(State(Cache(store)): State<Cache>, request: Request, next: Next) -> Result<Response, Response> {
    if request.method() != Method::GET {
        return Ok(next.run(request).await);
    }
    let (head, body) = request.into_parts();
    let key = key(&head);
    if let Some((policy, body)) = store.get(&key).await.as_deref()
        && let BeforeRequest::Fresh(head) = policy.before_request(&head, SystemTime::now())
    {
        let answer = Response::from_parts(head, Body::from(body.clone()));
        return Ok(([(CACHE_STATUS, "gateway; hit")], answer).into_response());
    }
    let answer = next.run(Request::from_parts(head.clone(), body)).await;
    let policy = CachePolicy::new(&head, &answer);
    if !is_for_all(&answer) || policy.is_stale(SystemTime::now()) {
        return Ok(answer);
    }
    let (head, body) = answer.into_parts();
    let broken = |_| refuse(StatusCode::BAD_GATEWAY, "broken-off", "the service broke off in the middle of its answer");
    let body = to_bytes(body, LARGEST).await.map_err(broken)?;
    store.insert(key, Arc::new((policy, body.clone()))).await;
    let answer = Response::from_parts(head, Body::from(body));
    Ok(([(CACHE_STATUS, "gateway; fwd=miss; stored")], answer).into_response())
}

/// The address, and what the request says of the headers in [`VARY`].
fn key(head: &Parts) -> String {
    let said = VARY.map(|name| head.headers.get_all(name).iter().collect::<Vec<_>>());
    format!("{} {said:?}", head.uri)
}

/// Whether the service says that everybody may be told this, and how long it is. Larger answers pass by.
fn is_for_all(answer: &Response) -> bool {
    let words = |name| answer.headers().get_all(name).iter().filter_map(|value| value.to_str().ok());
    let public = words(header::CACHE_CONTROL).flat_map(|line| line.split(',')).any(|word| word.trim() == "public");
    let small = words(header::CONTENT_LENGTH).any(|length| length.parse().is_ok_and(|length: usize| length <= LARGEST));
    public && small && !answer.headers().contains_key(header::SET_COOKIE)
}
