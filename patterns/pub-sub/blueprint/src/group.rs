//! Equal copies of one receiver that share its subscription. A message goes to one of them at a time, not to one
//! for ever: when that one is silent for too long, another gets it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use crate::broker::{Answer, Broker, BrokerError, Delivery};
use crate::subscribers::{HandleError, Receiver};

/// How long a copy waits for a message, or for a broker that does not answer, before it asks again.
const WAIT: Duration = Duration::from_secs(1);
/// The pause before a second attempt, doubled for each further one.
const PAUSE: Duration = Duration::from_millis(200);

/// Works messages off until told to stop; what it has begun ends first. As many as one likes may run.
pub async fn copy(broker: Arc<dyn Broker>, receiver: Receiver, stop: CancellationToken) {
    let lanes = 0..receiver.subscription.lanes(broker.partitions());
    join_all(lanes.map(|lane| work(&*broker, &receiver, lane, &stop))).await;
}

async fn work(broker: &dyn Broker, receiver: &Receiver, lane: usize, stop: &CancellationToken) {
    let subscription = &receiver.subscription;
    let name = &subscription.name;
    // What it is handed in the moment in which it is told to stop comes again after the deadline.
    while let Some(fetched) = stop.run_until_cancelled(broker.fetch(subscription, lane, 1, WAIT)).await {
        let done = async {
            for delivery in fetched? {
                settle(broker, receiver, &delivery).await?;
            }
            Ok::<_, BrokerError>(())
        };
        if let Err(error) = done.await {
            tracing::warn!(name, lane, %error, "the broker does not answer; trying again in a second");
            stop.run_until_cancelled(tokio::time::sleep(WAIT)).await;
        }
    }
}

/// Handles a message, then tells the broker how that went.
async fn settle(broker: &dyn Broker, receiver: &Receiver, delivery: &Delivery) -> Result<(), BrokerError> {
    let Delivery { message, attempt, subscription, .. } = delivery;
    let (id, trace) = (message.id, &message.trace);
    let answer = match handle(broker, receiver, delivery).await {
        Ok(()) => {
            tracing::debug!(subscription, %id, trace, "handled");
            Answer::Handled
        }
        Err(HandleError::Later(why)) if *attempt < receiver.subscription.attempts => {
            tracing::warn!(subscription, %id, trace, attempt, why, "not handled; it comes again");
            // Nearly a minute at most.
            Answer::Again(PAUSE * 2_u32.pow((attempt - 1).min(8)))
        }
        Err(HandleError::Later(why) | HandleError::Never(why)) => {
            tracing::error!(subscription, %id, trace, attempt, why, "set aside among the dead letters");
            Answer::Dead(why)
        }
    };
    broker.answer(delivery, answer).await
}

/// Handles a message, and says that it is still at it before the deadline is over.
async fn handle(broker: &dyn Broker, receiver: &Receiver, delivery: &Delivery) -> Result<(), HandleError> {
    if delivery.attempt > receiver.subscription.attempts {
        // Each time the copy that had it died, or it took too long.
        return Err(HandleError::Never("nobody who had it ever answered".to_owned()));
    }
    let mut handling = std::pin::pin!(AssertUnwindSafe(receiver.handler.handle(&delivery.message)).catch_unwind());
    let half = receiver.subscription.deadline / 2;
    loop {
        match tokio::time::timeout(half, &mut handling).await {
            Ok(Ok(handled)) => return handled,
            Ok(Err(_)) => return Err(HandleError::Later("it panicked".to_owned())),
            Err(_) => {
                if let Err(error) = broker.answer(delivery, Answer::AtWork).await {
                    tracing::warn!(id = %delivery.message.id, %error, "no more time was to be had");
                }
            }
        }
    }
}
