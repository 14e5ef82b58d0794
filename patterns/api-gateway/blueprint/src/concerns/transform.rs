//! Makes a request what the service expects, and an answer what this route's clients need.
//!
//! It renames and trims. It knows no rule of the business, and puts no answers together: that is work for a
//! small service with tests of its own.

use std::sync::Arc;

use http_body_util::{BodyExt, Limited};
use hyper::header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderName, HeaderValue};
use hyper::http::uri::PathAndQuery;
use hyper::{HeaderMap, Request, Response, StatusCode, Uri};
use serde_json::Value;

use super::{Concern, Stage, go_on};
use crate::control::file::{HeadersRule, RouteRule};
use crate::exchange::{Body, refuse, whole};

/// Larger answers are not taken apart.
const LARGEST: usize = 1024 * 1024;

/// What one route changes.
#[derive(Clone)]
pub struct Transform(pub Arc<RouteRule>);

impl Concern for Transform {
    async fn handle(self, mut request: Request<Body>, next: impl Stage) -> Response<Body> {
        let Self(rule) = self;
        if let Some(prefix) = &rule.strip {
            *request.uri_mut() = without(request.uri(), prefix);
        }
        change(request.headers_mut(), &rule.request);
        if !rule.keep.is_empty() {
            // What is compressed cannot be trimmed.
            request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        let mut answer = go_on(next, request).await;
        if !rule.keep.is_empty() && answer.status().is_success() {
            answer = trim(answer, &rule.keep).await;
        }
        change(answer.headers_mut(), &rule.response);
        answer
    }
}

fn change(headers: &mut HeaderMap, rule: &HeadersRule) {
    for name in &rule.remove {
        headers.remove(name);
    }
    for (name, value) in &rule.set {
        // Both were tried when the routes were read.
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
}

/// The address without the front part of its path.
fn without(uri: &Uri, prefix: &str) -> Uri {
    let Some(rest) = uri.path_and_query().and_then(|path| path.as_str().strip_prefix(prefix)) else {
        return uri.clone();
    };
    let path = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
    path.parse::<PathAndQuery>().map_or_else(|_| uri.clone(), Uri::from)
}

/// Leaves the named fields of an object, or of each object in a list. What cannot be read is not passed on: it may
/// hold just what should have been left out.
async fn trim(answer: Response<Body>, keep: &[String]) -> Response<Body> {
    let refusal = |message| refuse(StatusCode::BAD_GATEWAY, "not-to-be-trimmed", message);
    let (mut head, body) = answer.into_parts();
    let json = head.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let Ok(body) = Limited::new(body, LARGEST).collect().await else {
        return refusal("the service's answer broke off or is too large");
    };
    let Ok(mut value) = serde_json::from_slice(&body.to_bytes()) else {
        return refusal("the service's answer is no JSON");
    };
    if !json {
        return refusal("the service's answer does not say that it is JSON");
    }
    let items = match &mut value {
        Value::Array(items) => items.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for item in items {
        let Some(fields) = item.as_object_mut() else {
            return refusal("the service's answer is neither an object nor a list of them");
        };
        fields.retain(|name, _| keep.contains(name));
    }
    let text = value.to_string();
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(text.len()));
    head.headers.remove(ETAG);
    Response::from_parts(head, whole(text))
}
