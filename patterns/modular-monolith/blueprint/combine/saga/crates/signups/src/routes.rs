//! The module over HTTP. The composition root mounts it.

use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use blueprint_modular_monolith_kernel::{Cents, Customer, today};
use blueprint_modular_monolith_platform::http::{Answer, Failure, answer};
use blueprint_modular_monolith_signups_door::Signup;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::module::{Placed, Signups};
use crate::now;
use crate::orchestrator::{Action, Saga};

/// What is held of each new customer until the end.
const DEPOSIT: Cents = Cents(2_500);

impl Signups {
    /// The module's routes.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/signups/{key}", put(sign_up).get(signup))
            .route("/repairs", get(cases))
            .route("/repairs/{key}", post(repair))
            .with_state(self.clone())
    }
}

type Stated = State<Signups>;

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
async fn sign_up(
    State(module): Stated,
    Path(key): Path<String>,
    Json(wish): Json<Wish>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<Value>), Failure> {
    let Wish { customer, plan, seats } = wish;
    let signup = Signup { customer, plan, seats, day: today(), deposit: DEPOSIT };
    let location = [(header::LOCATION, format!("/signups/{key}"))];
    let accepted = answer(move || match module.sign_up(&key, &signup, now())? {
        Placed::Now | Placed::Before => Ok(json!({ "state": "accepted" })),
        Placed::Another => Err(Failure(StatusCode::CONFLICT, "taken", "another sign-up has this key".to_owned())),
    });
    Ok((StatusCode::ACCEPTED, location, accepted.await?))
}

async fn signup(State(module): Stated, Path(key): Path<String>) -> Answer<Value> {
    answer(move || {
        let saga = module.signup(&key)?.ok_or_else(unknown)?;
        let waits_for = saga.direction().map(|direction| format!("{direction} {}", saga.step));
        Ok::<_, Failure>(json!({ "state": saga.state, "waits_for": waits_for, "reason": saga.reason }))
    })
    .await
}

async fn cases(State(module): Stated) -> Answer<Vec<Saga>> {
    answer(move || module.cases()).await
}

async fn repair(
    State(module): Stated,
    Path(key): Path<String>,
    Json(wanted): Json<Repair>,
) -> Result<StatusCode, Failure> {
    let Json(lay_there) = answer(move || module.repair(&key, (wanted.action, &wanted.by), now())).await?;
    if lay_there { Ok(StatusCode::NO_CONTENT) } else { Err(unknown()) }
}

fn unknown() -> Failure {
    Failure(StatusCode::NOT_FOUND, "unknown", "there is no such sign-up here".to_owned())
}
