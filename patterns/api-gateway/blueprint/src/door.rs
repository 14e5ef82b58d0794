//! The door itself: takes connections, reads requests, and lets those under way end before it closes.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::{Listener, ListenerExt};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::{Layer, ServiceExt};

use crate::exchange::Stack;
use crate::settings::Settings;

/// Hands requests to `stack` until told to stop, and lets those under way end.
pub async fn serve(listener: TcpListener, stack: Stack, settings: Settings, stop: CancellationToken) {
    // Answers go out at once rather than wait for more to send. Where that fails the connection is gone already.
    let mut listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap_or_default());
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(settings.connections));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(settings.head_timeout);
    // Over the limit, connections wait with the operating system.
    let mut accept = async || (Arc::clone(&places).acquire_owned().await, listener.accept().await);
    while let Some((place, (stream, peer))) = stop.run_until_cancelled(accept()).await {
        let stack = Extension(ConnectInfo(peer)).layer(stack.clone());
        let service = TowerToHyperService::new(stack.map_request(|request: Request<Incoming>| request.map(Body::new)));
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            let _place = place;
            connection.await.unwrap_or_else(|error| tracing::debug!(%error, "a connection ended badly"));
        });
    }
    drop(listener);
    if tokio::time::timeout(settings.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way after {:?}", settings.drain);
    }
}
