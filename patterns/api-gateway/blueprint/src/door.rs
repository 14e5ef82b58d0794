//! The door itself: takes connections, reads requests, and lets those under way end before it closes.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::BodyExt;
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

use crate::concerns::Stage;
use crate::exchange::{BodyError, Peer};

/// How much is let in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "settings.toml describes them")]
pub struct DoorSettings {
    pub connections: usize,
    #[serde(with = "humantime_serde")]
    pub head_timeout: Duration,
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
}

impl Default for DoorSettings {
    fn default() -> Self {
        Self { connections: 1024, head_timeout: Duration::from_secs(10), drain: Duration::from_secs(10) }
    }
}

/// Hands requests to `stack` until told to stop, and lets those under way end.
pub async fn serve(listener: TcpListener, stack: impl Stage + Sync, settings: DoorSettings, stop: CancellationToken) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(settings.connections));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(settings.head_timeout);
    let accept = async || {
        // Over the limit, connections wait with the operating system.
        let place = Arc::clone(&places).acquire_owned().await;
        (place, listener.accept().await)
    };
    while let Some((place, accepted)) = stop.run_until_cancelled(accept()).await {
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Often there are no more file handles; they come back when connections end.
                tracing::error!(%error, "a connection cannot be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Answers go out at once rather than wait for more to send.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection is gone already");
        }
        let stack = stack.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(|body| body.map_err(BodyError::new).boxed_unsync());
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
