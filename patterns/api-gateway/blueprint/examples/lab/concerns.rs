//! What each concern takes, alone and without a network: the time from a request to an answer that is there
//! already, with the concern before it, less the same without.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use blueprint_api_gateway::concerns::authentication::{self, Authentication};
use blueprint_api_gateway::concerns::cache::{self, Cache};
use blueprint_api_gateway::concerns::rate_limit;
use blueprint_api_gateway::concerns::transform;
use blueprint_api_gateway::control::file::{RouteRule, RoutesFile};
use blueprint_api_gateway::exchange::{Client, Stack};
use blueprint_api_gateway::identity::Keys;
use blueprint_api_gateway::monitor::{self, Monitor};
use blueprint_api_gateway::services::{Http, http};
use governor::RateLimiter;
use http_body_util::BodyExt;
use tower::{Layer, ServiceExt, service_fn};

use crate::doors::{Behind, Served, settings};
use crate::hop::quantile;
use crate::report::Figure;

const ROUNDS: usize = 40;
const IN_A_ROW: usize = 100;

/// A check that asks somebody else for each request, as many plug-ins do.
async fn ask(State((http, url)): State<(Http, String)>, request: Request, next: Next) -> Response {
    let answer = http.get(url.parse().expect("an address")).await.expect("an answer");
    answer.into_body().collect().await.expect("all of it");
    next.run(request).await
}

/// An answer that is there already: ten orders.
fn service(cached: bool) -> Stack {
    let order = r#"{"id":1,"owner":"ann","item":"anvil","cents":1000,"margin":120,"note":"by the back door"}"#;
    let text: Arc<str> = format!("[{}]", [order; 10].join(",")).into();
    Stack::new(service_fn(move |_: Request| {
        let mut answer = Response::new(Body::from(text.to_string()));
        answer.headers_mut().insert("content-type", "application/json".parse().expect("a value"));
        answer.headers_mut().insert("content-length", text.len().into());
        if cached {
            answer.headers_mut().insert("cache-control", "public, max-age=600".parse().expect("a value"));
        }
        std::future::ready(Ok(answer))
    }))
}

fn rule(more: &str) -> Arc<RouteRule> {
    let text =
        format!("[service.s]\ncopies = ['127.0.0.1:1']\n[route.r]\npaths = ['/r/orders']\nservice = 's'\n{more}");
    let mut file = RoutesFile::parse(&text).expect("good");
    Arc::new(file.route.remove("r").expect("it is there"))
}

pub(crate) async fn measure() {
    let behind = Behind::start(0).await;
    let bearer = format!("Bearer {}", behind.token("ann"));
    let keys = Keys::new(behind.keys_url.clone(), &settings(), http());
    keys.refresh(Duration::ZERO).await.expect("keys");
    let token =
        Authentication { keys: Arc::new(keys), rule: rule("scope = 'orders'"), withdrawn: Arc::new(HashSet::new()) };
    let limit = rule("limit = { requests = 1000000, per = '1s' }");
    let quota = limit.limit.as_ref().and_then(|limit| limit.quota()).expect("a limit");
    let limit = Arc::new(RateLimiter::keyed(quota));
    let other = Served::start(axum::Router::new().route("/", axum::routing::get(async || "yes"))).await;
    let asking = (http(), format!("http://{}/", other.address));
    let headers = "strip = '/r'\nrequest = { cookie = '', x-door = 'one' }";
    // Log lines are written, and thrown away.
    tracing_subscriber::fmt().with_writer(std::io::sink).init();
    let (plain, public) = (service(false), service(true));
    let arms: Vec<(&str, Stack)> = vec![
        ("nothing", plain.clone()),
        (
            "log, metrics and trace",
            Stack::new(from_fn_with_state(Monitor::default(), monitor::watch).layer(plain.clone())),
        ),
        ("token", Stack::new(from_fn_with_state(token, authentication::check).layer(plain.clone()))),
        ("rate limit", Stack::new(from_fn_with_state(limit, rate_limit::check).layer(plain.clone()))),
        ("cache, answering", Stack::new(from_fn_with_state(Cache::new(1_000_000), cache::remember).layer(public))),
        ("headers and path", Stack::new(from_fn_with_state(rule(headers), transform::apply).layer(plain.clone()))),
        (
            "trimming ten orders",
            Stack::new(from_fn_with_state(rule("keep = ['id', 'item']"), transform::apply).layer(plain.clone())),
        ),
        ("asking somebody else", Stack::new(from_fn_with_state(asking, ask).layer(plain))),
    ];
    let mut times = vec![Vec::new(); arms.len()];
    for round in 0..ROUNDS {
        for ((_, stack), times) in arms.iter().zip(&mut times) {
            for _ in 0..IN_A_ROW {
                let mut request = Request::builder().uri("/r/orders").header("authorization", &bearer);
                request = request.header("accept", "application/json").header("cookie", "a=b");
                let mut request = request.body(Body::empty()).expect("a request");
                request.extensions_mut().insert(Client("ann".into()));
                let stack = stack.clone();
                let began = Instant::now();
                let answer = match stack.oneshot(request).await {
                    Ok(answer) => answer,
                    Err(never) => match never {},
                };
                let took = began.elapsed();
                assert_eq!(answer.status(), 200);
                if round >= ROUNDS / 10 {
                    times.push(took.as_secs_f64() * 1e6);
                }
            }
        }
    }
    let medians: Vec<f64> = times
        .iter_mut()
        .map(|times| {
            times.sort_by(f64::total_cmp);
            quantile(times, 0.5)
        })
        .collect();
    // A cache that answers saves the whole way to the service; here it is measured against an answer for nothing.
    let costs: Vec<(&str, f64)> =
        arms.iter().zip(&medians).map(|((name, _), median)| (*name, (median - medians[0]).max(0.0))).skip(1).collect();
    let (asking, here) = costs.split_last().expect("there are some");
    let together: f64 = here.iter().map(|(_, cost)| cost).sum();
    Figure {
        claim: "one-more-hop",
        measure: "What each concern adds to a request (median); the last asks a service on this machine for each request",
        unit: "µs",
        values: &costs,
        expected: "what is done here stays below a millisecond together, and nothing but the check of the signature \
                   takes as long as asking",
        holds: together < 1_000.0 && here.iter().all(|(name, cost)| *name == "token" || *cost < asking.1),
    }
    .tell();
}
