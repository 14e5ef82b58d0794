//! The keys that tokens are signed with, as the identity provider publishes them (a JWK set).
//!
//! They are kept, so that nobody is asked while a request waits, and read again from time to time: a key that
//! the provider withdraws is gone here after `refresh`. A token signed with a key that is not known yet has them
//! read at once, but at most once in `pause`, or strangers could have us hammer the provider. While the provider
//! is away the keys of before hold.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::BoxError;
use axum::body::{Body, to_bytes};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::services::Http;

/// A larger set of keys is none.
const LARGEST: usize = 64 * 1024;
/// A provider that takes longer is away.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whom to believe.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct IdentitySettings {
    pub keys: Option<String>,
    pub issuer: String,
    pub audience: String,
    #[serde(with = "humantime_serde")]
    pub refresh: Duration,
    #[serde(with = "humantime_serde")]
    pub pause: Duration,
    #[serde(with = "humantime_serde")]
    pub leeway: Duration,
}

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
    /// It is no token, or signed with a key that the provider does not publish.
    #[error("the token is signed with no key that is known here")]
    UnknownKey,
    /// It is forged, too old, or meant for others.
    #[error("the token is not to be believed: {0}")]
    Bad(#[from] jsonwebtoken::errors::Error),
}

/// Why the keys cannot be read: the provider is away, or says something else.
#[derive(Debug, thiserror::Error)]
#[error("the identity provider at {0} gives no keys: {1}")]
pub struct KeysError(String, BoxError);

/// The keys of one provider; shared by all routes.
pub struct Keys {
    url: String,
    settings: IdentitySettings,
    http: Http,
    known: ArcSwap<HashMap<String, (Validation, DecodingKey)>>,
    /// When they were last asked for.
    asked: Mutex<Option<Instant>>,
}

impl Keys {
    /// With no key known yet; [`Keys::refresh`] reads them from `url`.
    pub fn new(url: String, settings: IdentitySettings, http: Http) -> Self {
        Self { url, settings, http, known: ArcSwap::default(), asked: Mutex::new(None) }
    }

    /// What `token` says, if it is to be believed.
    ///
    /// # Errors
    /// When it is not.
    pub async fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        let name = jsonwebtoken::decode_header(token)?.kid.ok_or(TokenError::UnknownKey)?;
        let mut known = self.known.load_full();
        if !known.contains_key(&name) {
            if let Err(error) = self.read_unless_read_within(self.settings.pause).await {
                tracing::warn!(%error, "a token's key is not known");
            }
            known = self.known.load_full();
        }
        let (validation, key) = known.get(&name).ok_or(TokenError::UnknownKey)?;
        Ok(jsonwebtoken::decode(token, key, validation)?.claims)
    }

    /// Reads the keys.
    ///
    /// # Errors
    /// When the provider does not answer or answers something else. The keys of before hold then.
    pub async fn refresh(&self) -> Result<(), KeysError> {
        self.read_unless_read_within(Duration::ZERO).await
    }

    /// Reads the keys every so often until told to stop.
    pub async fn keep_fresh(self: Arc<Self>, stop: CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(self.settings.refresh)).await.is_some() {
            if let Err(error) = self.refresh().await {
                tracing::warn!(%error, "the keys of before hold");
            }
        }
    }

    /// Reads the keys unless that was done just before, perhaps by somebody who waited for the same key.
    async fn read_unless_read_within(&self, pause: Duration) -> Result<(), KeysError> {
        let mut asked = self.asked.lock().await;
        if asked.is_some_and(|at| at.elapsed() < pause) {
            return Ok(());
        }
        *asked = Some(Instant::now());
        let read = tokio::time::timeout(PATIENCE, self.read()).await.unwrap_or_else(|late| Err(late.into()));
        read.map_err(|error| KeysError(self.url.clone(), error))
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
                known.insert(name.clone(), (self.validation(algorithm), DecodingKey::from_jwk(key)?));
            }
        }
        self.known.store(Arc::new(known));
        Ok(())
    }

    fn validation(&self, algorithm: Algorithm) -> Validation {
        let mut validation = Validation::new(algorithm);
        validation.set_audience(&[&self.settings.audience]);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = self.settings.leeway.as_secs();
        validation
    }
}
