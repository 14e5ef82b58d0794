//! The receivers. Each has a subscription and tables of its own, and knows nothing of the others.

mod billing;
mod tracking;

use std::sync::Arc;

use async_trait::async_trait;

use crate::message::Message;
use crate::subscription::Subscription;
pub use billing::{Billing, Charge};
pub use tracking::{State, Tracking};

/// Why a message was not handled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandleError {
    /// Another time it may go well.
    #[error("{0}")]
    Later(String),
    /// It never will: it goes to the dead letters at once.
    #[error("{0}")]
    Never(String),
}

impl From<rusqlite::Error> for HandleError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Later(error.to_string())
    }
}

/// A receiver: what it wants, and who acts on it.
#[derive(Clone)]
pub struct Receiver {
    /// What it wants.
    pub subscription: Subscription,
    /// Who acts on it.
    pub handler: Arc<dyn Handler>,
}

/// What a receiver does.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// Acts on a message and saves what came of it; afterwards the message is acknowledged. A crash between the two
    /// brings it again, so a repeat must do nothing.
    async fn handle(&self, message: &Message) -> Result<(), HandleError>;
}
