//! Services to try things with: each can be told to hang or to fail.
//!
//! The first run, the tests and the lab use them. They are no part of what the gateway does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

/// How a copy answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mood {
    /// At once.
    Well,
    /// With 503.
    Failing,
    /// Never.
    Hanging,
}

/// A copy of a service that knows orders and a catalogue; clones share its mood.
#[derive(Clone)]
pub struct Copy {
    name: Arc<str>,
    mood: Arc<Mutex<Mood>>,
    calls: Arc<AtomicU64>,
}

impl Copy {
    /// One that is well.
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), mood: Arc::new(Mutex::new(Mood::Well)), calls: Arc::default() }
    }

    /// Changes how it answers from now on.
    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    /// How many calls it has got.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// `GET /orders`, `GET /orders/{id}`, `POST /orders`, `GET /catalogue`, `GET /whoami`; `PUT /mood`.
    pub fn router(&self) -> Router {
        let orders = async || Json((1..=4).map(listed).collect::<Value>());
        let change = async |State(copy): State<Self>, Json(mood): Json<Mood>| copy.set(mood);
        Router::new()
            .route("/orders", get(orders).post(async |body: String| (StatusCode::CREATED, body)))
            .route("/orders/{id}", get(order))
            .route("/catalogue", get(catalogue))
            .route("/whoami", get(whoami))
            .layer(middleware::from_fn_with_state(self.clone(), moody))
            .route("/mood", put(change))
            .with_state(self.clone())
    }
}

async fn moody(State(copy): State<Copy>, request: Request, next: Next) -> Response {
    copy.calls.fetch_add(1, Ordering::Relaxed);
    let mood = *copy.mood.lock().unwrap_or_else(PoisonError::into_inner);
    match mood {
        Mood::Well => next.run(request).await,
        Mood::Failing => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Hanging => std::future::pending().await,
    }
}

fn listed(id: u64) -> Value {
    let owner = if id.is_multiple_of(2) { "ann" } else { "bob" };
    json!({ "id": id, "owner": owner, "item": "anvil", "cents": 1_000 * id, "margin": 120 * id,
        "note": "by the back door, before noon", "history": ["ordered", "paid", "packed"] })
}

/// Whose order it is only the service knows.
async fn order(Path(id): Path<u64>, headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let order = listed(id);
    let client = headers.get("x-client").and_then(|client| client.to_str().ok());
    if order["owner"].as_str() == client { Ok(Json(order)) } else { Err(StatusCode::FORBIDDEN) }
}

async fn catalogue(State(copy): State<Copy>) -> impl IntoResponse {
    let items = json!({ "items": ["anvil", "bellows", "chisel"], "told-by": &*copy.name });
    ([(CACHE_CONTROL, "public, max-age=30")], Json(items))
}

/// What a service sees of a request.
async fn whoami(State(copy): State<Copy>, headers: HeaderMap) -> Json<Value> {
    let seen = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let names: Vec<&str> = headers.keys().map(|name| name.as_str()).collect();
    Json(json!({ "copy": &*copy.name, "client": seen("x-client"), "for": seen("x-forwarded-for"),
        "request": seen("x-request-id"), "headers": names }))
}
