//! Sees every request: one line in the log, some figures, and the start of a trace for each.
//!
//! What took how long is told apart: the gateway's own time from the service's, and the gateway's own refusals
//! from the services' answers. Bodies, tokens and query strings stay out.

use std::sync::Arc;

use hyper::header::{HeaderName, HeaderValue};
use hyper::{Request, Response};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tokio::time::Instant;
use uuid::Uuid;

use crate::concerns::{Concern, Stage, go_on};
use crate::exchange::{Body, Client, OwnAnswer, Routed};
use crate::services::balancer::Answered;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// How long things take: fine where the gateway should be, up to the longest timeout that makes sense.
const SECONDS: [f64; 10] = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.025, 0.1, 0.5, 2.0, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabel {
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusalLabel {
    route: String,
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabel {
    route: String,
}

type Times = Family<RouteLabel, Histogram, fn() -> Histogram>;

/// The figures of the process; clones share them.
#[derive(Clone)]
pub struct Monitor(Arc<Figures>);

struct Figures {
    registry: Registry,
    requests: Family<RequestLabel, Counter>,
    refusals: Family<RefusalLabel, Counter>,
    own: Times,
    service: Times,
}

impl Default for Monitor {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(SECONDS);
        let (requests, refusals) = (Family::default(), Family::default());
        let (own, service) = (Family::new_with_constructor(histogram), Family::new_with_constructor(histogram));
        let mut registry = Registry::default();
        registry.register("gateway_requests", "Requests by route and status", requests.clone());
        registry.register("gateway_own_answers", "Answers that are the gateway's own, by code", refusals.clone());
        registry.register("gateway_own_seconds", "Time until the head of the answer, less the service's", own.clone());
        registry.register("gateway_service_seconds", "Time that the service took", service.clone());
        Self(Arc::new(Figures { registry, requests, refusals, own, service }))
    }
}

impl Monitor {
    /// All figures in Prometheus' text format.
    pub fn text(&self) -> String {
        let mut page = String::new();
        match text::encode(&mut page, &self.0.registry) {
            Ok(()) => page,
            Err(error) => format!("# {error}\n"),
        }
    }
}

impl Concern for Monitor {
    async fn handle(self, mut request: Request<Body>, next: impl Stage) -> Response<Body> {
        let began = Instant::now();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let id = Uuid::new_v4().simple().to_string();
        let told = HeaderValue::from_str(&id).ok();
        // A caller's own ids would let one request pass for another.
        let headers = request.headers_mut();
        if let Some(told) = &told {
            headers.insert(REQUEST_ID, told.clone());
        }
        if let Ok(parent) = HeaderValue::from_str(&format!("00-{id}-{}-01", &Uuid::new_v4().simple().to_string()[..16]))
        {
            headers.insert(TRACE_PARENT, parent);
        }
        let mut answer = go_on(next, request).await;
        let took = began.elapsed();
        if let Some(told) = told {
            answer.headers_mut().insert(REQUEST_ID, told);
        }

        let extensions = answer.extensions();
        let route = extensions.get::<Routed>().map_or("none", |Routed(route)| route);
        let client = extensions.get::<Client>().map(|Client(client)| &**client);
        let refusal = extensions.get::<OwnAnswer>().map(|OwnAnswer(code)| *code);
        let service = extensions.get::<Answered>();
        let own = took.saturating_sub(service.map(|service| service.took).unwrap_or_default());
        let status = answer.status().as_u16();
        tracing::info!(
            id,
            %method,
            path,
            route,
            client,
            status,
            refusal,
            copy = service.map(|service| service.copy.as_str()),
            own_us = own.as_micros() as u64,
            service_us = service.map(|service| service.took.as_micros() as u64),
            "request"
        );
        let Figures { requests, refusals, own: own_times, service: service_times, .. } = &*self.0;
        requests.get_or_create(&RequestLabel { route: route.to_owned(), status }).inc();
        if let Some(code) = refusal {
            refusals.get_or_create(&RefusalLabel { route: route.to_owned(), code }).inc();
        }
        let label = RouteLabel { route: route.to_owned() };
        own_times.get_or_create(&label).observe(own.as_secs_f64());
        if let Some(service) = service {
            service_times.get_or_create(&label).observe(service.took.as_secs_f64());
        }
        answer
    }
}
