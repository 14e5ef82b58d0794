//! Brings messages from the outbox to the broker, one after the other: so they keep their order.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Outbox;
use crate::broker::Broker;

/// How many are read at a time.
const BATCH: u32 = 100;

/// Sends what is in the outbox until told to stop. While the broker is away, it fills.
pub async fn relay(outbox: Arc<Outbox>, broker: Arc<dyn Broker>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let wait = match send(&outbox, &*broker).await {
            Ok(0) => Duration::from_secs(5),
            Ok(_) => continue,
            Err(error) => {
                tracing::warn!(error, "messages stay in the outbox; trying again in a second");
                Duration::from_secs(1)
            }
        };
        let filled = async {
            // After trouble a new message is no reason to hurry.
            if wait > Duration::from_secs(1) { outbox.filled.notified().await } else { std::future::pending().await }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = filled => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

async fn send(outbox: &Outbox, broker: &dyn Broker) -> Result<usize, String> {
    let unsent = outbox.unsent(BATCH).map_err(|error| error.to_string())?;
    for (number, message) in &unsent {
        broker.publish(message).await.map_err(|error| error.to_string())?;
        outbox.sent(*number).map_err(|error| error.to_string())?;
    }
    Ok(unsent.len())
}
