//! Finds the route of a request, by path and method, and refuses paths that a service could read differently.
//!
//! That is where doors are got around: `/orders/%2e%2e/admin` is an order here and the admin page there. So
//! whatever has a second reading is refused, rather than guessed at.

use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use hyper::header::ALLOW;
use tower::{Layer, ServiceExt, service_fn};

use crate::control::Control;
use crate::exchange::{Extension, IntoResponse, Request, Response, Routed, Stack, StatusCode, refuse};
use crate::monitor::{self, Monitor};

/// What is behind paths, each with a method before it: `/GET/orders`.
pub type Paths<T> = matchit::Router<T>;

/// The methods there are.
pub const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

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

/// Puts `what` behind a path, for all methods where none is named.
///
/// # Errors
/// When something else is there for one of them, or the path cannot be read.
pub fn insert<T: Clone>(paths: &mut Paths<T>, path: &str, methods: &[String], what: &T) -> Result<(), String> {
    for method in METHODS.into_iter().filter(|known| methods.is_empty() || methods.iter().any(|one| one == known)) {
        let inserted = paths.insert(format!("/{method}{path}"), what.clone());
        inserted.map_err(|error| format!("path `{path}`: {error}"))?;
    }
    Ok(())
}

/// What is behind `path` for `method`. Whoever may GET may ask for the HEAD alone.
pub fn find<'a, T>(paths: &'a Paths<T>, method: &str, path: &str) -> Option<&'a T> {
    let at = |method: &str| paths.at(&format!("/{method}{path}")).ok().map(|found| found.value);
    let found = at(method).or_else(|| at("GET").filter(|_| method == "HEAD"));
    found.filter(|_| !is_strange(path))
}

/// Why nothing was found.
fn refusal<T>(paths: &Paths<T>, path: &str) -> Response {
    if is_strange(path) {
        return refuse(StatusCode::BAD_REQUEST, "strange-path", "this path could be read in two ways");
    }
    let others: Vec<_> = METHODS.into_iter().filter(|method| find(paths, method, path).is_some()).collect();
    if others.is_empty() {
        return refuse(StatusCode::NOT_FOUND, "no-route", "there is nothing at this path");
    }
    let refusal = refuse(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", "this path is not there for this method");
    ([(ALLOW, others.join(", "))], refusal).into_response()
}

/// All that a request passes: it is watched, and handed to its route, by the routes that hold at that moment.
pub fn stage(control: Arc<Control>, monitor: Monitor) -> Stack {
    let route = service_fn(move |request: Request| {
        let paths = &control.table().paths;
        let (method, path) = (request.method().as_str(), request.uri().path());
        let found = find(paths, method, path).cloned().ok_or_else(|| refusal(paths, path));
        async move {
            Ok(match found {
                Ok(route) => (Extension(Routed(route.name)), route.stack.oneshot(request).await?).into_response(),
                Err(refusal) => refusal,
            })
        }
    });
    Stack::new(from_fn_with_state(monitor, monitor::watch).layer(route))
}
