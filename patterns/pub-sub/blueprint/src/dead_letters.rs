//! What was set aside, and what is done about it: it is handled once more, by the receiver that had the trouble and
//! by no other.

use crate::broker::{Broker, BrokerError};
use crate::subscribers::Receiver;

/// How many at a time.
const MOST: usize = 1_000;

/// What came of another try.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Replayed {
    /// So many were handled, and are gone.
    pub handled: usize,
    /// So many were not, and stay.
    pub left: usize,
}

/// Hands the dead letters of a receiver to it again.
///
/// # Errors
/// When the broker does not answer. What was handled before stays so.
pub async fn replay(broker: &dyn Broker, receiver: &Receiver) -> Result<Replayed, BrokerError> {
    let mut replayed = Replayed::default();
    for dead in broker.dead(&receiver.subscription, MOST).await? {
        match receiver.handler.handle(&dead.message).await {
            Ok(()) => {
                broker.forget(&receiver.subscription, &dead).await?;
                replayed.handled += 1;
            }
            Err(why) => {
                tracing::warn!(id = %dead.message.id, %why, "still not handled");
                replayed.left += 1;
            }
        }
    }
    Ok(replayed)
}
