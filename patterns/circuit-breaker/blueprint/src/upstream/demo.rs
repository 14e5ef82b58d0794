//! An upstream to try things with: it can be told to be slow, to fail, to hang, or to have little room.
//!
//! The first run, the tests and the lab use it. It is no part of what the service does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

/// The items it has a price for.
pub const ITEMS: [&str; 5] = ["anvil", "bellows", "chisel", "drill", "engine"];

/// How it answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mood {
    /// At once.
    Well,
    /// After a while.
    Slow {
        /// How long, in milliseconds.
        ms: u64,
    },
    /// Each `every`-th call with 500.
    Failing {
        /// 1: every call.
        every: u64,
    },
    /// Never.
    Hanging,
    /// Each call takes room that few have at a time, also those that nobody waits for any more.
    Crowded {
        /// How many are worked on at a time.
        places: usize,
        /// How long each takes, in milliseconds.
        ms: u64,
    },
}

/// A handle on the upstream: it is shared with the server that answers.
#[derive(Clone)]
pub struct Demo(Arc<Inner>);

struct Inner {
    mood: Mutex<Mood>,
    places: Mutex<Arc<Semaphore>>,
    calls: AtomicU64,
}

impl Demo {
    /// One in the given mood.
    pub fn new(mood: Mood) -> Self {
        let demo = Self(Arc::new(Inner {
            mood: Mutex::new(mood),
            places: Mutex::new(Arc::new(Semaphore::new(0))),
            calls: AtomicU64::new(0),
        }));
        demo.set(mood);
        demo
    }

    /// Changes how it answers from now on. What it has begun stays as it was.
    pub fn set(&self, mood: Mood) {
        if let Mood::Crowded { places, .. } = mood {
            *self.0.places.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(Semaphore::new(places));
        }
        *self.0.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    /// How many calls it has got.
    pub fn calls(&self) -> u64 {
        self.0.calls.load(Ordering::Relaxed)
    }

    /// `GET /prices/{item}`, and `PUT /mood` to change how it answers.
    pub fn router(&self) -> Router {
        Router::new().route("/prices/{item}", get(price)).route("/mood", put(change)).with_state(self.clone())
    }

    fn mood(&self) -> Mood {
        *self.0.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place and takes it for `ms` milliseconds.
    async fn work(&self, ms: u64) {
        let places = Arc::clone(&self.0.places.lock().unwrap_or_else(PoisonError::into_inner));
        // A task of its own: the work goes on when whoever asked has given up.
        let work = tokio::spawn(async move {
            let _place = places.acquire().await;
            tokio::time::sleep(Duration::from_millis(ms)).await;
        });
        let _ = work.await;
    }
}

async fn price(State(demo): State<Demo>, Path(item): Path<String>) -> Result<Json<serde_json::Value>, StatusCode> {
    let call = demo.0.calls.fetch_add(1, Ordering::Relaxed) + 1;
    match demo.mood() {
        Mood::Well => {}
        Mood::Slow { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
        Mood::Failing { every } if call.is_multiple_of(every.max(1)) => return Err(StatusCode::INTERNAL_SERVER_ERROR),
        Mood::Failing { .. } => {}
        Mood::Hanging => std::future::pending().await,
        Mood::Crowded { ms, .. } => demo.work(ms).await,
    }
    let place = ITEMS.iter().position(|known| *known == item).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(serde_json::json!({ "cents": 1_000 * (place as u64 + 1) })))
}

async fn change(State(demo): State<Demo>, Json(mood): Json<Mood>) -> StatusCode {
    tracing::info!(?mood, "the upstream's mood changes");
    demo.set(mood);
    StatusCode::NO_CONTENT
}
