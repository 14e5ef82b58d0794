//! The service over HTTP.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::breaker::Forced;
use crate::quotes::{QuoteError, Quotes};
use crate::upstream::demo::ITEMS;

/// The routes. At most `requests` requests are under way at once; others wait, as they do in any service for
/// its threads, connections or memory.
pub fn router(quotes: Arc<Quotes>, requests: usize) -> Router {
    Router::new()
        .route("/items", get(async || Json(ITEMS)))
        .route("/quotes/{item}", get(quote))
        .route("/breaker", put(force))
        .layer(middleware::from_fn_with_state(Arc::new(Semaphore::new(requests)), bounded))
        // Not bounded: they have to answer above all when the service is full.
        .route("/health", get(health))
        .route("/metrics", get(async |State(quotes): State<Arc<Quotes>>| quotes.metrics()))
        .with_state(quotes)
}

async fn bounded(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    let _place = places.acquire().await;
    next.run(request).await
}

async fn quote(State(quotes): State<Arc<Quotes>>, Path(item): Path<String>) -> Response {
    let name = |letter: char| letter.is_ascii_lowercase() || letter == '-';
    if item.len() > 64 || !item.chars().all(name) {
        let message = "an item's name is up to 64 lower-case letters and hyphens";
        return failure(StatusCode::BAD_REQUEST, "bad-name", message);
    }
    match quotes.quote(&item).await {
        Ok(quote) => Json(quote).into_response(),
        Err(error @ QuoteError::Unknown) => failure(StatusCode::NOT_FOUND, "unknown-item", &error.to_string()),
        Err(error @ QuoteError::Unavailable { retry_after }) => {
            let mut answer = failure(StatusCode::SERVICE_UNAVAILABLE, "unavailable", &error.to_string());
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs().max(1)));
            answer
        }
    }
}

/// The service is well even when the upstream is not: whoever restarts it for that makes things worse.
async fn health(State(quotes): State<Arc<Quotes>>) -> Json<serde_json::Value> {
    Json(json!({ "status": "up", "breaker": quotes.breaker().state().name() }))
}

/// What a person wants the breaker to be; `null` lets calls decide.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Force {
    force: Option<Forced>,
}

async fn force(State(quotes): State<Arc<Quotes>>, Json(Force { force }): Json<Force>) -> Json<serde_json::Value> {
    tracing::warn!(?force, "the breaker is forced");
    quotes.breaker().force(force);
    Json(json!({ "breaker": quotes.breaker().state().name() }))
}

fn failure(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}
