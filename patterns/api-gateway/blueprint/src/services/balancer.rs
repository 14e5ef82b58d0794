//! Chooses the copy of a service that gets a request: the one with the least to do, among those that answer.
//!
//! Of each service only so many requests are in flight. One that hangs fills its own places and no others, which
//! is what keeps it from taking the whole door with it. A request takes its place when all of it is here, so callers
//! that dawdle take none.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequest};
use http_body_util::BodyExt;
use hyper::header::RETRY_AFTER;
use hyper::http::uri::Authority;
use hyper::{Method, Uri};
use tokio::sync::{OwnedSemaphorePermit as Place, Semaphore};
use tokio::time::{Instant, timeout};
use tower::retry::budget::{Budget, TpsBudget};
use tower::service_fn;

use super::{Http, drop_connection_headers, prepare};
use crate::control::file::ServiceRule;
use crate::exchange::{Extension, IntoResponse, Request, Response, Stack, StatusCode, refuse};

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
    /// Failures since the last success.
    failures: AtomicU32,
    ejected_until: ArcSwapOption<Instant>,
}

impl Pool {
    /// With all copies well so far.
    pub fn new(rule: ServiceRule, http: Http) -> Self {
        let copies = rule.copies.iter().map(Copy::new).collect();
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
    async fn send(&self, request: Request) -> Result<Response, Response> {
        let (head, body) = request.into_parts();
        let body = Bytes::from_request(Request::from_parts(head.clone(), body), &());
        let slow = |_| refuse(StatusCode::REQUEST_TIMEOUT, "caller-slow", "the request takes too long to arrive");
        let bad = |why: BytesRejection| refuse(why.status(), "bad-body", &why.body_text());
        let body = timeout(self.rule.timeout, body).await.map_err(slow)?.map_err(bad)?;
        let request = || Request::from_parts(head.clone(), Body::from(body.clone()));
        let full = |_| refuse(StatusCode::SERVICE_UNAVAILABLE, "service-full", "this service has enough to do");
        let place = Arc::clone(&self.places).try_acquire_owned().map(Arc::new).map_err(full);
        let place = place.map_err(|refusal| ([(RETRY_AFTER, "1")], refusal).into_response())?;
        self.second_tries.deposit();
        let mut copies = self.by_load().into_iter();
        let first = copies.next().expect("a rule without a copy is refused when it is read");
        let answer = self.attempt(first, request(), Arc::clone(&place)).await;
        let again = answer.is_err() && matches!(head.method, Method::GET | Method::HEAD);
        match copies.next() {
            Some(other) if again && self.second_tries.withdraw() => self.attempt(other, request(), place).await,
            _ => answer,
        }
    }

    /// What the copy says, or that it has gone away.
    async fn attempt(&self, copy: &Copy, mut request: Request, place: Arc<Place>) -> Result<Response, Response> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let address = Uri::builder().scheme("http").authority(copy.address.clone()).path_and_query(path).build();
        *request.uri_mut() = address.unwrap_or_default();
        let busy = (Arc::clone(&copy.requests), place);
        let began = Instant::now();
        let answered = timeout(self.rule.timeout, self.http.request(request)).await;
        // Also where there is no answer: the time was the service's.
        let told = Extension(Answered { copy: copy.address.clone(), took: began.elapsed() });
        // With 502 to 504 a service says that it is in trouble, and not what came of the request.
        let well = matches!(&answered, Ok(Ok(answer)) if !(502..=504).contains(&answer.status().as_u16()));
        copy.ended(well, &self.rule);
        match answered {
            Ok(Ok(mut answer)) => {
                drop_connection_headers(answer.headers_mut());
                // The copy is busy until the last piece of the answer has passed.
                let pass = move |frame| (frame, &busy).0;
                Ok((told, answer.map(|body| Body::new(body.map_frame(pass)))).into_response())
            }
            Ok(Err(error)) => {
                tracing::warn!(copy = %copy.address, %error, "no answer from a copy");
                let refusal = refuse(StatusCode::BAD_GATEWAY, "service-away", "the service does not answer");
                Err((told, refusal).into_response())
            }
            Err(_) => {
                let refusal = refuse(StatusCode::GATEWAY_TIMEOUT, "service-slow", "the service takes too long");
                Ok((told, refusal).into_response())
            }
        }
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
    fn new(address: &Authority) -> Self {
        let (requests, failures, ejected_until) = (Arc::default(), AtomicU32::new(0), ArcSwapOption::empty());
        Self { address: address.clone(), requests, failures, ejected_until }
    }

    fn is_ejected(&self) -> bool {
        self.ejected_until.load().as_ref().is_some_and(|until| **until > Instant::now())
    }

    fn ended(&self, well: bool, rule: &ServiceRule) {
        if well {
            self.failures.store(0, Ordering::Relaxed);
            self.ejected_until.store(None);
        // After its time it gets requests again; the first that fails ejects it anew.
        } else if self.failures.fetch_add(1, Ordering::Relaxed) >= rule.eject_after - 1 {
            self.ejected_until.store(Some(Arc::new(Instant::now() + rule.eject_for)));
            tracing::warn!(copy = %self.address, "a copy is ejected");
        }
    }
}

/// The last stage of a route: sends requests to `pool`, and of 100 in a row as many as its percentage to the service
/// on `trial`. Bodies over `longest` bytes are refused.
pub fn stage(pool: Arc<Pool>, trial: Option<(Arc<Pool>, u64)>, longest: Option<usize>) -> Stack {
    let count = Arc::new(AtomicU64::new(0));
    Stack::new(service_fn(move |mut request: Request| {
        let nth = count.fetch_add(1, Ordering::Relaxed) % 100;
        // Spread evenly among the others.
        let due = |percent: u64| (nth + 1) * percent / 100 > nth * percent / 100;
        let trial = trial.as_ref().filter(|(_, percent)| due(*percent));
        let pool = Arc::clone(trial.map_or(&pool, |(trial, _)| trial));
        prepare(&mut request);
        DefaultBodyLimit::max(longest.unwrap_or(LONGEST)).apply(&mut request);
        async move { Ok(pool.send(request).await.unwrap_or_else(|refusal| refusal)) }
    }))
}
