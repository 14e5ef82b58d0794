//! Answers what is ready before anything else is asked.
//!
//! [`Front`] stands before the router. A request for a page that depends on the catalogue alone is
//! one look-up in the site's table and one write; everything else goes on to the router. It also
//! turns away what is too long to be meant seriously, before any work is done.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::http::{Method, Request, Response};
use axum::routing::future::RouteFuture;
use hyper::body::Incoming;
use tower::Service;

use crate::api;
use crate::limits::{MAX_BODY, MAX_TARGET};
use crate::mcp;
use crate::pace::Pace;
use crate::pages::{fault, text};
use crate::site::Site;

/// The site's table of ready pages, with the router behind it.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    site: Arc<Site>,
    router: Router,
    pace: Pace,
    /// Who is at the other end; `None` where nobody connected.
    client: Option<IpAddr>,
}

impl Front {
    /// A front for `site` with `router` for whatever is not ready.
    pub(crate) fn new(site: Arc<Site>, router: Router) -> Self {
        Self { site, router, pace: Pace::new(), client: None }
    }

    /// The same for the connection of a client.
    pub(crate) fn for_client(&self, client: IpAddr) -> Self {
        Self { client: Some(client), ..self.clone() }
    }

    fn answer<B>(&self, request: Request<B>, size: u64, body: impl FnOnce(B) -> Body) -> Answer {
        if let Some(response) = self.ready(&request, size) {
            return Answer::Ready(Some(response));
        }
        // The router's own service: a clone is a counter, and readiness is immediate.
        Answer::Routed(self.router.clone().call(request.map(body)))
    }

    /// The answer that needs no routing.
    fn ready<B>(&self, request: &Request<B>, size: u64) -> Option<Response<Body>> {
        let (path, method, headers) = (request.uri().path(), request.method(), request.headers());
        let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
        if target > MAX_TARGET {
            return Some(fault::too_long(&self.site, path, method, headers));
        }
        if size > MAX_BODY as u64 {
            return Some(fault::too_large(&self.site, path, method, headers));
        }
        if let Some(client) = self.client.filter(|_| takes_work(path))
            && let Err(wait) = self.pace.call(client)
        {
            return Some(fault::too_often(&self.site, path, method, headers, wait));
        }
        if method == Method::GET || method == Method::HEAD {
            if text::asks_for_part(request.uri()) && self.site.pattern_at(path).is_some() {
                return None;
            }
            return self.site.answer(path, method, headers);
        }
        self.site.has(path).then(|| fault::not_allowed(&self.site, path, method, headers))
    }
}

/// Whether an answer at `path` has to be worked out each time.
fn takes_work(path: &str) -> bool {
    api::has(path) || path == mcp::ADDRESS
}

/// As a connection calls it.
impl hyper::service::Service<Request<Incoming>> for Front {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answer;

    fn call(&self, request: Request<Incoming>) -> Answer {
        let size = request.body().size_hint().lower();
        self.answer(request, size, Body::new)
    }
}

/// As a router calls it.
impl Service<Request<Body>> for Front {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Answer {
        let size = request.body().size_hint().lower();
        self.answer(request, size, |body| body)
    }
}

/// An answer, ready or on its way.
pub(crate) enum Answer {
    /// From the table.
    Ready(Option<Response<Body>>),
    /// From the router.
    Routed(RouteFuture<Infallible>),
}

impl Future for Answer {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Ready(response) => Poll::Ready(Ok(response.take().expect("a future is not polled after its end"))),
            Self::Routed(future) => Pin::new(future).poll(context),
        }
    }
}
