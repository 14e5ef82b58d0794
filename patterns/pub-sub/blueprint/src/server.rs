//! The service over HTTP.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::broker::BrokerError;
use crate::filter::Filter;
use crate::message::is_word;
use crate::publisher::Report;
use crate::subscribers::Handler;
use crate::{dead_letters, monitor};

/// The routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/parcels/{parcel}", post(report).get(parcel))
        .route("/charges", get(charges))
        .route("/live", get(live))
        .route("/backlog", get(backlog))
        .route("/groups/{name}", put(copies))
        .route("/dead/{name}", get(dead))
        .route("/dead/{name}/replay", post(replay))
        .route("/health", get(async || Json(json!({ "status": "up" }))))
        .with_state(app)
}

/// What went wrong, for the caller.
struct Failure(StatusCode, &'static str, String);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        if status.is_server_error() {
            tracing::error!(code, message, "a request failed");
        }
        (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
    }
}

impl From<BrokerError> for Failure {
    fn from(error: BrokerError) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string())
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string())
    }
}

fn bad(message: &str) -> Failure {
    Failure(StatusCode::BAD_REQUEST, "bad-request", message.to_owned())
}

fn unknown(what: &str) -> Failure {
    Failure(StatusCode::NOT_FOUND, "unknown", format!("there is no such {what}"))
}

/// Answered when it is saved: the broker gets it from the outbox, and nobody waits for those who read it.
async fn report(
    State(app): State<Arc<App>>,
    Path(parcel): Path<String>,
    headers: HeaderMap,
    Json(report): Json<Report>,
) -> Result<Response, Failure> {
    if !(is_word(&parcel) && is_word(&report.kind) && is_word(&report.region)) || report.note.len() > 10_000 {
        return Err(bad("parcel, kind and region are 1 to 64 lower-case letters, digits and hyphens; a note is short"));
    }
    let trace = headers.get("x-trace").and_then(|trace| trace.to_str().ok());
    let trace = trace.map_or_else(|| Uuid::now_v7().to_string(), |trace| trace.chars().take(100).collect());
    let saved = tokio::task::spawn_blocking(move || app.outbox.report(&parcel, report, &trace)).await;
    let message =
        saved.map_err(|error| Failure(StatusCode::INTERNAL_SERVER_ERROR, "broke-off", error.to_string()))??;
    Ok((StatusCode::ACCEPTED, Json(message)).into_response())
}

async fn parcel(State(app): State<Arc<App>>, Path(parcel): Path<String>) -> Result<Response, Failure> {
    let state = app.tracking.state(&parcel)?.ok_or_else(|| unknown("parcel, or nothing has arrived of it yet"))?;
    Ok(Json(state).into_response())
}

async fn charges(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    Ok(Json(app.billing.charges()?).into_response())
}

async fn live(State(app): State<Arc<App>>, Query(filter): Query<Filter>) -> Result<Response, Failure> {
    if ![&filter.kind, &filter.region].into_iter().flatten().all(|word| is_word(word)) {
        return Err(bad("kind and region are 1 to 64 lower-case letters, digits and hyphens"));
    }
    Ok(app.live(&filter).await?.into_response())
}

async fn backlog(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    Ok(Json(monitor::look(&*app.broker, &app.handlers).await?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    copies: usize,
}

async fn copies(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Json(Wanted { copies }): Json<Wanted>,
) -> Result<Response, Failure> {
    if copies > 64 {
        return Err(bad("at most 64 copies"));
    }
    Ok(Json(app.run(&name, copies).ok_or_else(|| unknown("receiver"))?).into_response())
}

fn handler<'a>(app: &'a App, name: &str) -> Result<&'a Arc<dyn Handler>, Failure> {
    app.handler(name).ok_or_else(|| unknown("receiver"))
}

async fn dead(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Response, Failure> {
    let handler = handler(&app, &name)?;
    Ok(Json(app.broker.dead(handler.subscription(), 100).await?).into_response())
}

async fn replay(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Response, Failure> {
    let handler = handler(&app, &name)?;
    Ok(Json(dead_letters::replay(&*app.broker, &**handler).await?).into_response())
}
