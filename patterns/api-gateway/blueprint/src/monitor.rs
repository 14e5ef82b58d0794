//! Sees every request: one line in the log, some figures, and the start of a trace for each.
//!
//! What took how long is told apart: the gateway's own time from the service's, and the gateway's own refusals
//! from the services' answers. Bodies, tokens and query strings stay out.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::header::{HeaderName, HeaderValue};
use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tokio::time::Instant;
use uuid::Uuid;

use crate::exchange::{Client, OwnAnswer, Routed};
use crate::services::balancer::Answered;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// How long things take: fine where the gateway should be, up to the longest timeout that makes sense.
const SECONDS: [f64; 10] = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.025, 0.1, 0.5, 2.0, 10.0];

type Label = (&'static str, String);
type Times = Family<[Label; 1], Histogram, fn() -> Histogram>;

/// The figures of the process; clones share them.
#[derive(Clone)]
pub struct Monitor {
    registry: Arc<Registry>,
    requests: Family<[Label; 2], Counter>,
    refusals: Family<[Label; 2], Counter>,
    own: Times,
    service: Times,
}

impl Default for Monitor {
    fn default() -> Self {
        let times = || Times::new_with_constructor(|| Histogram::new(SECONDS));
        let (requests, refusals, own, service) = (Family::default(), Family::default(), times(), times());
        let mut registry = Registry::default();
        registry.register("gateway_requests", "Requests by route and status", requests.clone());
        registry.register("gateway_own_answers", "Answers that are the gateway's own, by code", refusals.clone());
        registry.register("gateway_own_seconds", "Time until the head of the answer, less the service's", own.clone());
        registry.register("gateway_service_seconds", "Time that the service took", service.clone());
        Self { registry: Arc::new(registry), requests, refusals, own, service }
    }
}

impl Monitor {
    /// All figures in Prometheus' text format.
    pub fn text(&self) -> String {
        let mut page = String::new();
        text::encode(&mut page, &self.registry).expect("a string takes all that is written");
        page
    }
}

/// Goes on, and tells what came of it.
pub async fn watch(State(monitor): State<Monitor>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let id = Uuid::new_v4().simple().to_string();
    let parent = format!("00-{id}-{}-01", &Uuid::new_v4().simple().to_string()[..16]);
    // A caller's own ids would let one request pass for another.
    for (name, value) in [(REQUEST_ID, &id), (TRACE_PARENT, &parent)] {
        request.headers_mut().insert(name, HeaderValue::from_str(value).expect("digits, letters and hyphens"));
    }
    let answer = next.run(request).await;
    let took = began.elapsed();

    let extensions = answer.extensions();
    let route = extensions.get::<Routed>().map_or("none", |Routed(route)| route);
    let client = extensions.get::<Client>().map(|Client(client)| &**client);
    let refusal = extensions.get::<OwnAnswer>().map(|OwnAnswer(code)| *code);
    let service = extensions.get::<Answered>();
    let (copy, service) = (service.map(|service| service.copy.as_str()), service.map(|service| service.took));
    let own = took.saturating_sub(service.unwrap_or_default());
    let (own_us, service_us) = (own.as_micros() as u64, service.map(|took| took.as_micros() as u64));
    let status = answer.status().as_u16();
    tracing::info!(id, %method, path, route, client, status, refusal, copy, own_us, service_us, "request");
    let label = ("route", route.to_owned());
    monitor.requests.get_or_create(&[label.clone(), ("status", status.to_string())]).inc();
    if let Some(code) = refusal {
        monitor.refusals.get_or_create(&[label.clone(), ("code", code.to_owned())]).inc();
    }
    let label = [label];
    monitor.own.get_or_create(&label).observe(own.as_secs_f64());
    if let Some(took) = service {
        monitor.service.get_or_create(&label).observe(took.as_secs_f64());
    }
    ([(REQUEST_ID, id)], answer).into_response()
}
