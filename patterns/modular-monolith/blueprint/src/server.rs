//! What belongs to no module: health, and the doors of those that are here for processes that need them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use blueprint_modular_monolith_invoicing_door::{Balance, Invoicing};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::events::Delivery;
use blueprint_modular_monolith_platform::http::{Answer, Failure, answer};
use serde_json::{Value, json};

use crate::registry::App;

/// The routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/events", post(take))
        .route("/door/invoicing/balances", post(balances))
        .with_state(app)
}

/// Deliveries that stay open show a listener that is broken or gone.
async fn health(State(app): State<Arc<App>>) -> Answer<Value> {
    answer(move || app.dispatcher.open().map(|open| json!({ "status": "up", "open_deliveries": open }))).await
}

async fn take(State(app): State<Arc<App>>, Json(delivery): Json<Delivery>) -> Answer<()> {
    let listener = app.dispatcher.listener(&delivery.listener).ok_or_else(not_here)?;
    answer(move || listener.take(&delivery).map_err(Failure::unavailable)).await
}

async fn balances(State(app): State<Arc<App>>, Json(customers): Json<Vec<Customer>>) -> Answer<Vec<Balance>> {
    let module = app.invoicing.clone().ok_or_else(not_here)?;
    answer(move || module.balances(&customers).map_err(Failure::unavailable)).await
}

fn not_here() -> Failure {
    Failure(StatusCode::NOT_FOUND, "unknown", "no such module is here".to_owned())
}
