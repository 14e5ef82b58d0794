//! Looks at each subscription: above all, how old the oldest message is that nobody has acknowledged.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::broker::{Backlog, Broker, BrokerError};
use crate::subscribers::Receiver;

/// How each subscription stands.
///
/// # Errors
/// When the broker does not answer.
pub async fn look(broker: &dyn Broker, receivers: &[Receiver]) -> Result<BTreeMap<String, Backlog>, BrokerError> {
    let mut all = BTreeMap::new();
    for Receiver { subscription, .. } in receivers {
        all.insert(subscription.name.clone(), broker.backlog(subscription).await?);
    }
    Ok(all)
}

/// How often somebody looks.
const EVERY: Duration = Duration::from_secs(10);

/// Looks every so often, for ever, and warns of what is older than `alert`, and of dead letters.
pub async fn watch(broker: Arc<dyn Broker>, receivers: Vec<Receiver>, alert: Duration) {
    loop {
        tokio::time::sleep(EVERY).await;
        let all = look(&*broker, &receivers).await;
        let all = all.inspect_err(|error| tracing::warn!(%error, "how subscriptions stand is not known"));
        for (name, Backlog { oldest_ms, waiting, dead, .. }) in all.unwrap_or_default() {
            if oldest_ms > alert.as_millis() as i64 || dead > 0 {
                tracing::warn!(name, oldest_ms, waiting, dead, "a subscription needs somebody to look");
            }
        }
    }
}
