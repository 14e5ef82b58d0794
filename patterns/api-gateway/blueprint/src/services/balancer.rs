//! Chooses the copy of a service that gets a request: the one with the least to do, among those that answer.
//!
//! Of each service only so many requests are in flight. One that hangs fills its own places and no others, which
//! is what keeps it from taking the whole door with it.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::header::RETRY_AFTER;
use hyper::http::uri::Authority;
use hyper::{Method, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tower::retry::budget::{Budget, TpsBudget};
use tower::service_fn;

use super::{Http, forward};
use crate::control::file::ServiceRule;
use crate::exchange::{OwnAnswer, Stack, refuse};

/// With these a service says that it is in trouble, and not what came of the request.
const TROUBLE: [StatusCode; 3] =
    [StatusCode::BAD_GATEWAY, StatusCode::SERVICE_UNAVAILABLE, StatusCode::GATEWAY_TIMEOUT];

/// The code of the answer where a copy has gone away.
const AWAY: &str = "service-away";

/// The longest body of a route that says nothing of it.
const LONGEST: usize = 1024 * 1024;

/// Which copy was asked, and how long that took. Put into the answer, for the log.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The copy.
    pub copy: Authority,
    /// From sending the request until the head of the answer, or until none was waited for any more.
    pub took: Duration,
}

/// The copies of one service; shared by all routes that lead there.
pub struct Pool {
    /// How it is treated.
    pub rule: ServiceRule,
    copies: Vec<Copy>,
    places: Arc<Semaphore>,
    http: Http,
    turn: AtomicUsize,
    second_tries: TpsBudget,
}

struct Copy {
    address: Authority,
    /// A clone for each request that it works on.
    requests: Arc<()>,
    health: Mutex<Health>,
}

#[derive(Default)]
struct Health {
    /// Failures since the last success.
    failures: u32,
    ejected_until: Option<Instant>,
}

impl Pool {
    /// With all copies well so far.
    pub fn new(rule: ServiceRule, http: Http) -> Self {
        let copy = |address| Copy { address, requests: Arc::default(), health: Mutex::default() };
        let copies = rule.copies.iter().filter_map(|copy| copy.authority().cloned()).map(copy).collect();
        let places = Arc::new(Semaphore::new(rule.in_flight));
        // One request in ten is tried twice, and one a second: a service in trouble does not get twice its traffic.
        let second_tries = TpsBudget::new(Duration::from_secs(10), 1, 0.1);
        Self { rule, copies, places, http, turn: AtomicUsize::new(0), second_tries }
    }

    /// The copies that get no requests at the moment.
    pub fn ejected(&self) -> impl Iterator<Item = String> {
        self.copies.iter().filter(|copy| copy.is_ejected()).map(|copy| copy.address.to_string())
    }

    /// Sends the request to a copy; once more to another if the first has gone away and that can do no harm.
    async fn send(&self, request: Request) -> Response {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned().map(Arc::new) else {
            let message = "this service has as much to do as it may have";
            let refusal = refuse(StatusCode::SERVICE_UNAVAILABLE, "service-full", message);
            return ([(RETRY_AFTER, "1")], refusal).into_response();
        };
        self.second_tries.deposit();
        let safe = matches!(*request.method(), Method::GET | Method::HEAD) && request.body().is_end_stream();
        let (head, body) = request.into_parts();
        let again = safe.then(|| Request::from_parts(head.clone(), Body::empty()));
        let mut copies = self.by_load().into_iter();
        let first = copies.next().expect("a rule without a copy is refused when it is read");
        let answer = self.attempt(first, Request::from_parts(head, body), Arc::clone(&place)).await;
        let away = answer.extensions().get::<OwnAnswer>().is_some_and(|OwnAnswer(code)| *code == AWAY);
        match again.zip(copies.next()) {
            Some((again, other)) if away && self.second_tries.withdraw() => self.attempt(other, again, place).await,
            _ => answer,
        }
    }

