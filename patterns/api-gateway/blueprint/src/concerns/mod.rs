//! What is done for each request on its way: a file for each concern, each a layer of `tower`.
//!
//! A concern is written as one asynchronous function, [`Concern::handle`], that may answer itself or go on to the
//! next stage and look at what comes back. [`Around`] makes a layer of it. Which of them a route has, and in
//! which order, is decided where the stack is built, in [`crate::control`].

pub mod authentication;
pub mod cache;
pub mod rate_limit;
pub mod transform;

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::{Request, Response};
use tower::{Layer, Service, ServiceExt};

use crate::exchange::Body;

/// What comes after a concern. It always answers: whatever went wrong is an answer, too.
pub trait Stage:
    Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

impl<S> Stage for S where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

/// One of the things that are done for each request.
pub trait Concern: Clone + Send + 'static {
    /// Answers `request`, itself or by going on to `next`.
    fn handle(self, request: Request<Body>, next: impl Stage) -> impl Future<Output = Response<Body>> + Send;
}

/// Goes on to the next stage.
pub async fn go_on(next: impl Stage, request: Request<Body>) -> Response<Body> {
    match next.oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}

/// The layer that puts a concern before a stage.
#[derive(Debug, Clone)]
pub struct Around<C>(pub C);

impl<C: Clone, S> Layer<S> for Around<C> {
    type Service = Guarded<C, S>;

    fn layer(&self, next: S) -> Guarded<C, S> {
        Guarded { concern: self.0.clone(), next }
    }
}

/// A stage with a concern before it.
#[derive(Debug, Clone)]
pub struct Guarded<C, S> {
    concern: C,
    next: S,
}

impl<C: Concern, S: Stage> Service<Request<Body>> for Guarded<C, S> {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // Nothing here makes callers wait: what has no room says so in its answer.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (concern, next) = (self.concern.clone(), self.next.clone());
        Box::pin(async move { Ok(concern.handle(request, next).await) })
    }
}
