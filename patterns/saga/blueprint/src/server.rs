//! The services over HTTP.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::app::{App, Placed, now};
use crate::orchestrator::{self, Action, Saga};
use crate::order::Order;
use crate::store::Result;

type Shared = State<Arc<App>>;

/// The routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/orders/{id}", put(place).get(status))
        .route("/repairs", get(repairs))
        .route("/repairs/{id}", post(repair))
        .route("/health", get(health))
        .with_state(app)
}

/// Accepted, not done: what becomes of it is told where `Location` says.
async fn place(State(app): Shared, Path(id): Path<String>, Json(mut order): Json<Order>) -> Response {
    order.id = id;
    if let Some(fault) = order.fault() {
        return failure(StatusCode::UNPROCESSABLE_ENTITY, "no-order", fault);
    }
    answer(move || {
        if app.place(&order, now())? == Placed::Another {
            return Ok(failure(StatusCode::CONFLICT, "taken", "another order has this id"));
        }
        let location = [(header::LOCATION, format!("/orders/{}", order.id))];
        Ok((StatusCode::ACCEPTED, location, Json(json!({ "state": "accepted" }))).into_response())
    })
    .await
}

async fn status(State(app): Shared, Path(id): Path<String>) -> Response {
    let told = |saga: Saga| {
        let waits_for = saga.direction().map(|direction| format!("{direction} {}", saga.step));
        let Saga { state, since, reason, .. } = saga;
        Json(json!({ "state": state, "waits_for": waits_for, "since": since, "reason": reason })).into_response()
    };
    answer(move || Ok(app.read(|transaction| orchestrator::find(transaction, &id))?.map_or_else(unknown, told))).await
}

async fn repairs(State(app): Shared) -> Response {
    answer(move || Ok(Json(app.read(orchestrator::cases)?).into_response())).await
}

/// What a person wants, and who it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Repair {
    action: Action,
    by: String,
}

async fn repair(State(app): Shared, Path(id): Path<String>, Json(Repair { action, by }): Json<Repair>) -> Response {
    answer(move || {
        tracing::warn!(saga = id, ?action, by, "by hand");
        let lay_there = app.repair(&id, (action, &by), now())?;
        Ok(if lay_there { StatusCode::NO_CONTENT.into_response() } else { unknown() })
    })
    .await
}

/// The age of the oldest open saga is what to alert on: one that is stuck is no error anywhere.
async fn health(State(app): Shared) -> Response {
    answer(move || {
        let open = app.read(orchestrator::open)?;
        let waits = open.oldest.map_or(0, |since| (now() - since) / 1_000);
        let open = json!({ "orders": open.sagas, "at_desk": open.at_desk, "oldest_waits_seconds": waits });
        Ok(Json(json!({ "status": "up", "open": open })).into_response())
    })
    .await
}

async fn answer(work: impl FnOnce() -> Result<Response> + Send + 'static) -> Response {
    let error = match tokio::task::spawn_blocking(work).await {
        Ok(Ok(response)) => return response,
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    tracing::error!(error, "a request failed");
    failure(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again later")
}

fn unknown() -> Response {
    failure(StatusCode::NOT_FOUND, "unknown", "there is no such thing here")
}

fn failure(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}
