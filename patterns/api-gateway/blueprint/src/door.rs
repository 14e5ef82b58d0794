//! The door itself: takes connections, reads requests, and lets those under way end before it closes.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::serve::{Listener, ListenerExt};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::exchange::{Peer, Stack};

/// How much is let in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct DoorSettings {
    pub connections: usize,
    #[serde(with = "humantime_serde")]
    pub head_timeout: Duration,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
}

/// Hands requests to `stack` until told to stop, and lets those under way end.
pub async fn serve(listener: TcpListener, stack: Stack, settings: DoorSettings, stop: CancellationToken) {
    // Answers go out at once rather than wait for more to send. Where that fails the connection is gone already.
    let mut listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap_or_default());
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(settings.connections));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(settings.head_timeout);
    let mut accept = async || {
        // Over the limit, connections wait with the operating system.
        let place = Arc::clone(&places).acquire_owned().await;
        (place, listener.accept().await)
    };
    while let Some((place, (stream, peer))) = stop.run_until_cancelled(accept()).await {
        let stack = stack.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            stack.clone().oneshot(request)
        });
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended badly");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(settings.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way after {:?}", settings.drain);
    }
}
