//! Makes a request what the service expects, and an answer what this route's clients need.
//!
//! It renames and trims. It knows no rule of the business, and puts no answers together: that is work for a
//! small service with tests of its own.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use hyper::header::{ACCEPT_ENCODING, CONTENT_LENGTH, ETAG, HeaderValue};
use hyper::{HeaderMap, Uri};
use serde_json::Value;

use crate::control::file::RouteRule;
use crate::exchange::{Next, Request, Response, State, StatusCode, refuse};

/// Larger answers are not taken apart.
const LARGEST: usize = 1024 * 1024;

/// Changes what the rule says of request and answer.
pub async fn apply(State(rule): State<Arc<RouteRule>>, mut request: Request, next: Next) -> Result<Response, Response> {
    if let Some(uri) = rule.strip.as_ref().and_then(|prefix| without(request.uri(), prefix)) {
        *request.uri_mut() = uri;
    }
    change_headers(request.headers_mut(), &rule.request);
    let trims = !rule.keep.is_empty();
    if trims {
        // What is compressed cannot be trimmed.
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    }
    let mut answer = next.run(request).await;
    if trims && answer.status().is_success() {
        let refusal = |message| refuse(StatusCode::BAD_GATEWAY, "not-to-be-trimmed", message);
        answer = trim(answer, &rule.keep).await.map_err(refusal)?;
    }
    change_headers(answer.headers_mut(), &rule.response);
    Ok(answer)
}

/// Puts those of `rule` in place of what was there; an empty one only takes it away.
fn change_headers(headers: &mut HeaderMap, rule: &HeaderMap) {
    for (name, value) in rule {
        headers.remove(name);
        headers.extend((!value.is_empty()).then(|| (name.clone(), value.clone())));
    }
}

/// The address without the front part of its path.
fn without(uri: &Uri, prefix: &str) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(prefix)?;
    format!("/{}", rest.trim_start_matches('/')).parse().ok()
}

/// Leaves the named fields of an object, or of each object in a list. What cannot be read is not passed on: it may
/// hold just what should have been left out.
async fn trim(answer: Response, keep: &[String]) -> Result<Response, &'static str> {
    let (mut head, body) = answer.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|_| "the service's answer broke off or is too large")?;
    let mut value: Value = serde_json::from_slice(&body).map_err(|_| "the service's answer is no JSON")?;
    let items = match &mut value {
        Value::Array(items) => items.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for item in items {
        let fields = item.as_object_mut().ok_or("the service's answer is neither an object nor a list of them")?;
        fields.retain(|name, _| keep.contains(name));
    }
    let text = value.to_string();
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(text.len()));
    head.headers.remove(ETAG);
    Ok(Response::from_parts(head, Body::from(text)))
}
