//! The service over HTTP.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::filter::Filter;
use crate::message::is_word;
use crate::publisher::Report;
use crate::subscribers::Receiver;
use crate::{dead_letters, live, monitor};

/// The routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/parcels/{parcel}", post(report).get(parcel))
        .route("/charges", get(charges))
        .route("/live", get(live_events))
        .route("/backlog", get(backlog))
        .route("/groups/{name}", put(copies))
        .route("/dead/{name}", get(dead))
        .route("/dead/{name}/replay", post(replay))
        .route("/health", get(async || Json(json!({ "status": "up" }))))
        .with_state(app)
}

type Answer = Result<Response, Failure>;

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

/// The broker and the tables fail when they are not to be had.
impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string())
    }
}

fn bad(message: &str) -> Failure {
    Failure(StatusCode::BAD_REQUEST, "bad-request", message.to_owned())
}

fn check_words<'a>(words: impl IntoIterator<Item = &'a String>) -> Result<(), Failure> {
    let good = words.into_iter().all(|word| is_word(word));
    good.then_some(()).ok_or_else(|| bad("parcel, kind and region are 1 to 64 lower-case letters, digits and hyphens"))
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
) -> Answer {
    check_words([&parcel, &report.kind, &report.region])?;
    let trace = headers.get("x-trace").and_then(|trace| trace.to_str().ok());
    let trace = trace.map_or_else(|| Uuid::now_v7().to_string(), |trace| trace.chars().take(100).collect());
    let saved = tokio::task::spawn_blocking(move || app.outbox.report(&parcel, report, &trace)).await;
    let message =
        saved.map_err(|error| Failure(StatusCode::INTERNAL_SERVER_ERROR, "broke-off", error.to_string()))??;
    Ok((StatusCode::ACCEPTED, Json(message)).into_response())
}

async fn parcel(State(app): State<Arc<App>>, Path(parcel): Path<String>) -> Answer {
    let state = app.tracking.state(&parcel)?.ok_or_else(|| unknown("parcel, or nothing has arrived of it yet"))?;
    Ok(Json(state).into_response())
}

async fn charges(State(app): State<Arc<App>>) -> Answer {
    Ok(Json(app.billing.charges()?).into_response())
}

async fn live_events(State(app): State<Arc<App>>, Query(filter): Query<Filter>) -> Answer {
    check_words([&filter.kind, &filter.region].into_iter().flatten())?;
    Ok(live::events(app.broker.live(&filter).await?).into_response())
}

async fn backlog(State(app): State<Arc<App>>) -> Answer {
    Ok(Json(monitor::look(&*app.broker, &app.receivers).await?).into_response())
}

/// How many copies of a receiver run.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Copies {
    copies: usize,
}

async fn copies(State(app): State<Arc<App>>, Path(name): Path<String>, Json(wanted): Json<Copies>) -> Answer {
    if wanted.copies > 64 {
        return Err(bad("at most 64 copies"));
    }
    app.run(receiver(&app, &name)?, wanted.copies);
    Ok(Json(wanted).into_response())
}

fn receiver<'a>(app: &'a App, name: &str) -> Result<&'a Receiver, Failure> {
    let found = app.receivers.iter().find(|receiver| receiver.subscription.name == name);
    found.ok_or_else(|| unknown("receiver"))
}

async fn dead(State(app): State<Arc<App>>, Path(name): Path<String>) -> Answer {
    let receiver = receiver(&app, &name)?;
    Ok(Json(app.broker.dead(&receiver.subscription, 100).await?).into_response())
}

async fn replay(State(app): State<Arc<App>>, Path(name): Path<String>) -> Answer {
    let receiver = receiver(&app, &name)?;
    Ok(Json(dead_letters::replay(&*app.broker, receiver).await?).into_response())
}
