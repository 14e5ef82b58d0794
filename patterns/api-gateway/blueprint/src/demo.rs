//! An identity provider and services to try things with: the provider gives everybody the token they ask for, and each
//! copy of a service can be told to hang or to fail.
//!
//! The first run, the tests and the lab use them. They are no part of what the gateway does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use arc_swap::ArcSwap;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::settings::Settings;

/// What comes before the 32 bytes of an Ed25519 key in PKCS #8.
const PREFIX: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// A handle on the provider; clones share its keys.
#[derive(Clone)]
pub struct Issuer {
    settings: Settings,
    /// Each with what is published of it. The last one signs.
    keys: Arc<ArcSwap<Vec<(EncodingKey, Jwk)>>>,
}

/// Who asks for a token, and for what.
#[derive(Debug, Deserialize)]
struct Wish {
    client: String,
    #[serde(default)]
    scope: String,
}

impl Issuer {
    /// One that says what `settings` ask of tokens, with one key.
    pub fn new(settings: &Settings) -> Self {
        let issuer = Self { settings: settings.clone(), keys: Arc::default() };
        issuer.rotate();
        issuer
    }

    /// Signs with another key from now on. The one before is published still, those before that are withdrawn.
    pub fn rotate(&self) {
        let mut keys = Vec::clone(&self.keys.load());
        let key = EncodingKey::from_ed_der(&[PREFIX.as_slice(), &rand::random::<[u8; 32]>()].concat());
        let mut public = Jwk::from_encoding_key(&key, Algorithm::EdDSA).expect("any 32 bytes are a key");
        public.common.key_id = Some(format!("key-{}", keys.len() + 1));
        keys.push((key, public));
        self.keys.store(Arc::new(keys));
    }

    /// A token for `client`, good for `life` seconds.
    pub fn token(&self, client: &str, scope: &str, life: i64) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = json!({ "iss": self.settings.issuer, "aud": self.settings.audience, "sub": client,
            "scope": scope, "iat": now, "exp": now.saturating_add_signed(life) });
        let keys = self.keys.load();
        let (key, public) = keys.last().expect("`new` made one");
        let header = Header { kid: public.common.key_id.clone(), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, key).expect("the key is one for this algorithm")
    }

    /// `POST /token?client=ann&scope=orders`, `GET /keys`, `POST /rotate`.
    pub fn router(&self) -> Router {
        // For an hour.
        let token =
            async |State(issuer): State<Self>, Query(wish): Query<Wish>| issuer.token(&wish.client, &wish.scope, 3_600);
        let keys = async |State(issuer): State<Self>| {
            Json(JwkSet { keys: issuer.keys.load().iter().rev().take(2).map(|(_, public)| public.clone()).collect() })
        };
        let rotate = async |State(issuer): State<Self>| issuer.rotate();
        Router::new()
            .route("/token", post(token))
            .route("/keys", get(keys))
            .route("/rotate", post(rotate))
            .with_state(self.clone())
    }
}

/// How a copy answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mood {
    /// At once.
    Well,
    /// With 503.
    Failing,
    /// Never.
    Hanging,
}

/// A copy of a service that knows orders and a catalogue; clones share its mood.
#[derive(Clone)]
pub struct Copy {
    name: Arc<str>,
    mood: Arc<ArcSwap<Mood>>,
    calls: Arc<AtomicU64>,
}

impl Copy {
    /// One that is well.
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), mood: Arc::new(ArcSwap::from_pointee(Mood::Well)), calls: Arc::default() }
    }

    /// Changes how it answers from now on.
    pub fn set(&self, mood: Mood) {
        self.mood.store(Arc::new(mood));
    }

    /// How many calls it has got.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// `GET /orders`, `GET /orders/{id}`, `POST /orders`, `GET /catalogue`, `GET /whoami`; `PUT /mood`.
    pub fn router(&self) -> Router {
        let orders = async || Json((1..=4).map(listed).collect::<Value>());
        Router::new()
            .route("/orders", get(orders).post(async |body: String| (StatusCode::CREATED, body)))
            .route("/orders/{id}", get(order))
            .route("/catalogue", get(catalogue))
            .route("/whoami", get(whoami))
            .layer(middleware::from_fn_with_state(self.clone(), moody))
            .route("/mood", put(async |State(copy): State<Self>, Json(mood): Json<Mood>| copy.set(mood)))
            .with_state(self.clone())
    }
}

async fn moody(State(copy): State<Copy>, request: Request, next: Next) -> Response {
    copy.calls.fetch_add(1, Ordering::Relaxed);
    let mood = **copy.mood.load();
    match mood {
        Mood::Well => next.run(request).await,
        Mood::Failing => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Hanging => std::future::pending().await,
    }
}

fn listed(id: u64) -> Value {
    let owner = if id.is_multiple_of(2) { "ann" } else { "bob" };
    json!({ "id": id, "owner": owner, "item": "anvil", "cents": 1_000 * id, "margin": 120 * id,
        "note": "by the back door, before noon", "history": ["ordered", "paid", "packed"] })
}

/// Whose order it is only the service knows.
async fn order(Path(id): Path<u64>, headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let order = listed(id);
    let client = headers.get("x-client").and_then(|client| client.to_str().ok());
    if order["owner"].as_str() == client { Ok(Json(order)) } else { Err(StatusCode::FORBIDDEN) }
}

async fn catalogue(State(copy): State<Copy>) -> impl IntoResponse {
    let items = json!({ "items": ["anvil", "bellows", "chisel"], "told-by": &*copy.name });
    ([(CACHE_CONTROL, "public, max-age=30")], Json(items))
}

/// What a service sees of a request.
async fn whoami(State(copy): State<Copy>, headers: HeaderMap) -> Json<Value> {
    let headers =
        headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()));
    Json(json!({ "copy": &*copy.name, "headers": headers.collect::<Map<String, Value>>() }))
}
