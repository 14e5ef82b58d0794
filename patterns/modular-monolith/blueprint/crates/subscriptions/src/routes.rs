//! The module over HTTP. The composition root mounts it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use blueprint_modular_monolith_kernel::Customer;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::module::{RequestError, Subscriptions};
use crate::plan::Plan;
use crate::subscription::Subscription;

/// Tells the day.
type Today = fn() -> Date;

impl Subscriptions {
    /// The module's routes.
    pub fn routes(&self, today: Today) -> Router {
        Router::new()
            .route("/subscriptions", get(overview).post(subscribe))
            .route("/subscriptions/{customer}", get(subscription).delete(cancel))
            .route("/subscriptions/{customer}/plan", put(change))
            .route("/periods/{day}", post(begin_periods))
            .with_state((self.clone(), today))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    customer: String,
    plan: String,
    seats: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    plan: String,
    seats: u32,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    after: String,
}

type Stated = State<(Subscriptions, Today)>;
type Answer = Result<Response, Failure>;

async fn overview(State((module, _)): Stated, Query(page): Query<Page>) -> Answer {
    let rows = blocking(move || module.overview(&page.after, 100)).await?;
    let row = |(subscription, balance)| json!({ "subscription": subscription, "balance": balance });
    Ok(Json(rows.into_iter().map(row).collect::<Vec<_>>()).into_response())
}

async fn subscribe(State((module, today)): Stated, Json(wish): Json<Wish>) -> Answer {
    let (customer, plan): (Customer, Plan) = (form(&wish.customer)?, form(&wish.plan)?);
    let begun = blocking(move || module.subscribe(customer, plan, wish.seats, today())).await?;
    Ok((StatusCode::CREATED, Json(begun)).into_response())
}

async fn subscription(State((module, _)): Stated, Path(customer): Path<String>) -> Answer {
    let customer = form(&customer)?;
    shown(blocking(move || module.subscription(&customer)).await?)
}

async fn change(State((module, today)): Stated, Path(customer): Path<String>, Json(change): Json<Change>) -> Answer {
    let (customer, plan): (Customer, Plan) = (form(&customer)?, form(&change.plan)?);
    shown(blocking(move || module.change(&customer, plan, change.seats, today())).await?)
}

async fn cancel(State((module, _)): Stated, Path(customer): Path<String>) -> Answer {
    let customer = form(&customer)?;
    shown(blocking(move || module.cancel(&customer)).await?)
}

async fn begin_periods(State((module, _)): Stated, Path(day): Path<String>) -> Answer {
    let day: Date = form(&day)?;
    let announced = blocking(move || module.begin_periods(day)).await?;
    Ok(Json(json!({ "announced": announced })).into_response())
}

fn shown(subscription: Subscription) -> Answer {
    Ok(Json(subscription).into_response())
}

/// A request that gets no answer of the kind it asks for.
struct Failure(StatusCode, &'static str, String);

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        let (status, code) = match &error {
            RequestError::Unknown(_) => (StatusCode::NOT_FOUND, "unknown"),
            RequestError::Taken(_) => (StatusCode::CONFLICT, "taken"),
            RequestError::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
            RequestError::Invoicing(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            RequestError::Database(_) => {
                tracing::error!(%error, "a request failed");
                return Self(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again later".to_owned());
            }
        };
        Self(status, code, error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
    }
}

fn form<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|error: T::Err| Failure(StatusCode::BAD_REQUEST, "bad-request", error.to_string()))
}

async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, RequestError> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(call).await {
        Ok(answer) => Ok(answer?),
        Err(error) => {
            tracing::error!(%error, "a request broke off");
            Err(Failure(StatusCode::INTERNAL_SERVER_ERROR, "broken", "the request broke off".to_owned()))
        }
    }
}
