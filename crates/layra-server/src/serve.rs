//! Serving: a socket, its connections, and an orderly end.
//!
//! Connections are handled here rather than by axum, because this is where slow and numerous
//! clients are held in check: see [`Limits`].

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::app;
use crate::error::ServeError;
use crate::front::Front;
use crate::limits::{Limits, MAX_FIELDS, MAX_HEAD};
use crate::site::Site;
use crate::stall::Impatient;

/// How long to wait after the system refused a connection for want of resources.
const PAUSE: Duration = Duration::from_millis(50);

/// A socket that clients can already connect to.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Listens on `address`, as in `127.0.0.1:4242`, `[::1]:4242` or `localhost:4242`; port 0 takes
    /// any free one.
    ///
    /// # Errors
    /// When `address` is not an address, is taken, or is refused by the system.
    pub fn bind(address: &str) -> Result<Self, ServeError> {
        let wrong = |reason: String| ServeError::Address { address: address.to_owned(), reason };
        let candidates: Vec<SocketAddr> =
            address.to_socket_addrs().map_err(|error| wrong(error.to_string()))?.collect();
        if candidates.is_empty() {
            return Err(wrong("the host has no address".to_owned()));
        }
        let bind = || -> io::Result<Self> {
            let socket = TcpListener::bind(&candidates[..])?;
            socket.set_nonblocking(true)?;
            let address = socket.local_addr()?;
            Ok(Self { socket, address })
        };
        bind().map_err(|error| ServeError::bind(address, error))
    }

    /// Where it listens; with the port that was taken when port 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Serves `site` until the process is asked to end (Ctrl-C, or SIGTERM where there is one), then
/// lets open requests finish.
///
/// # Errors
/// When the machinery that answers requests cannot be started.
pub fn serve(listener: Listener, site: Arc<Site>) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Start)?;
    runtime.block_on(async {
        let stop = asked_to_end().map_err(ServeError::Start)?;
        serve_until(listener, site, Limits::default(), stop).await
    })
}

/// Serves `site` until `stop` is done, then lets open requests finish for as long as `limits` say.
/// Must be called within a tokio runtime.
///
/// # Errors
/// When the socket cannot be handed to the runtime.
pub async fn serve_until(
    listener: Listener,
    site: Arc<Site>,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let listener = tokio::net::TcpListener::from_std(listener.socket).map_err(ServeError::Start)?;
    let front = app::front(site);
    let connections = Connections::new(limits);
    let mut stop = std::pin::pin!(stop);
    loop {
        // A permit first: clients beyond the limit wait in the system's queue.
        let next = async {
            let permit = Arc::clone(&connections.permits).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, client)) => {
                let connection = connections.open(stream, front.for_client(client.ip()));
                tokio::spawn(async move {
                    connection.await;
                    drop(permit);
                });
            }
            // The client has gone already, or files ran out, which passes.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    drop(listener);
    tokio::select! {
        () = connections.graceful.shutdown() => {}
        () = tokio::time::sleep(limits.drain) => {}
    }
    Ok(())
}

/// What all connections share.
struct Connections {
    limits: Limits,
    permits: Arc<Semaphore>,
    http: http1::Builder,
    graceful: GracefulShutdown,
}

impl Connections {
    fn new(limits: Limits) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_headers(MAX_FIELDS)
            .max_buf_size(MAX_HEAD)
            // Head and body go out in one vectored write, without copying the body beside the head.
            .writev(true)
            .half_close(false);
        Self { limits, permits: Arc::new(Semaphore::new(limits.connections)), http, graceful: GracefulShutdown::new() }
    }

    /// Answers the requests of one connection until it ends.
    fn open(&self, stream: TcpStream, front: Front) -> impl Future<Output = ()> + use<> {
        // Without it the last packet of an answer waits for the client's acknowledgement.
        let _ = stream.set_nodelay(true);
        let io = TokioIo::new(Impatient::new(stream, self.limits.stall));
        let connection = self.graceful.watch(self.http.serve_connection(io, front));
        async move {
            // What goes wrong on a connection is the client's doing, and its end.
            let _ = connection.await;
        }
    }
}

/// Done when the process is asked to end.
fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    #[cfg(unix)]
    let terminated = async move {
        terminate.recv().await;
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    Ok(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminated => {}
        }
    })
}
