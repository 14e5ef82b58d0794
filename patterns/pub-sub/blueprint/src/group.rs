//! Equal copies of one receiver that share its subscription. A message goes to one of them at a time, not to one
//! for ever: when that one is silent for too long, another gets it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::broker::{Broker, BrokerError, Delivery};
use crate::subscribers::{HandleError, Handler};

/// How long a copy waits for a message before it asks again.
const WAIT: Duration = Duration::from_secs(1);
/// The pause before a second attempt, doubled for each further one.
const PAUSE: Duration = Duration::from_millis(200);
/// The longest.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Works messages off until told to stop; what it has begun ends first. As many as one likes may run.
pub async fn copy(broker: Arc<dyn Broker>, handler: Arc<dyn Handler>, stop: CancellationToken) {
    let mut lanes = JoinSet::new();
    for lane in 0..handler.subscription().lanes(broker.partitions()) {
        lanes.spawn(work(Arc::clone(&broker), Arc::clone(&handler), lane, stop.clone()));
    }
    lanes.join_all().await;
}

async fn work(broker: Arc<dyn Broker>, handler: Arc<dyn Handler>, lane: usize, stop: CancellationToken) {
    let subscription = handler.subscription();
    let name = &subscription.name;
    while !stop.is_cancelled() {
        let fetched = tokio::select! {
            // What it is handed in this very moment comes again after the deadline.
            () = stop.cancelled() => return,
            fetched = broker.fetch(subscription, lane, 1, WAIT) => fetched,
        };
        let done = match fetched {
            Ok(deliveries) => {
                let mut done = Ok(());
                for delivery in deliveries {
                    done = done.and(settle(&*broker, &*handler, &delivery).await);
                }
                done
            }
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            tracing::warn!(name, lane, %error, "the broker does not answer; trying again in a second");
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
    }
}

/// Handles a message, then tells the broker how that went.
async fn settle(broker: &dyn Broker, handler: &dyn Handler, delivery: &Delivery) -> Result<(), BrokerError> {
    let subscription = handler.subscription();
    let (Delivery { message, attempt, .. }, attempts) = (delivery, subscription.attempts);
    if *attempt > attempts {
        // Each time the copy that had it died, or it took too long.
        return broker.bury(subscription, delivery, "nobody who had it ever answered").await;
    }
    let (name, id, trace) = (&subscription.name, message.id, &message.trace);
    match handle(broker, handler, delivery).await {
        Ok(()) => {
            tracing::debug!(name, %id, trace, "handled");
            broker.acknowledge(delivery).await
        }
        Err(HandleError::Later(why)) if *attempt < attempts => {
            tracing::warn!(name, %id, trace, attempt, why, "not handled; it comes again");
            let pause = PAUSE.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1))).min(LONGEST_PAUSE);
            broker.refuse(delivery, pause).await
        }
        Err(HandleError::Later(why) | HandleError::Never(why)) => {
            tracing::error!(name, %id, trace, attempt, why, "set aside among the dead letters");
            broker.bury(subscription, delivery, &why).await
        }
    }
}

/// Handles a message, and says that it is still at it before the deadline is over.
async fn handle(broker: &dyn Broker, handler: &dyn Handler, delivery: &Delivery) -> Result<(), HandleError> {
    let mut handling = std::pin::pin!(AssertUnwindSafe(handler.handle(&delivery.message)).catch_unwind());
    let half = handler.subscription().deadline / 2;
    loop {
        match tokio::time::timeout(half, &mut handling).await {
            Ok(Ok(handled)) => return handled,
            Ok(Err(_)) => return Err(HandleError::Later("it panicked".to_owned())),
            Err(_) => {
                if let Err(error) = broker.extend(delivery).await {
                    tracing::warn!(id = %delivery.message.id, %error, "no more time was to be had");
                }
            }
        }
    }
}
