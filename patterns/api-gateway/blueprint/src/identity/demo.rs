//! An identity provider to try things with: it gives everybody the token they ask for.
//!
//! The first run, the tests and the lab use it. It is no part of what the gateway does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Deserialize;
use serde_json::json;

use super::keys::IdentitySettings;

/// What comes before the 32 bytes of an Ed25519 key in PKCS #8.
const PREFIX: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// How long tokens are good that somebody asks for over HTTP, in seconds.
const HOUR: i64 = 3600;

/// A handle on the provider; clones share its keys.
#[derive(Clone)]
pub struct Issuer {
    settings: IdentitySettings,
    /// The last one signs.
    keys: Arc<Mutex<Vec<(String, EncodingKey)>>>,
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
    pub fn new(settings: &IdentitySettings) -> Self {
        let issuer = Self { settings: settings.clone(), keys: Arc::default() };
        issuer.rotate();
        issuer
    }

    fn keys(&self) -> MutexGuard<'_, Vec<(String, EncodingKey)>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Signs with another key from now on. The one before is published still, those before that are withdrawn.
    pub fn rotate(&self) {
        let mut keys = self.keys();
        let name = format!("key-{}", keys.len() + 1);
        let secret: [u8; 32] = rand::random();
        keys.push((name, EncodingKey::from_ed_der(&[PREFIX.as_slice(), &secret].concat())));
    }

    /// A token for `client`, good for `life` seconds. `None` if it cannot be signed.
    pub fn token(&self, client: &str, scope: &str, life: i64) -> Option<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        let claims = json!({ "iss": self.settings.issuer, "aud": self.settings.audience, "sub": client,
            "scope": scope, "iat": now, "exp": now.saturating_add_signed(life) });
        let keys = self.keys();
        let (name, key) = keys.last()?;
        let header = Header { kid: Some(name.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, key).ok()
    }

    fn published(&self) -> Option<JwkSet> {
        let publish = |(name, key): &(String, EncodingKey)| {
            let mut public = Jwk::from_encoding_key(key, Algorithm::EdDSA).ok()?;
            public.common.key_id = Some(name.clone());
            Some(public)
        };
        Some(JwkSet { keys: self.keys().iter().rev().take(2).map(publish).collect::<Option<_>>()? })
    }

    /// `POST /token?client=ann&scope=orders`, `GET /keys`, `POST /rotate`.
    pub fn router(&self) -> Router {
        let token = async |State(issuer): State<Self>, Query(wish): Query<Wish>| {
            issuer.token(&wish.client, &wish.scope, HOUR).ok_or(StatusCode::INTERNAL_SERVER_ERROR)
        };
        let keys =
            async |State(issuer): State<Self>| issuer.published().map(Json).ok_or(StatusCode::INTERNAL_SERVER_ERROR);
        let rotate = async |State(issuer): State<Self>| issuer.rotate();
        Router::new()
            .route("/token", post(token))
            .route("/keys", get(keys))
            .route("/rotate", post(rotate))
            .with_state(self.clone())
    }
}
