//! Sees every request: one line in the log, some figures, and the start of a trace for each.
//!
//! What took how long is told apart: the gateway's own time from the service's, and the gateway's own refusals
//! from the services' answers. Bodies, tokens and query strings stay out. Those who run the gateway see the figures on a
//! port of its own, where nobody outside has business.

use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router};
use hyper::header::{HeaderName, HeaderValue};
use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use crate::control::Control;
use crate::exchange::{Client, IntoResponse, Next, OwnAnswer, Request, Response, Routed, State};
use crate::services::balancer::Answered;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// How long things take: fine where the gateway should be, up to the longest timeout that makes sense.
const SECONDS: [f64; 10] = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.025, 0.1, 0.5, 2.0, 10.0];

type Label = (&'static str, String);

/// The figures of the process; clones share them.
#[derive(Clone)]
pub struct Monitor {
    registry: Arc<Registry>,
    requests: Family<[Label; 3], Counter>,
    seconds: Family<[Label; 2], Histogram, fn() -> Histogram>,
}

impl Default for Monitor {
    fn default() -> Self {
        let requests = Family::default();
        let seconds = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        let mut registry = Registry::default();
        registry.register(
            "gateway_requests",
            "Requests; those with a code the gateway answered itself",
            requests.clone(),
        );
        registry.register("gateway_seconds", "Time until the head of the answer, by whose it was", seconds.clone());
        Self { registry: Arc::new(registry), requests, seconds }
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

/// `GET /health` and `GET /metrics`.
pub fn inside(control: Arc<Control>, monitor: Monitor) -> Router {
    // The gateway is well even when services are not: whoever restarts it for that makes things worse.
    let health = async move || {
        let table = control.table();
        Json(json!({ "status": "up", "generation": table.generation, "routes": table.file.route.len(),
            "ejected": table.ejected() }))
    };
    Router::new().route("/health", get(health)).route("/metrics", get(async move || monitor.text()))
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
    let answered = extensions.get::<Answered>();
    let (copy, service) = (answered.map(|answered| answered.copy.as_str()), answered.map(|answered| answered.took));
    let own = took.saturating_sub(service.unwrap_or_default());
    let (own_us, service_us) = (own.as_micros() as u64, service.map(|took| took.as_micros() as u64));
    let status = answer.status().as_u16();
    tracing::info!(id, %method, path, route, client, status, refusal, copy, own_us, service_us, "request");
    let label = ("route", route.to_owned());
    let (status, code) = (("status", status.to_string()), ("code", refusal.unwrap_or_default().to_owned()));
    monitor.requests.get_or_create(&[label.clone(), status, code]).inc();
    let service = service.map(|took| ("service", took));
    for (whose, took) in service.into_iter().chain([("gateway", own)]) {
        let labels = [label.clone(), ("whose", whose.to_owned())];
        monitor.seconds.get_or_create(&labels).observe(took.as_secs_f64());
    }
    ([(REQUEST_ID, id)], answer).into_response()
}
