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
use http_body_util::{BodyExt, Limited};
use hyper::{Request, StatusCode, Uri};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::exchange::whole;
use crate::services::Http;

/// A larger set of keys is none.
const LARGEST: usize = 64 * 1024;
/// A provider that takes longer is away.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whom to believe.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
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

impl Default for IdentitySettings {
    fn default() -> Self {
        Self {
            keys: None,
            issuer: "http://127.0.0.1:8090".into(),
            audience: "gateway".into(),
            refresh: Duration::from_secs(10),
            pause: Duration::from_secs(1),
            leeway: Duration::from_secs(5),
        }
    }
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

/// Why the keys cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The provider is away.
    #[error("the identity provider at {0} does not answer: {1}")]
    Away(Uri, String),
    /// What it says is no set of keys.
    #[error("what the identity provider at {0} answers is no set of keys: {1}")]
    Strange(Uri, String),
}

/// The keys of one provider; shared by all routes.
pub struct Keys {
    url: Uri,
    settings: IdentitySettings,
    http: Http,
    known: ArcSwap<HashMap<String, (Validation, DecodingKey)>>,
    /// When they were last asked for.
    asked: Mutex<Option<Instant>>,
}

impl Keys {
    /// With no key known yet; [`Keys::refresh`] reads them from `url`.
    pub fn new(url: Uri, settings: IdentitySettings, http: Http) -> Self {
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

    /// Reads the keys; gives how many there are.
    ///
    /// # Errors
    /// When the provider does not answer or answers something else. The keys of before hold then.
    pub async fn refresh(&self) -> Result<usize, KeysError> {
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
    async fn read_unless_read_within(&self, pause: Duration) -> Result<usize, KeysError> {
        let mut asked = self.asked.lock().await;
        if asked.is_some_and(|at| at.elapsed() < pause) {
            return Ok(self.known.load().len());
        }
        *asked = Some(Instant::now());
        self.read().await
    }

    async fn read(&self) -> Result<usize, KeysError> {
        let strange = |what: String| KeysError::Strange(self.url.clone(), what);
        let mut request = Request::new(whole(""));
        *request.uri_mut() = self.url.clone();
        let asking = async {
            let answer = self.http.request(request).await.map_err(|error| error.to_string())?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), LARGEST).collect().await.map_err(|error| error.to_string())?;
            Ok((status, body.to_bytes()))
        };
        let answer = tokio::time::timeout(PATIENCE, asking).await;
        let answer = answer.unwrap_or_else(|late| Err(late.to_string()));
        let (status, body) = answer.map_err(|error| KeysError::Away(self.url.clone(), error))?;
        if status != StatusCode::OK {
            return Err(strange(format!("it says {status}")));
        }
        let set: JwkSet = serde_json::from_slice(&body).map_err(|error| strange(error.to_string()))?;
        let mut known = HashMap::new();
        for key in &set.keys {
            // The algorithm comes from the key. One that the token could choose would let a forger choose.
            let algorithm = key.common.key_algorithm.and_then(|algorithm| algorithm.to_string().parse().ok());
            let (Some(name), Some(algorithm)) = (key.common.key_id.clone(), algorithm) else {
                continue;
            };
            let decoding = DecodingKey::from_jwk(key).map_err(|error| strange(error.to_string()))?;
            known.insert(name, (self.validation(algorithm), decoding));
        }
        let count = known.len();
        self.known.store(Arc::new(known));
        Ok(count)
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
