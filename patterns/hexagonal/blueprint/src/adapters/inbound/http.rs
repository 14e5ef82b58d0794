//! The application over HTTP. It checks form; what is allowed, the core decides.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use blueprint_hexagonal_core::domain::{Invoice, Line, Status, Subscription};
use blueprint_hexagonal_core::ports::inbound::{Billing, RequestError, Subscriptions};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

/// What the routes call.
#[derive(Clone)]
pub struct Ports {
    /// Customers' wishes.
    pub subscriptions: Arc<dyn Subscriptions>,
    /// The night's work.
    pub billing: Arc<dyn Billing>,
}

/// The routes.
pub fn router(ports: Ports) -> Router {
    Router::new()
        .route("/subscriptions", post(subscribe))
        .route("/subscriptions/{customer}", get(subscription).delete(cancel))
        .route("/subscriptions/{customer}/plan", put(change))
        .route("/subscriptions/{customer}/invoices", get(invoices))
        .route("/billing/{day}", post(bill))
        .route("/health", get(async || Json(json!({ "status": "up" }))))
        .with_state(ports)
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

type Answer = Result<Json<Value>, Failure>;

async fn subscribe(State(ports): State<Ports>, Json(wish): Json<Wish>) -> Result<(StatusCode, Json<Value>), Failure> {
    let (customer, plan) = (form(&wish.customer)?, form(&wish.plan)?);
    let subscription = blocking(move || ports.subscriptions.subscribe(customer, plan, wish.seats)).await?;
    Ok((StatusCode::CREATED, view(&subscription)))
}

async fn subscription(State(ports): State<Ports>, Path(customer): Path<String>) -> Answer {
    let customer = form(&customer)?;
    Ok(view(&blocking(move || ports.subscriptions.subscription(&customer)).await?))
}

async fn change(State(ports): State<Ports>, Path(customer): Path<String>, Json(change): Json<Change>) -> Answer {
    let (customer, plan) = (form(&customer)?, form(&change.plan)?);
    Ok(view(&blocking(move || ports.subscriptions.change(&customer, plan, change.seats)).await?))
}

async fn cancel(State(ports): State<Ports>, Path(customer): Path<String>) -> Answer {
    let customer = form(&customer)?;
    Ok(view(&blocking(move || ports.subscriptions.cancel(&customer)).await?))
}

async fn invoices(State(ports): State<Ports>, Path(customer): Path<String>) -> Answer {
    let customer = form(&customer)?;
    let invoices = blocking(move || ports.subscriptions.invoices(&customer)).await?;
    Ok(Json(invoices.iter().map(invoice_view).collect()))
}

async fn bill(State(ports): State<Ports>, Path(day): Path<String>) -> Answer {
    let day: Date = day.parse().map_err(|_| Failure::form("a day is written like 2026-02-01"))?;
    let report = blocking(move || ports.billing.run(Some(day))).await?;
    Ok(Json(json!({ "invoiced": report.invoiced, "collected": report.collected, "declined": report.declined,
        "suspended": report.suspended, "cut_short": report.cut_short })))
}

fn view(subscription: &Subscription) -> Json<Value> {
    let record = subscription.record();
    Json(json!({
        "customer": record.customer.to_string(),
        "plan": record.plan.to_string(),
        "seats": record.seats,
        "started": record.started,
        "state": record.state.to_string(),
        "next_invoice": subscription.due(),
    }))
}

fn invoice_view(invoice: &Invoice) -> Value {
    let record = invoice.record();
    let line = |line: &Line| json!({ "what": line.what, "cents": line.amount.0 });
    let status = match &record.status {
        Status::Open { declined, next_try } => json!({ "open": { "declined": declined, "next_try": next_try } }),
        Status::Paid { on, receipt } => json!({ "paid": { "on": on, "receipt": receipt } }),
        Status::GivenUp { on } => json!({ "given_up": { "on": on } }),
    };
    json!({
        "number": record.number.to_string(),
        "lines": record.lines.iter().map(line).collect::<Value>(),
        "total": invoice.total().0,
        "status": status,
    })
}

/// A request that gets no answer of the kind it asks for.
struct Failure(StatusCode, &'static str, String);

impl Failure {
    fn form(message: &str) -> Self {
        Self(StatusCode::BAD_REQUEST, "bad-request", message.to_owned())
    }
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        let (status, code) = match &error {
            RequestError::Unknown(_) => (StatusCode::NOT_FOUND, "unknown"),
            RequestError::Taken(_) => (StatusCode::CONFLICT, "taken"),
            RequestError::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
            RequestError::Busy => (StatusCode::CONFLICT, "busy"),
            RequestError::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
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
    text.parse().map_err(|error: T::Err| Failure::form(&error.to_string()))
}

/// Calls the core on a thread that may wait: its ports are plain functions, and what they wait for is not its
/// concern.
async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, RequestError> + Send + 'static,
) -> Result<T, Failure> {
    let answer = tokio::task::spawn_blocking(call).await.map_err(|error| {
        tracing::error!(%error, "a request broke off");
        Failure(StatusCode::INTERNAL_SERVER_ERROR, "broken", "the request broke off".to_owned())
    })?;
    Ok(answer?)
}
