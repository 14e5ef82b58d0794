//! What passes through the gateway, what stages say of it to each other, and the answers the gateway gives itself: the
//! words in which every stage is written.

use std::convert::Infallible;
use std::sync::Arc;

pub use axum::Extension;
use axum::Json;
pub use axum::extract::{Request, State};
pub use axum::middleware::Next;
pub use axum::response::{IntoResponse, Response};
pub use hyper::StatusCode;
use serde_json::json;
use tower::util::BoxCloneSyncService;

/// What a request passes until it is answered. It always is: whatever went wrong is an answer, too.
pub type Stack = BoxCloneSyncService<Request, Response, Infallible>;

/// Who calls, where a token said so. Authentication puts it into request and answer.
#[derive(Debug, Clone)]
pub struct Client(pub Arc<str>);

/// The route that was found. The router puts it into the answer.
#[derive(Debug, Clone)]
pub struct Routed(pub Arc<str>);

/// Marks an answer that is the gateway's own, with its code, apart from those of the services.
#[derive(Debug, Clone, Copy)]
pub struct OwnAnswer(pub &'static str);

/// An answer of the gateway's own.
pub fn refuse(status: StatusCode, code: &'static str, message: &str) -> Response {
    let body = Json(json!({ "error": { "code": code, "message": message } }));
    (status, Extension(OwnAnswer(code)), body).into_response()
}
