//! The application over HTTP. It checks form; what is allowed, the core decides.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::map_response;
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
        .layer(map_response(alike))
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

async fn bill(State(ports): State<Ports>, Path(day): Path<Date>) -> Answer {
    let report = blocking(move || ports.billing.run(Some(day))).await?;
    Ok(Json(json!({ "invoiced": report.invoiced, "collected": report.collected, "declined": report.declined,
        "suspended": report.suspended, "cut_short": report.cut_short })))
}

fn view(subscription: &Subscription) -> Json<Value> {
    Json(json!({
        "customer": subscription.customer.to_string(),
        "plan": subscription.plan.to_string(),
        "seats": subscription.seats,
        "started": subscription.started,
        "state": subscription.state.to_string(),
        "next_invoice": subscription.due(),
    }))
}

fn invoice_view(invoice: &Invoice) -> Value {
    let line = |line: &Line| json!({ "what": line.what, "cents": line.amount.0 });
    let status = match &invoice.status {
        Status::Open(next_try) => json!({ "open": { "declined": invoice.declined, "next_try": next_try } }),
        Status::Paid { on, receipt } => json!({ "paid": { "on": on, "receipt": receipt } }),
        Status::GivenUp(on) => json!({ "given_up": { "on": on } }),
    };
    json!({
        "number": invoice.number.to_string(),
        "lines": invoice.lines.iter().map(line).collect::<Value>(),
        "total": invoice.total().0,
        "status": status,
    })
}

/// A request that gets no answer of the kind it asks for.
struct Failure(StatusCode, &'static str, String);

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
    text.parse().map_err(|error: T::Err| Failure(StatusCode::BAD_REQUEST, "bad-request", error.to_string()))
}

/// Puts what the framework refuses by itself, a path or a body that it cannot read, into the form of all failures.
async fn alike(answer: Response) -> Response {
    let status = answer.status();
    let is_text = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !(status.is_client_error() && is_text) {
        return answer;
    }
    let words = to_bytes(answer.into_body(), 10_000).await.unwrap_or_default();
    Failure(status, "bad-request", String::from_utf8_lossy(&words).into_owned()).into_response()
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
