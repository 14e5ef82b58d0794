//! Finds the route of a request, by path and method, and refuses paths that a service could read differently.
//!
//! That is where doors are got around: `/orders/%2e%2e/admin` is an order here and the admin page there. So
//! whatever has a second reading is refused, rather than guessed at.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::ALLOW;
use tower::{Layer, ServiceExt, service_fn};

use crate::control::Control;
use crate::exchange::{Routed, Stack, refuse};
use crate::monitor::{self, Monitor};

/// Whether `path` has a second reading: by dots, doubled, turned or trailing slashes, parameters after `;`, or letters
/// that are encoded although they need not be.
pub fn is_strange(path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\;".contains(&byte));
    let dots = path.split('/').any(|segment| matches!(segment, "." | ".."));
    // Many services take `/admin/` for `/admin`.
    let slashes = !path.starts_with('/') || path.contains("//") || (path.len() > 1 && path.ends_with('/'));
    // It needs no encoding, or may be read as what it stands for.
    let odd = |byte: &u8| byte.is_ascii_alphanumeric() || byte.is_ascii_control() || b"-._~/\\%;".contains(byte);
    let decoded = |rest: &str| rest.get(..2).and_then(|digits| hex::decode(digits).ok());
    let encoded = path.split('%').skip(1).all(|rest| decoded(rest).is_some_and(|bytes| !bytes.iter().any(odd)));
    !plain || dots || slashes || !encoded
}

/// The methods there are.
pub const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

/// What is behind paths, by method.
pub struct Paths<T> {
    /// Each path with a method before it: `/GET/orders`.
    tree: matchit::Router<T>,
}

impl<T> Default for Paths<T> {
    fn default() -> Self {
        Self { tree: matchit::Router::new() }
    }
}

/// Why nothing is behind a path.
#[derive(Debug, PartialEq, Eq)]
pub enum NotFound {
    /// It has a second reading.
    Strange,
    /// There is no such path.
    Path,
    /// There is, but not for this method: for these.
    Method(Vec<&'static str>),
}

impl<T: Clone> Paths<T> {
    /// Puts `what` behind a path, for all methods where none is named.
    ///
    /// # Errors
    /// When something else is there for one of them, or the path cannot be read.
    pub fn insert(&mut self, path: &str, methods: &[String], what: &T) -> Result<(), String> {
        for method in METHODS.into_iter().filter(|known| methods.is_empty() || methods.iter().any(|one| one == known)) {
            let inserted = self.tree.insert(format!("/{method}{path}"), what.clone());
            inserted.map_err(|error| format!("path `{path}`: {error}"))?;
        }
        Ok(())
    }

    /// What is behind `path` for `method`. Whoever may GET may ask for the HEAD alone.
    ///
    /// # Errors
    /// When there is nothing.
    pub fn find(&self, method: &str, path: &str) -> Result<&T, NotFound> {
        if is_strange(path) {
            return Err(NotFound::Strange);
        }
        let at = |method: &str| self.tree.at(&format!("/{method}{path}")).map(|found| found.value);
        let found = at(method).or_else(|nothing| if method == "HEAD" { at("GET") } else { Err(nothing) });
        found.map_err(|_| {
            let others: Vec<_> = METHODS.into_iter().filter(|other| at(other).is_ok()).collect();
            if others.is_empty() { NotFound::Path } else { NotFound::Method(others) }
        })
    }
}

/// All that a request passes: it is watched, and handed to its route, by the routes that hold at that moment.
pub fn stage(control: Arc<Control>, monitor: Monitor) -> Stack {
    let route = service_fn(move |request: Request| {
        let found = control.table().paths.find(request.method().as_str(), request.uri().path()).cloned();
        async move {
            Ok(match found {
                Ok(route) => (Extension(Routed(route.name)), route.stack.oneshot(request).await?).into_response(),
                Err(refusal) => refusal.into_response(),
            })
        }
    });
    Stack::new(from_fn_with_state(monitor, monitor::watch).layer(route))
}

impl IntoResponse for NotFound {
    fn into_response(self) -> Response {
        match self {
            Self::Strange => refuse(StatusCode::BAD_REQUEST, "strange-path", "this path could be read in two ways"),
            Self::Path => refuse(StatusCode::NOT_FOUND, "no-route", "there is nothing at this path"),
            Self::Method(methods) => {
                let message = "this path is not there for this method";
                let refusal = refuse(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", message);
                ([(ALLOW, methods.join(", "))], refusal).into_response()
            }
        }
    }
}
