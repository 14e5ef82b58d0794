//! The module over HTTP. The composition root mounts it.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use blueprint_modular_monolith_kernel::{Cents, Customer};
use blueprint_modular_monolith_platform::database::DatabaseError;
use blueprint_modular_monolith_signups_door::Signup;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::module::{Placed, Signups};
use crate::now;
use crate::orchestrator::Action;

/// What is held of each new customer until the end.
const DEPOSIT: Cents = Cents(2_500);

/// Tells the day.
type Today = fn() -> Date;

impl Signups {
    /// The module's routes.
    pub fn routes(&self, today: Today) -> Router {
        Router::new()
            .route("/signups/{key}", put(sign_up).get(signup))
            .route("/repairs", get(cases))
            .route("/repairs/{key}", post(repair))
            .with_state((self.clone(), today))
    }
}

type Stated = State<(Signups, Today)>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    customer: Customer,
    plan: String,
    seats: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Repair {
    action: Action,
    by: String,
}

/// Accepted, not done: what becomes of it is told where `Location` says.
async fn sign_up(State((module, today)): Stated, Path(key): Path<String>, Json(wish): Json<Wish>) -> Response {
    let Wish { customer, plan, seats } = wish;
    let signup = Signup { customer, plan, seats, day: today(), deposit: DEPOSIT };
    blocking(move || match module.sign_up(&key, &signup, now())? {
        Placed::Now | Placed::Before => {
            let location = [(header::LOCATION, format!("/signups/{key}"))];
            Ok((StatusCode::ACCEPTED, location, Json(json!({ "state": "accepted" }))).into_response())
        }
        Placed::Another => Ok(failure(StatusCode::CONFLICT, "taken", "another sign-up has this key")),
    })
    .await
}

async fn signup(State((module, _)): Stated, Path(key): Path<String>) -> Response {
    blocking(move || {
        let Some(saga) = module.signup(&key)? else { return Ok(unknown()) };
        let waits_for = saga.direction().map(|direction| format!("{direction} {}", saga.step));
        Ok(Json(json!({ "state": saga.state, "waits_for": waits_for, "reason": saga.reason })).into_response())
    })
    .await
}

async fn cases(State((module, _)): Stated) -> Response {
    blocking(move || Ok(Json(module.cases()?).into_response())).await
}

async fn repair(State((module, _)): Stated, Path(key): Path<String>, Json(wanted): Json<Repair>) -> Response {
    blocking(move || {
        let lay_there = module.repair(&key, (wanted.action, &wanted.by), now())?;
        Ok(if lay_there { StatusCode::NO_CONTENT.into_response() } else { unknown() })
    })
    .await
}

async fn blocking(work: impl FnOnce() -> Result<Response, DatabaseError> + Send + 'static) -> Response {
    let error = match tokio::task::spawn_blocking(work).await {
        Ok(Ok(response)) => return response,
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    tracing::error!(error, "a request failed");
    failure(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again later")
}

fn unknown() -> Response {
    failure(StatusCode::NOT_FOUND, "unknown", "there is no such sign-up here")
}

fn failure(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}
