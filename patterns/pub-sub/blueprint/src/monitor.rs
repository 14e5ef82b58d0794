//! Looks at each subscription: above all, how old the oldest message is that nobody has acknowledged.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::broker::{Backlog, Broker, BrokerError};
use crate::subscribers::Handler;

/// How each subscription stands.
///
/// # Errors
/// When the broker does not answer.
pub async fn look(
    broker: &dyn Broker,
    handlers: &[Arc<dyn Handler>],
) -> Result<BTreeMap<String, Backlog>, BrokerError> {
    let mut all = BTreeMap::new();
    for handler in handlers {
        let subscription = handler.subscription();
        all.insert(subscription.name.clone(), broker.backlog(subscription).await?);
    }
    Ok(all)
}

/// Looks every so often, and warns of what is older than `alert`, and of dead letters.
pub async fn watch(
    broker: Arc<dyn Broker>,
    handlers: Vec<Arc<dyn Handler>>,
    every: Duration,
    alert: Duration,
    stop: CancellationToken,
) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
        match look(&*broker, &handlers).await {
            Ok(all) => {
                for (name, Backlog { oldest_ms, waiting, dead, .. }) in all {
                    if oldest_ms > alert.as_millis() as i64 || dead > 0 {
                        tracing::warn!(name, oldest_ms, waiting, dead, "a subscription needs somebody to look");
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "how subscriptions stand is not known"),
        }
    }
}
