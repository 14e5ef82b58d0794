//! The module over HTTP. The composition root mounts it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::database::DatabaseError;
use jiff::civil::Date;
use serde_json::json;

use crate::module::InvoicingModule;

impl InvoicingModule {
    /// The module's routes.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/invoices/{customer}", get(invoices))
            .route("/collections/{day}", post(collect))
            .with_state(self.clone())
    }
}

async fn invoices(State(module): State<InvoicingModule>, Path(customer): Path<String>) -> Response {
    let Ok(customer) = customer.parse::<Customer>() else { return bad("there is no such customer") };
    let found = blocking(move || {
        let invoices = module.invoices(&customer)?;
        Ok(invoices.iter().map(|invoice| json!({ "invoice": invoice, "total": invoice.total() })).collect::<Vec<_>>())
    });
    found.await.map_or_else(|failure| failure, |found| Json(found).into_response())
}

async fn collect(State(module): State<InvoicingModule>, Path(day): Path<String>) -> Response {
    let Ok(day) = day.parse::<Date>() else { return bad("a day is written like 2026-02-01") };
    let collected = blocking(move || module.collect(day)).await;
    collected.map_or_else(|failure| failure, |collected| Json(collected).into_response())
}

fn bad(message: &str) -> Response {
    failure(StatusCode::BAD_REQUEST, "bad-request", message)
}

fn failure(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}

async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, DatabaseError> + Send + 'static,
) -> Result<T, Response> {
    let unavailable = |error: String| {
        tracing::error!(error, "a request failed");
        failure(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again later")
    };
    match tokio::task::spawn_blocking(call).await {
        Ok(answer) => answer.map_err(|error| unavailable(error.to_string())),
        Err(error) => Err(unavailable(error.to_string())),
    }
}
