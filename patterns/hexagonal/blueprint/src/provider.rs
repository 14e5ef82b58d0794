//! A payment provider to try things with: outside of the service, though the first run starts it in the same
//! process. It answers the same reference alike each time, as a real one does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How it answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mood {
    /// As it should. It declines customers whose name begins with "broke".
    #[default]
    Well,
    /// Each call with 500.
    Failing,
    /// It takes the money, and the answer is lost.
    Forgetful,
}

/// A payment it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// The attempt.
    pub reference: String,
    /// Who paid.
    pub customer: String,
    /// How much.
    pub cents: i64,
}

/// A handle on the provider.
#[derive(Debug, Clone, Default)]
pub struct Provider(Arc<Mutex<Ledger>>);

#[derive(Debug, Default)]
struct Ledger {
    mood: Mood,
    taken: BTreeMap<String, Taken>,
}

impl Provider {
    /// Changes how it answers.
    pub fn set(&self, mood: Mood) {
        self.ledger().mood = mood;
    }

    /// What it took, by reference.
    pub fn taken(&self) -> Vec<Taken> {
        self.ledger().taken.values().cloned().collect()
    }

    /// Its routes.
    pub fn router(&self) -> Router {
        Router::new().route("/charges", get(charges).post(charge)).route("/mood", put(mood)).with_state(self.clone())
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn charges(State(provider): State<Provider>) -> Json<Vec<Taken>> {
    Json(provider.taken())
}

async fn mood(State(provider): State<Provider>, Json(mood): Json<Mood>) -> StatusCode {
    provider.set(mood);
    StatusCode::NO_CONTENT
}

async fn charge(State(provider): State<Provider>, Json(charge): Json<Taken>) -> Response {
    let mut ledger = provider.ledger();
    if ledger.mood == Mood::Failing {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    if charge.customer.starts_with("broke") {
        return StatusCode::PAYMENT_REQUIRED.into_response();
    }
    let receipt = json!({ "receipt": format!("r-{}", charge.reference) });
    ledger.taken.entry(charge.reference.clone()).or_insert(charge);
    if ledger.mood == Mood::Forgetful {
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    Json(receipt).into_response()
}
