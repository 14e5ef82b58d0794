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
        match send(&outbox, &*broker).await {
            Ok(0) => drop(stop.run_until_cancelled(outbox.filled.notified()).await),
            Ok(_) => {}
            Err(error) => {
                // A new message is no reason to hurry.
                tracing::warn!(%error, "messages stay in the outbox; trying again in a second");
                stop.run_until_cancelled(tokio::time::sleep(Duration::from_secs(1))).await;
            }
        }
    }
}

async fn send(outbox: &Outbox, broker: &dyn Broker) -> anyhow::Result<usize> {
    let unsent = outbox.unsent(BATCH)?;
    for (number, message) in &unsent {
        broker.publish(message).await?;
        outbox.sent(*number)?;
    }
    Ok(unsent.len())
}
