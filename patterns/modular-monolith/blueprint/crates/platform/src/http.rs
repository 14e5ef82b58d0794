//! How modules answer over HTTP. Their calls are plain functions that may wait, and what they fail with looks alike.

use std::fmt::Display;

use axum::Json;
use axum::body::to_bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::database::DatabaseError;

/// An answer, unless the request gets none of the kind it asks for.
pub type Answer<T> = Result<Json<T>, Failure>;

/// A request that gets no answer of the kind it asks for: the status, a word for programs, a sentence for people.
pub struct Failure(pub StatusCode, pub &'static str, pub String);

impl Failure {
    /// What the client can do nothing about: it is logged, and not told.
    pub fn unavailable(error: impl Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again later".to_owned())
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Self::unavailable(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
    }
}

/// Puts what the framework refuses by itself, a path or a body that it cannot read, into the form of all failures.
pub async fn alike(answer: Response) -> Response {
    let status = answer.status();
    let is_text = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !(status.is_client_error() && is_text) {
        return answer;
    }
    let words = to_bytes(answer.into_body(), 10_000).await.unwrap_or_default();
    Failure(status, "bad-request", String::from_utf8_lossy(&words).into_owned()).into_response()
}

/// Answers with what `work` gives, which is done on a thread that may wait.
///
/// # Errors
/// That of `work`, or when it broke off.
pub async fn answer<T: Send + 'static, E: Into<Failure> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Answer<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a request broke off");
        Failure(StatusCode::INTERNAL_SERVER_ERROR, "broken", "the request broke off".to_owned())
    })?;
    done.map(Json).map_err(Into::into)
}
