//! An identity provider to try things with: it gives everybody the token they ask for.
//!
//! The first run, the tests and the lab use it. It is no part of what the gateway does.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Deserialize;
use serde_json::json;

/// What comes before the 32 bytes of an Ed25519 key in PKCS #8.
const PREFIX: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// A handle on the provider; clones share its keys.
#[derive(Clone)]
pub struct Issuer {
    name: Arc<str>,
    audience: Arc<str>,
    keys: Arc<Mutex<Keys>>,
}

struct Keys {
    /// The last one signs.
    signing: Vec<(String, EncodingKey)>,
    made: usize,
    /// How often the set was asked for.
    asked: u64,
}

/// A token that somebody asks for.
#[derive(Debug, Deserialize)]
struct Wish {
    client: String,
    #[serde(default)]
    scope: String,
    /// In seconds; may be negative, to see what happens with a token that is too old.
    #[serde(default = "hour")]
    life: i64,
}

fn hour() -> i64 {
    3600
}

impl Issuer {
    /// One that says it is `name`, with one key.
    pub fn new(name: &str, audience: &str) -> Self {
        let keys = Keys { signing: Vec::new(), made: 0, asked: 0 };
        let issuer = Self { name: name.into(), audience: audience.into(), keys: Arc::new(Mutex::new(keys)) };
        issuer.rotate();
        issuer
    }

    /// Signs with another key from now on; the one before is published still.
    pub fn rotate(&self) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.made += 1;
        let name = format!("key-{}", keys.made);
        let secret: [u8; 32] = rand::random();
        keys.signing.push((name, EncodingKey::from_ed_der(&[PREFIX.as_slice(), &secret].concat())));
    }

    /// Publishes only the key with which it signs now.
    pub fn withdraw_old_keys(&self) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let old = keys.signing.len() - 1;
        keys.signing.drain(..old);
    }

    /// How often its keys were asked for.
    pub fn asked(&self) -> u64 {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).asked
    }

    /// A token for `client`, good for `life` seconds. `None` if it cannot be signed.
    pub fn token(&self, client: &str, scope: &str, life: i64) -> Option<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        let claims = json!({ "iss": &*self.name, "aud": &*self.audience, "sub": client, "scope": scope,
            "iat": now, "exp": now.saturating_add_signed(life) });
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let (name, key) = keys.signing.last()?;
        let header = Header { kid: Some(name.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, key).ok()
    }

    /// `POST /token?client=ann&scope=orders`, `GET /keys`, `POST /rotate`.
    pub fn router(&self) -> Router {
        let rotate = async |State(issuer): State<Self>| {
            issuer.rotate();
            StatusCode::NO_CONTENT
        };
        Router::new()
            .route("/token", post(token))
            .route("/keys", get(keys))
            .route("/rotate", post(rotate))
            .with_state(self.clone())
    }
}

async fn token(State(issuer): State<Issuer>, Query(wish): Query<Wish>) -> Result<String, StatusCode> {
    issuer.token(&wish.client, &wish.scope, wish.life).ok_or(StatusCode::INTERNAL_SERVER_ERROR)
}

async fn keys(State(issuer): State<Issuer>) -> Result<Json<JwkSet>, StatusCode> {
    let mut keys = issuer.keys.lock().unwrap_or_else(PoisonError::into_inner);
    keys.asked += 1;
    let publish = |(name, key): &(String, EncodingKey)| {
        let mut public = Jwk::from_encoding_key(key, Algorithm::EdDSA).ok()?;
        public.common.key_id = Some(name.clone());
        Some(public)
    };
    let keys: Option<Vec<Jwk>> = keys.signing.iter().map(publish).collect();
    keys.map(|keys| Json(JwkSet { keys })).ok_or(StatusCode::INTERNAL_SERVER_ERROR)
}
