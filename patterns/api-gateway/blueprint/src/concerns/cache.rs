//! Answers that are the same for everybody, from memory.
//!
//! Stored is only what the service marks as public, for as long as it says, and never under a key that lacks
//! something on which the answer depends: otherwise one customer sees the other's page.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::header::{AGE, CACHE_CONTROL, CONTENT_LENGTH, HeaderName, SET_COOKIE, VARY};
use hyper::{HeaderMap, Method, StatusCode};
use moka::future::Cache as Store;

use crate::control::file::CacheRule;
use crate::exchange::refuse;

/// Larger answers pass by.
const LARGEST: u64 = 256 * 1024;

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// The answers of one route; clones share them.
#[derive(Clone)]
pub struct Cache {
    /// The headers of a request that may make its answer another one.
    vary: Arc<Vec<HeaderName>>,
    store: Store<String, Arc<Stored>>,
}

struct Stored {
    headers: HeaderMap,
    body: Bytes,
    at: Instant,
    life: Duration,
}

/// Answers from memory, or goes on and remembers what may be remembered.
pub async fn remember(State(cache): State<Cache>, request: Request, next: Next) -> Result<Response, Response> {
    if request.method() != Method::GET {
        return Ok(next.run(request).await);
    }
    let key = cache.key(&request);
    if let Some(stored) = cache.store.get(&key).await.filter(|stored| stored.at.elapsed() < stored.life) {
        return Ok(stored.tell());
    }
    let answer = next.run(request).await;
    let Some(life) = cache.life(&answer) else {
        return Ok(answer);
    };
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, LARGEST as usize).await.map_err(|_| {
        refuse(StatusCode::BAD_GATEWAY, "broken-off", "the service broke off in the middle of its answer")
    })?;
    let stored = Stored { headers: head.headers.clone(), body: body.clone(), at: Instant::now(), life };
    cache.store.insert(key, Arc::new(stored)).await;
    let answer = Response::from_parts(head, Body::from(body));
    Ok(([(CACHE_STATUS, "gateway; fwd=miss; stored")], answer).into_response())
}

impl Cache {
    /// An empty one.
    pub fn new(rule: &CacheRule) -> Self {
        let weigh = |key: &String, stored: &Arc<Stored>| (key.len() + stored.body.len()).try_into().unwrap_or(u32::MAX);
        let store = Store::builder().max_capacity(rule.bytes).weigher(weigh).build();
        Self { vary: Arc::new(rule.vary.clone()), store }
    }

    fn key(&self, request: &Request) -> String {
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
    fn life(&self, answer: &Response) -> Option<Duration> {
        let headers = answer.headers();
        let words = list(headers, &CACHE_CONTROL);
        let says = |word: &str| words.iter().any(|said| said == word);
        let seconds = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.parse::<u64>().ok());
        let public = says("public") && !["no-store", "no-cache", "private"].into_iter().any(says);
        // Also `*`, which is in no list.
        let known = list(headers, &VARY).iter().all(|name| self.vary.iter().any(|ours| ours == name.as_str()));
        let small = number(headers, CONTENT_LENGTH)? <= LARGEST;
        let same_for_all = public && known && !headers.contains_key(SET_COOKIE);
        let life = seconds("s-maxage=").or_else(|| seconds("max-age="))?;
        let life = life.saturating_sub(number(headers, AGE).unwrap_or(0));
        (answer.status() == StatusCode::OK && same_for_all && small && life > 0).then(|| Duration::from_secs(life))
    }
}

impl Stored {
    fn tell(&self) -> Response {
        let age = number(&self.headers, AGE).unwrap_or(0) + self.at.elapsed().as_secs();
        let news = [(AGE, age.to_string()), (CACHE_STATUS, "gateway; hit".to_owned())];
        (self.headers.clone(), news, Body::from(self.body.clone())).into_response()
    }
}

fn number(headers: &HeaderMap, name: HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// The words of a header that holds a list, in lower case.
fn list(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(|word| word.trim().to_ascii_lowercase()).collect()
}
