//! The keys that tokens are signed with, as the identity provider publishes them (a JWK set).
//!
//! They are kept, so that nobody is asked while a request waits, and read again from time to time: a key that
//! the provider withdraws is gone here after `refresh`. A token signed with a key that is not known yet has them
//! read at once, but at most once a second, or strangers could have us hammer the provider. While the provider
//! is away the keys of before hold.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::BoxError;
use axum::body::{Body, to_bytes};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout};

use crate::services::Http;
use crate::settings::Settings;

/// A larger set of keys is none.
const LARGEST: usize = 64 * 1024;
/// A provider that takes longer is away.
const PATIENCE: Duration = Duration::from_secs(2);
/// At most once in this time keys are read because a token's key is not known.
const PAUSE: Duration = Duration::from_secs(1);
/// By how many seconds clocks may differ.
const LEEWAY: u64 = 5;

/// What a token says, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Claims {
    /// The client.
    pub sub: String,
    /// What it may do: words with blanks between them.
    #[serde(default)]
    pub scope: String,
}

/// Why a token is not believed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It names no key, or one that the provider does not publish.
    #[error("the token is signed with no key that is known here")]
    UnknownKey,
    /// It is no token, forged, too old, or meant for others.
    #[error("the token is not to be believed: {0}")]
    Bad(#[from] jsonwebtoken::errors::Error),
}

/// The keys of one provider; shared by all routes.
pub struct Keys {
    url: String,
    /// What tokens must say.
    rules: Validation,
    every: Duration,
    http: Http,
    known: ArcSwap<HashMap<String, (Validation, DecodingKey)>>,
    /// When they were last asked for.
    asked: Mutex<Option<Instant>>,
}

impl Keys {
    /// With no key known yet; [`Keys::refresh`] reads them from `url`.
    pub fn new(url: String, settings: &Settings, http: Http) -> Self {
        let mut rules = Validation::default();
        rules.set_audience(&[&settings.audience]);
        rules.set_issuer(&[&settings.issuer]);
        rules.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        rules.validate_nbf = true;
        rules.leeway = LEEWAY;
        Self { url, rules, every: settings.refresh, http, known: ArcSwap::default(), asked: Mutex::default() }
    }

    /// What `token` says, if it is to be believed.
    ///
    /// # Errors
    /// When it is not.
    pub async fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        let name = jsonwebtoken::decode_header(token)?.kid.ok_or(TokenError::UnknownKey)?;
        if !self.known.load().contains_key(&name) {
            let read = self.refresh(PAUSE).await;
            read.unwrap_or_else(|error| tracing::warn!(%error, "a token's key is not known"));
        }
        let known = self.known.load();
        let (rules, key) = known.get(&name).ok_or(TokenError::UnknownKey)?;
        Ok(jsonwebtoken::decode(token, key, rules)?.claims)
    }

    /// Reads the keys, unless that was done within `pause`, perhaps by somebody who waited for the same key.
    ///
    /// # Errors
    /// When the provider does not answer or answers something else. The keys of before hold then.
    pub async fn refresh(&self, pause: Duration) -> Result<(), BoxError> {
        let mut asked = self.asked.lock().await;
        if asked.is_some_and(|at| at.elapsed() < pause) {
            return Ok(());
        }
        *asked = Some(Instant::now());
        let read = timeout(PATIENCE, self.read()).await.unwrap_or_else(|late| Err(late.into()));
        read.map_err(|error| format!("the identity provider at {} gives no keys: {error:?}", self.url).into())
    }

    /// Reads the keys every so often.
    pub async fn keep_fresh(self: Arc<Self>) {
        loop {
            sleep(self.every).await;
            let read = self.refresh(Duration::ZERO).await;
            read.unwrap_or_else(|error| tracing::warn!(%error, "the keys of before hold"));
        }
    }

    async fn read(&self) -> Result<(), BoxError> {
        let answer = self.http.get(self.url.parse()?).await?;
        if !answer.status().is_success() {
            return Err(format!("it says {}", answer.status()).into());
        }
        let set: JwkSet = serde_json::from_slice(&to_bytes(Body::new(answer.into_body()), LARGEST).await?)?;
        let mut known = HashMap::new();
        for key in &set.keys {
            // The algorithm comes from the key. One that the token could choose would let a forger choose.
            let algorithm = key.common.key_algorithm.and_then(|algorithm| algorithm.to_string().parse().ok());
            if let (Some(name), Some(algorithm)) = (&key.common.key_id, algorithm) {
                let mut rules = self.rules.clone();
                rules.algorithms = vec![algorithm];
                known.insert(name.clone(), (rules, DecodingKey::from_jwk(key)?));
            }
        }
        self.known.store(Arc::new(known));
        Ok(())
    }
}
