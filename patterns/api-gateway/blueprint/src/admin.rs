//! What those who run the gateway see of it, on a port of its own: nobody outside has business there.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use crate::control::Control;
use crate::monitor::Monitor;

/// `GET /health` and `GET /metrics`.
pub fn router(control: Arc<Control>, monitor: Monitor) -> Router {
    Router::new().route("/health", get(health)).with_state(control).route("/metrics", get(async move || monitor.text()))
}

/// The gateway is well even when services are not: whoever restarts it for that makes things worse.
async fn health(State(control): State<Arc<Control>>) -> Json<serde_json::Value> {
    let table = control.table();
    Json(json!({ "status": "up", "generation": table.generation, "routes": table.file.route.len(),
        "ejected": table.ejected() }))
}
