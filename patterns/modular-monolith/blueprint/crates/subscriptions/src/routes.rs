//! The module over HTTP. The composition root mounts it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use blueprint_modular_monolith_kernel::{Customer, today};
use blueprint_modular_monolith_platform::http::{Answer, Failure, answer};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::module::{RequestError, Subscriptions};
use crate::plan::Plan;
use crate::subscription::Subscription;

/// How many subscriptions there are on a page.
const PAGE: u32 = 100;

impl Subscriptions {
    /// The module's routes.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/subscriptions", get(overview).post(subscribe))
            .route("/subscriptions/{customer}", get(subscription).delete(cancel))
            .route("/subscriptions/{customer}/plan", put(change))
            .route("/periods/{day}", post(begin_periods))
            .with_state(self.clone())
    }
}

type Stated = State<Subscriptions>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    customer: Customer,
    plan: Plan,
    seats: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    plan: Plan,
    seats: u32,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    after: String,
}

async fn overview(State(module): Stated, Query(page): Query<Page>) -> Answer<Value> {
    let Json(rows) = answer(move || module.overview(&page.after, PAGE)).await?;
    let row = |(subscription, balance)| json!({ "subscription": subscription, "balance": balance });
    Ok(Json(rows.into_iter().map(row).collect()))
}

async fn subscribe(State(module): Stated, Json(wish): Json<Wish>) -> Result<(StatusCode, Json<Subscription>), Failure> {
    let begun = answer(move || module.subscribe(wish.customer, wish.plan, wish.seats, today())).await?;
    Ok((StatusCode::CREATED, begun))
}

async fn subscription(State(module): Stated, Path(customer): Path<Customer>) -> Answer<Subscription> {
    answer(move || module.subscription(&customer)).await
}

async fn change(State(module): Stated, Path(customer): Path<Customer>, Json(to): Json<Change>) -> Answer<Subscription> {
    answer(move || module.change(&customer, to.plan, to.seats)).await
}

async fn cancel(State(module): Stated, Path(customer): Path<Customer>) -> Answer<Subscription> {
    answer(move || module.cancel(&customer)).await
}

async fn begin_periods(State(module): Stated, Path(day): Path<Date>) -> Answer<Value> {
    answer(move || module.begin_periods(day).map(|announced| json!({ "announced": announced }))).await
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        let (status, code) = match error {
            RequestError::Unknown(_) => (StatusCode::NOT_FOUND, "unknown"),
            RequestError::Taken(_) => (StatusCode::CONFLICT, "taken"),
            RequestError::Seats(_) | RequestError::NotActive => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
            RequestError::Invoicing(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            RequestError::Database(error) => return error.into(),
        };
        Self(status, code, error.to_string())
    }
}
