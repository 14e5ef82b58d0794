//! Chooses the copy of a service that gets a request: the one with the least to do, among those that answer.
//!
//! Of each service only so many requests are in flight. One that hangs fills its own places and no others, which
//! is what keeps it from taking the whole door with it.

use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;
use hyper::http::uri::Authority;
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tower::service_fn;

use super::{Http, forward};
use crate::concerns::Stage;
use crate::control::file::{ServiceRule, authority};
use crate::exchange::{Body, BodyError, refuse, refuse_for, whole};

/// What a second try costs, in tenths of what each request pays in: at most one in ten is tried twice, so that a
/// service in trouble does not get twice its traffic.
const RETRY: i64 = 10;
/// The most that is saved up.
const SAVED: i64 = 100;

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
    savings: AtomicI64,
}

struct Copy {
    address: Authority,
    outstanding: AtomicUsize,
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
        let copy = |address| Copy { address, outstanding: AtomicUsize::new(0), health: Mutex::default() };
        let copies = rule.copies.iter().filter_map(|copy| authority(copy)).map(copy).collect();
        let places = Arc::new(Semaphore::new(rule.in_flight));
        Self { rule, copies, places, http, turn: AtomicUsize::new(0), savings: AtomicI64::new(SAVED) }
    }

    /// The copies that get no requests at the moment.
    pub fn ejected(&self) -> Vec<String> {
        self.copies.iter().filter(|copy| !copy.well()).map(|copy| copy.address.to_string()).collect()
    }

    /// Sends the request to a copy; once more to another if the first has gone away and that can do no harm.
    async fn send(self: &Arc<Self>, request: Request<Body>) -> Response<Body> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            let message = "this service has as much to do as it may have";
            return refuse_for(StatusCode::SERVICE_UNAVAILABLE, "service-full", message, Duration::from_secs(1));
        };
        self.savings.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |saved| Some((saved + 1).min(SAVED))).ok();
        let safe = matches!(*request.method(), Method::GET | Method::HEAD) && request.body().is_end_stream();
        let (head, body) = request.into_parts();
        let again = safe.then(|| Request::from_parts(head.clone(), whole("")));
        let Some(first) = self.choose(None) else {
            return refuse(StatusCode::SERVICE_UNAVAILABLE, "no-copy", "there is no copy of this service");
        };
        let mut place = Some(place);
        match self.attempt(first, Request::from_parts(head, body), &mut place).await {
            Ok(answer) => answer,
            Err(Failure::Gone(refusal)) => match again.zip(self.choose(Some(first))) {
                Some((again, other)) if self.pay_for_retry() => {
                    self.attempt(other, again, &mut place).await.unwrap_or_else(Failure::answer)
                }
                _ => refusal,
            },
            Err(failure) => failure.answer(),
        }
    }

    async fn attempt(
        self: &Arc<Self>,
        nth: usize,
        mut request: Request<Body>,
        place: &mut Option<OwnedSemaphorePermit>,
    ) -> Result<Response<Body>, Failure> {
        let copy = &self.copies[nth];
        let all_there = request.body().is_end_stream();
        *request.uri_mut() = forward::address(request.uri(), &copy.address);
        copy.outstanding.fetch_add(1, Ordering::Relaxed);
        let mut busy = Busy { pool: Arc::clone(self), nth, _place: None };
        let began = Instant::now();
        let answered = tokio::time::timeout(self.rule.timeout, self.http.request(request)).await;
        let took = began.elapsed();
        let mut outcome = match answered {
            Ok(Ok(answer)) => {
                let status = answer.status();
                let trouble = [StatusCode::BAD_GATEWAY, StatusCode::SERVICE_UNAVAILABLE, StatusCode::GATEWAY_TIMEOUT];
                copy.ended(!trouble.contains(&status), &self.rule);
                busy._place = place.take();
                // The copy is busy until the last piece of the answer has passed.
                let mut answer = answer.map(|body| {
                    let pass = move |frame| {
                        let _ = &busy;
                        frame
                    };
                    body.map_frame(pass).map_err(BodyError::new).boxed_unsync()
                });
                forward::drop_connection_headers(answer.headers_mut());
                Ok(answer)
            }
            // Here and below: a caller that breaks off or dawdles says nothing of the copy.
            Ok(Err(error)) if has::<LengthLimitError>(&error) => Err(Failure::Final(too_large())),
            Ok(Err(error)) if has::<BodyError>(&error) => {
                let message = "the request broke off";
                Err(Failure::Final(refuse(StatusCode::BAD_REQUEST, "broken-off", message)))
            }
            Ok(Err(error)) => {
                tracing::warn!(copy = %copy.address, %error, "no answer from a copy");
                copy.ended(false, &self.rule);
                let message = "the service does not answer";
                Err(Failure::Gone(refuse(StatusCode::BAD_GATEWAY, "service-away", message)))
            }
            Err(_) => {
                if all_there {
                    copy.ended(false, &self.rule);
                }
                let message = "the service takes too long";
                Err(Failure::Final(refuse(StatusCode::GATEWAY_TIMEOUT, "service-slow", message)))
            }
        };
        // Also where there is none: the time was the service's.
        let (Ok(answer) | Err(Failure::Gone(answer) | Failure::Final(answer))) = &mut outcome;
        answer.extensions_mut().insert(Answered { copy: copy.address.clone(), took });
        outcome
    }

    /// The copy with the least to do, in turn where several have as little. If none is well, any may be tried: that
    /// all are away at once is more often our mistake than theirs.
    fn choose(&self, but: Option<usize>) -> Option<usize> {
        let count = self.copies.len();
        let start = but.map_or_else(|| self.turn.fetch_add(1, Ordering::Relaxed), |first| first + 1);
        let order = || (0..count).map(|step| (start + step) % count).filter(|nth| Some(*nth) != but);
        let least = |nth: &usize| self.copies[*nth].outstanding.load(Ordering::Relaxed);
        order().filter(|nth| self.copies[*nth].well()).min_by_key(least).or_else(|| order().min_by_key(least))
    }

    fn pay_for_retry(&self) -> bool {
        let pay = |saved: i64| (saved >= RETRY).then_some(saved - RETRY);
        self.savings.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay).is_ok()
    }
}

