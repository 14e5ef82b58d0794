//! Finds the route of a request, by path and method, and refuses paths that a service could read differently.
//!
//! That is where doors are got around: `/orders/%2e%2e/admin` is an order here and the admin page there. So
//! whatever has a second reading is refused, rather than guessed at.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper::header::{ALLOW, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use tower::{ServiceExt, service_fn};

use crate::concerns::Stage;
use crate::control::Control;
use crate::exchange::{Body, Routed, refuse};

/// Whether `path` has a second reading: by dots, doubled, turned or trailing slashes, parameters after `;`, or letters
/// that are encoded although they need not be.
pub fn is_strange(path: &str) -> bool {
    let bytes = path.as_bytes();
    let plain = bytes.iter().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b';'));
    let dots = path.split('/').any(|segment| matches!(segment, "." | ".."));
    let doubled = path.contains("//");
    let mut encoded = path.split('%').skip(1).map(|rest| {
        let digits = rest.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())
    });
    let odd = encoded.any(|byte| match byte {
        None => true,
        Some(byte) => {
            let unreserved = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
            unreserved || byte.is_ascii_control() || matches!(byte, b'/' | b'\\' | b'%' | b';')
        }
    });
    // Many services take `/admin/` for `/admin`.
    let trailing = path.len() > 1 && path.ends_with('/');
    !path.starts_with('/') || trailing || !plain || dots || doubled || odd
}

/// What is behind paths, by method. An empty list of methods means all.
pub struct Paths<T> {
    tree: matchit::Router<Vec<(Vec<Method>, T)>>,
}

/// Why nothing is behind a path.
#[derive(Debug, PartialEq, Eq)]
pub enum NotFound {
    /// It has a second reading.
    Strange,
    /// There is no such path.
    Path,
    /// There is, but not for this method: for these.
    Method(Vec<Method>),
}

impl<T> Paths<T> {
    /// Puts them together.
    ///
    /// # Errors
    /// When two claim the same path and method, or a path cannot be read: which, and why.
    pub fn new(entries: Vec<(String, Vec<Method>, T)>) -> Result<Self, (String, String)> {
        let mut by_path: BTreeMap<String, Vec<(Vec<Method>, T)>> = BTreeMap::new();
        for (path, methods, what) in entries {
            let there = by_path.entry(path.clone()).or_default();
            let overlap = |others: &[Method]| {
                others.is_empty() || methods.is_empty() || others.iter().any(|other| methods.contains(other))
            };
            if there.iter().any(|(others, _)| overlap(others)) {
                return Err((path, "another route has this path for the same method".into()));
            }
            there.push((methods, what));
        }
        let mut tree = matchit::Router::new();
        for (path, entries) in by_path {
            tree.insert(path.clone(), entries).map_err(|error| (path, error.to_string()))?;
        }
        Ok(Self { tree })
    }

    /// What is behind `path` for `method`. Whoever may GET may ask for the HEAD alone.
    ///
    /// # Errors
    /// When there is nothing.
    pub fn find(&self, method: &Method, path: &str) -> Result<&T, NotFound> {
        if is_strange(path) {
            return Err(NotFound::Strange);
        }
        let entries = self.tree.at(path).map_err(|_| NotFound::Path)?.value;
        let takes = |methods: &[Method]| {
            let head = *method == Method::HEAD && methods.contains(&Method::GET);
            methods.is_empty() || methods.contains(method) || head
        };
        let found = entries.iter().find(|(methods, _)| takes(methods)).map(|(_, what)| what);
        found.ok_or_else(|| NotFound::Method(entries.iter().flat_map(|(methods, _)| methods.clone()).collect()))
    }
}

/// The stage that hands each request to its route, by the routes that hold at that moment.
pub fn stage(control: Arc<Control>) -> impl Stage + Sync {
    service_fn(move |request: Request<Body>| {
        let table = control.table();
        let found = table.find(request.method(), request.uri().path());
        let found = found.map(|route| (route.stack(), Arc::clone(&route.name)));
        async move {
            match found {
                Ok((stack, name)) => {
                    let mut answer = stack.oneshot(request).await?;
                    answer.extensions_mut().insert(Routed(name));
                    Ok(answer)
                }
                Err(refusal) => Ok(nowhere(&refusal)),
            }
        }
    })
}

fn nowhere(refusal: &NotFound) -> Response<Body> {
    match refusal {
        NotFound::Strange => refuse(StatusCode::BAD_REQUEST, "strange-path", "this path could be read in two ways"),
        NotFound::Path => refuse(StatusCode::NOT_FOUND, "no-route", "there is nothing at this path"),
        NotFound::Method(methods) => {
            let message = "this path is not there for this method";
            let mut answer = refuse(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", message);
            let allowed = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
            if let Ok(allowed) = HeaderValue::from_str(&allowed) {
                answer.headers_mut().insert(ALLOW, allowed);
            }
            answer
        }
    }
}