    async fn attempt(&self, copy: &Copy, mut request: Request, place: Arc<OwnedSemaphorePermit>) -> Response {
        let all_there = request.body().is_end_stream();
        *request.uri_mut() = forward::address(request.uri(), &copy.address);
        let busy = (Arc::clone(&copy.requests), place);
        let began = Instant::now();
        let answered = tokio::time::timeout(self.rule.timeout, self.http.request(request)).await;
        let took = began.elapsed();
        // What it says of the copy, and the answer. A caller that breaks off or dawdles says nothing of it.
        let (well, answer) = match answered {
            Ok(Ok(mut answer)) => {
                forward::drop_connection_headers(answer.headers_mut());
                // The copy is busy until the last piece of the answer has passed.
                let pass = move |frame| {
                    let _ = &busy;
                    frame
                };
                let well = !TROUBLE.contains(&answer.status());
                (Some(well), answer.map(|body| Body::new(body.map_frame(pass))))
            }
            Ok(Err(error)) if has::<LengthLimitError>(&error) => (None, too_large()),
            Ok(Err(error)) if has::<axum::Error>(&error) => {
                (None, refuse(StatusCode::BAD_REQUEST, "broken-off", "the request broke off"))
            }
            Ok(Err(error)) => {
                tracing::warn!(copy = %copy.address, %error, "no answer from a copy");
                (Some(false), refuse(StatusCode::BAD_GATEWAY, AWAY, "the service does not answer"))
            }
            Err(_) => {
                let refusal = refuse(StatusCode::GATEWAY_TIMEOUT, "service-slow", "the service takes too long");
                (all_there.then_some(false), refusal)
            }
        };
        if let Some(well) = well {
            copy.ended(well, &self.rule);
        }
        // Also where there is none: the time was the service's.
        (Extension(Answered { copy: copy.address.clone(), took }), answer).into_response()
    }

    /// The copies with the least to do first, in turn where several have as little. Those that are ejected come last,
    /// and not never: that all are away at once is more often our mistake than theirs.
    fn by_load(&self) -> Vec<&Copy> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.copies.len();
        let mut copies: Vec<&Copy> = self.copies[turn..].iter().chain(&self.copies[..turn]).collect();
        copies.sort_by_cached_key(|copy| (copy.is_ejected(), Arc::strong_count(&copy.requests)));
        copies
    }
}

impl Copy {
    fn is_ejected(&self) -> bool {
        let health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.ejected_until.is_some_and(|until| until > Instant::now())
    }

    fn ended(&self, well: bool, rule: &ServiceRule) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        if well {
            *health = Health::default();
            return;
        }
        health.failures = health.failures.saturating_add(1);
        // After its time it gets requests again; the first that fails ejects it anew.
        if health.failures >= rule.eject_after {
            health.ejected_until = Some(Instant::now() + rule.eject_for);
            tracing::warn!(copy = %self.address, failures = health.failures, "a copy is ejected");
        }
    }
}

fn too_large() -> Response {
    refuse(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "the request is larger than this route takes")
}

/// Whether such an error is among the causes.
fn has<E: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source()).any(|error| error.is::<E>())
}

/// The last stage of a route: sends requests to `pool`, and of 100 in a row as many as its percentage to the service
/// on `trial`. Bodies over `longest` bytes are refused.
pub fn stage(pool: Arc<Pool>, trial: Option<(Arc<Pool>, u64)>, longest: Option<usize>) -> Stack {
    let count = Arc::new(AtomicU64::new(0));
    let longest = longest.unwrap_or(LONGEST);
    Stack::new(service_fn(move |mut request: Request| {
        let nth = count.fetch_add(1, Ordering::Relaxed) % 100;
        // Spread evenly among the others.
        let due = |percent: u64| (nth + 1) * percent / 100 > nth * percent / 100;
        let trial = trial.as_ref().filter(|(_, percent)| due(*percent));
        let pool = Arc::clone(trial.map_or(&pool, |(trial, _)| trial));
        async move {
            forward::prepare(&mut request);
            if request.body().size_hint().lower() > longest as u64 {
                return Ok(too_large());
            }
            // Ends in time also where the length was not told beforehand.
            Ok(pool.send(request.map(|body| Body::new(Limited::new(body, longest)))).await)
        }
    }))
}