impl Copy {
    fn well(&self) -> bool {
        let health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.ejected_until.is_none_or(|until| until <= Instant::now())
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

/// Why an attempt brought nothing.
enum Failure {
    /// The copy has gone away; another may be there.
    Gone(Response<Body>),
    /// Another try would be no better.
    Final(Response<Body>),
}

impl Failure {
    fn answer(self) -> Response<Body> {
        match self {
            Self::Gone(answer) | Self::Final(answer) => answer,
        }
    }
}

/// A request that a copy works on.
struct Busy {
    pool: Arc<Pool>,
    nth: usize,
    _place: Option<OwnedSemaphorePermit>,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.pool.copies[self.nth].outstanding.fetch_sub(1, Ordering::Relaxed);
    }
}

fn too_large() -> Response<Body> {
    refuse(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "the request is larger than this route takes")
}

/// Whether such an error is among the causes.
fn has<E: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source()).any(|error| error.is::<E>())
}

/// The last stage of a route: sends requests to `pool`, and of 100 in a row as many as its percentage to the service
/// on `trial`. Bodies over `longest` bytes are refused.
pub fn stage(pool: Arc<Pool>, trial: Option<(Arc<Pool>, u64)>, longest: usize) -> impl Stage + Sync {
    let count = Arc::new(AtomicU64::new(0));
    service_fn(move |mut request: Request<Body>| {
        let nth = count.fetch_add(1, Ordering::Relaxed) % 100;
        let pool = match &trial {
            // Spread evenly among the others.
            Some((trial, percent)) if (nth + 1) * percent / 100 > nth * percent / 100 => Arc::clone(trial),
            _ => Arc::clone(&pool),
        };
        async move {
            forward::prepare(&mut request);
            if request.body().size_hint().lower() > longest as u64 {
                return Ok(too_large());
            }
            // Ends in time also where the length was not told beforehand.
            let ended = request.body().is_end_stream();
            let bound = |body| match ended {
                true => whole(""),
                false => Limited::new(body, longest).map_err(BodyError::new).boxed_unsync(),
            };
            Ok(pool.send(request.map(bound)).await)
        }
    })
}
