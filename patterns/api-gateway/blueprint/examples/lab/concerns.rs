//! What each concern takes, alone and without a network: the time from a request to an answer that is there
//! already, with the concern before it, less the same without.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use blueprint_api_gateway::concerns::authentication::Authentication;
use blueprint_api_gateway::concerns::cache::Cache;
use blueprint_api_gateway::concerns::rate_limit::RateLimit;
use blueprint_api_gateway::concerns::transform::Transform;
use blueprint_api_gateway::concerns::{Around, Concern, Stage, go_on};
use blueprint_api_gateway::control::file::{Access, CacheRule, LimitRule, RouteRule, RoutesFile};
use blueprint_api_gateway::exchange::{Body, Client, whole};
use blueprint_api_gateway::identity::keys::{IdentitySettings, Keys};
use blueprint_api_gateway::monitor::Monitor;
use blueprint_api_gateway::services::{Http, http};
use http_body_util::BodyExt;
use hyper::{Request, Response};
use tower::util::BoxCloneSyncService;
use tower::{Layer, ServiceExt, service_fn};

use crate::doors::{Behind, Served};
use crate::hop::quantile;
use crate::report::Figure;

const ROUNDS: usize = 40;
const IN_A_ROW: usize = 100;

type Stack = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

/// A check that asks somebody else for each request, as many plug-ins do.
#[derive(Clone)]
struct Asking {
    http: Http,
    url: String,
}

impl Concern for Asking {
    async fn handle(self, request: Request<Body>, next: impl Stage) -> Response<Body> {
        let question = Request::builder().uri(&self.url).body(whole("")).expect("a request");
        let answer = self.http.request(question).await.expect("an answer");
        answer.into_body().collect().await.expect("all of it");
        go_on(next, request).await
    }
}

/// An answer that is there already: ten orders.
fn service(cached: bool) -> Stack {
    let order = r#"{"id":1,"owner":"ann","item":"anvil","cents":1000,"margin":120,"note":"by the back door"}"#;
    let text: Arc<str> = format!("[{}]", [order; 10].join(",")).into();
    BoxCloneSyncService::new(service_fn(move |_: Request<Body>| {
        let mut answer = Response::new(whole(text.to_string()));
        answer.headers_mut().insert("content-type", "application/json".parse().expect("a value"));
        answer.headers_mut().insert("content-length", text.len().into());
        if cached {
            answer.headers_mut().insert("cache-control", "public, max-age=600".parse().expect("a value"));
        }
        std::future::ready(Ok(answer))
    }))
}

fn around(concern: impl Concern + Sync, cached: bool) -> Stack {
    BoxCloneSyncService::new(Around(concern).layer(service(cached)))
}

fn rule(more: &str) -> RouteRule {
    let text = format!(
        "[[service]]\nname = 's'\ncopies = ['http://127.0.0.1:1']\n[[route]]\nname = 'r'\npaths = ['/r/orders']\nservice = 's'\n{more}"
    );
    RoutesFile::parse(&text).expect("good").route.remove(0)
}

pub(crate) async fn measure() {
    let behind = Behind::start(0).await;
    let bearer = format!("Bearer {}", behind.token("ann"));
    let keys = Keys::new(behind.keys_url.parse().expect("an address"), IdentitySettings::default(), http());
    keys.refresh().await.expect("keys");
    let token = Authentication {
        keys: Arc::new(keys),
        access: Arc::new(Access::Scope("orders".into())),
        withdrawn: Arc::new(HashSet::new()),
    };
    let limit =
        RateLimit::new(&LimitRule { requests: 1_000_000, per: Duration::from_secs(1), burst: None }).expect("a limit");
    let other = Served::start(axum::Router::new().route("/", axum::routing::get(async || "yes"))).await;
    let asking = Asking { http: http(), url: format!("http://{}/", other.address) };
    let headers = "strip = '/r'\nrequest = { remove = ['cookie'], set = { x-door = 'one' } }";
    // Log lines are written, and thrown away.
    tracing_subscriber::fmt().with_writer(std::io::sink).init();
    let arms: Vec<(&str, Stack)> = vec![
        ("nothing", service(false)),
        ("log, metrics and trace", around(Monitor::default(), false)),
        ("token", around(token, false)),
        ("rate limit", around(limit, false)),
        ("cache, answering", around(Cache::new(&CacheRule::default()), true)),
        ("headers and path", around(Transform(Arc::new(rule(headers))), false)),
        ("trimming ten orders", around(Transform(Arc::new(rule("keep = ['id', 'item']"))), false)),
        ("asking somebody else", around(asking, false)),
    ];
    let mut times = vec![Vec::new(); arms.len()];
    for round in 0..ROUNDS {
        for ((_, stack), times) in arms.iter().zip(&mut times) {
            for _ in 0..IN_A_ROW {
                let mut request = Request::builder().uri("/r/orders").header("authorization", &bearer);
                request = request.header("accept", "application/json").header("cookie", "a=b");
                let mut request = request.body(whole("")).expect("a request");
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
