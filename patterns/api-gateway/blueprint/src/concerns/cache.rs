//! Answers that are the same for everybody, from memory.
//!
//! Stored is only what the service marks as public, for as long as it says, and never under a key that lacks
//! something on which the answer depends: otherwise one customer sees the other's page.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::header::{AGE, CACHE_CONTROL, CONTENT_LENGTH, HeaderName, HeaderValue, SET_COOKIE, VARY};
use hyper::http::response::Parts;
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use moka::Expiry;
use moka::future::Cache as Store;

use super::{Concern, Stage, go_on};
use crate::control::file::CacheRule;
use crate::exchange::{Body, refuse, whole};

/// Larger answers pass by.
const LARGEST: usize = 256 * 1024;

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// The answers of one route; clones share them.
#[derive(Clone)]
pub struct Cache {
    /// The headers of a request that may make its answer another one.
    vary: Arc<Vec<HeaderName>>,
    store: Store<String, Arc<Stored>>,
}

struct Stored {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    stored: Instant,
    life: Duration,
}

/// Each answer has a life of its own.
struct ByItself;

impl Expiry<String, Arc<Stored>> for ByItself {
    fn expire_after_create(&self, _: &String, stored: &Arc<Stored>, _: Instant) -> Option<Duration> {
        Some(stored.life)
    }
}

impl Cache {
    /// An empty one.
    pub fn new(rule: &CacheRule) -> Self {
        let weigh = |key: &String, stored: &Arc<Stored>| (key.len() + stored.body.len()).try_into().unwrap_or(u32::MAX);
        let store = Store::builder().max_capacity(rule.bytes).weigher(weigh).expire_after(ByItself).build();
        let vary = rule.vary.iter().filter_map(|name| name.parse().ok()).collect();
        Self { vary: Arc::new(vary), store }
    }

    fn key(&self, request: &Request<Body>) -> String {
        let mut key = request.uri().path_and_query().map_or("", |path| path.as_str()).to_owned();
        for name in self.vary.iter() {
            for value in request.headers().get_all(name) {
                // Neither can be part of a header's value, so no two requests share a key by chance.
                key.push_str(&format!("\n{name}\0{}", String::from_utf8_lossy(value.as_bytes())));
            }
        }
        key
    }

    /// How long an answer may be told to others; `None` if it must not be.
    fn life(&self, answer: &Response<Body>) -> Option<Duration> {
        let headers = answer.headers();
        let words: Vec<String> = list(headers, &CACHE_CONTROL);
        let seconds = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.parse().ok());
        let public = words.iter().any(|word| word == "public")
            && !words.iter().any(|word| matches!(word.as_str(), "no-store" | "no-cache" | "private"));
        // Also `*`, which is in no list.
        let known = list(headers, &VARY).iter().all(|name| self.vary.iter().any(|ours| ours.as_str() == name));
        let length: usize = headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()?;
        if answer.status() != StatusCode::OK
            || !public
            || !known
            || headers.contains_key(SET_COOKIE)
            || length > LARGEST
        {
            return None;
        }
        let age = headers.get(AGE).and_then(|age| age.to_str().ok()?.parse().ok()).unwrap_or(0);
        let life = seconds("s-maxage=").or_else(|| seconds("max-age="))?;
        Some(Duration::from_secs(u64::checked_sub(life, age)?)).filter(|life| !life.is_zero())
    }
}

impl Concern for Cache {
    async fn handle(self, request: Request<Body>, next: impl Stage) -> Response<Body> {
        if request.method() != Method::GET {
            return go_on(next, request).await;
        }
        let key = self.key(&request);
        if let Some(stored) = self.store.get(&key).await {
            return stored.tell();
        }
        let answer = go_on(next, request).await;
        let Some(life) = self.life(&answer) else {
            return answer;
        };
        let (head, body) = answer.into_parts();
        let Ok(body) = Limited::new(body, LARGEST).collect().await else {
            return refuse(StatusCode::BAD_GATEWAY, "broken-off", "the service broke off in the middle of its answer");
        };
        let body = body.to_bytes();
        let Parts { status, headers, .. } = &head;
        let stored =
            Stored { status: *status, headers: headers.clone(), body: body.clone(), stored: Instant::now(), life };
        self.store.insert(key, Arc::new(stored)).await;
        let mut answer = Response::from_parts(head, whole(body));
        answer.headers_mut().insert(CACHE_STATUS, HeaderValue::from_static("gateway; fwd=miss; stored"));
        answer
    }
}

impl Stored {
    fn tell(&self) -> Response<Body> {
        let mut answer = Response::new(whole(self.body.clone()));
        *answer.status_mut() = self.status;
        *answer.headers_mut() = self.headers.clone();
        let before: u64 = self.headers.get(AGE).and_then(|age| age.to_str().ok()?.parse().ok()).unwrap_or(0);
        answer.headers_mut().insert(AGE, HeaderValue::from(before + self.stored.elapsed().as_secs()));
        answer.headers_mut().insert(CACHE_STATUS, HeaderValue::from_static("gateway; hit"));
        answer
    }
}

/// The words of a header that holds a list, in lower case.
fn list(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(|word| word.trim().to_ascii_lowercase()).collect()
}
