//! A connection that is read no faster than its client reads.
//!
//! The SDK answers whatever comes in and lets answers wait for as long as it takes. A client that asks and
//! never reads would fill the memory with them; here it has to wait itself, once enough are waiting for it.

use rmcp::service::{RxJsonRpcMessage, ServiceRole, TxJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::sync::watch;

/// Most messages that may wait to be read.
const MOST_WAITING: usize = 256;

/// `T`, of which nothing is read while too much waits to be written.
pub(super) struct Paced<T> {
    inner: T,
    waiting: watch::Sender<usize>,
}

impl<T> Paced<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, waiting: watch::Sender::new(0) }
    }
}

impl<R: ServiceRole, T: Transport<R>> Transport<R> for Paced<T> {
    type Error = T::Error;

    fn send(&mut self, message: TxJsonRpcMessage<R>) -> impl Future<Output = Result<(), T::Error>> + Send + 'static {
        let waits = Waits::new(&self.waiting);
        let sent = self.inner.send(message);
        async move {
            let result = sent.await;
            drop(waits);
            result
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<R>> {
        let mut waiting = self.waiting.subscribe();
        // The sender is part of this, so that there is always an answer.
        let _ = waiting.wait_for(|waiting| *waiting < MOST_WAITING).await;
        self.inner.receive().await
    }

    async fn close(&mut self) -> Result<(), T::Error> {
        self.inner.close().await
    }
}

/// A message that is counted until it is written, or given up.
struct Waits(watch::Sender<usize>);

impl Waits {
    fn new(waiting: &watch::Sender<usize>) -> Self {
        waiting.send_modify(|waiting| *waiting += 1);
        Self(waiting.clone())
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.send_modify(|waiting| *waiting = waiting.saturating_sub(1));
    }
}
