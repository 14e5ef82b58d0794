//! What belongs to no module: health, and the doors of those that are here for processes that need them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use blueprint_modular_monolith_invoicing_door::Invoicing;
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::events::Delivery;
use serde_json::json;

use crate::registry::App;

/// The routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/events/{listener}", post(take))
        .route("/door/invoicing/balances", post(balances))
        .with_state(app)
}

/// Deliveries that stay open show a listener that is broken or gone.
async fn health(State(app): State<Arc<App>>) -> Response {
    answer(move || {
        let open = app.dispatcher.open().map_err(|error| error.to_string())?;
        Ok(Json(json!({ "status": "up", "open_deliveries": open })).into_response())
    })
    .await
}

async fn take(State(app): State<Arc<App>>, Path(name): Path<String>, Json(delivery): Json<Delivery>) -> Response {
    let Some(listener) = app.listener(&name) else { return failure(StatusCode::NOT_FOUND, "no such module is here") };
    answer(move || {
        listener.take(&delivery).map_err(|error| error.to_string())?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

async fn balances(State(app): State<Arc<App>>, Json(customers): Json<Vec<Customer>>) -> Response {
    answer(move || {
        let module = app.invoicing.as_ref().ok_or("invoicing is not here")?;
        Ok(Json(module.balances(&customers).map_err(|error| error.to_string())?).into_response())
    })
    .await
}

async fn answer(work: impl FnOnce() -> Result<Response, String> + Send + 'static) -> Response {
    let error = match tokio::task::spawn_blocking(work).await {
        Ok(Ok(response)) => return response,
        Ok(Err(error)) => error,
        Err(error) => error.to_string(),
    };
    tracing::error!(error, "a request failed");
    failure(StatusCode::SERVICE_UNAVAILABLE, "try again later")
}

fn failure(status: StatusCode, message: &str) -> Response {
    let code = if status == StatusCode::NOT_FOUND { "unknown" } else { "unavailable" };
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}
