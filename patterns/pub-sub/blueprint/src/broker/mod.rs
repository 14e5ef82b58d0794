//! The broker as the rest sees it: durable topics, a copy of each message for each subscription, at least once.
//!
//! [`Embedded`] is for the first run, tests and one process; [`Nats`] is for everything else. The same tests hold
//! for both.

mod embedded;
mod nats;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::filter::Filter;
use crate::message::Message;
use crate::subscription::Subscription;
pub use embedded::Embedded;
pub use nats::Nats;

/// How many messages a live subscriber may be behind before it is cut off.
pub const LIVE_BEHIND: usize = 64;

/// Why the broker did not do something.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// It is not where it should be; with what the client says.
    #[error("no NATS server with JetStream at {0} ({1}): `apt-get install nats-server`, then sh scripts/nats.sh")]
    NotThere(String, String),
    /// It did not answer, or not as it should.
    #[error("the broker: {0}")]
    Failed(String),
    /// Nobody has subscribed under that name.
    #[error("there is no subscription `{0}`")]
    Unknown(String),
}

/// What comes of asking the broker for something.
pub type Result<T, E = BrokerError> = std::result::Result<T, E>;

/// A message on its way to one copy of a receiver.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The message.
    pub message: Message,
    /// How often it has been handed out, this time included.
    pub attempt: u32,
    /// The name of its subscription.
    pub(crate) subscription: String,
    /// Where to answer, if the broker is another process.
    pub(crate) reply: String,
}

/// What a copy says of a message that it was handed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Its effect is saved: it does not come again.
    Handled,
    /// Work on it goes on: the deadline begins anew.
    AtWork,
    /// It is to be handed out again, after a while.
    Again(Duration),
    /// It is to be set aside among the dead letters of its subscription, for a reason.
    Dead(String),
}

/// A message that was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dead {
    /// The message.
    pub message: Message,
    /// What went wrong.
    pub why: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was set aside, in milliseconds since 1970.
    pub at: i64,
    /// Where it is, where the broker goes by that.
    #[serde(default)]
    pub place: u64,
}

impl Dead {
    fn new(delivery: &Delivery, why: String) -> Self {
        let (message, attempts, at) = (delivery.message.clone(), delivery.attempt, Timestamp::now().as_millisecond());
        Self { message, why, attempts, at, place: 0 }
    }
}

/// How a subscription stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Backlog {
    /// Messages that nobody has got yet, or that wait for another attempt.
    pub waiting: u64,
    /// Messages that some copy works on.
    pub under_way: u64,
    /// How old the oldest is that is not acknowledged, in milliseconds. The figure to watch.
    pub oldest_ms: i64,
    /// How often messages were handed out. More than there are messages: a deadline is too short, or something fails.
    pub deliveries: u64,
    /// How many messages the filter has let through.
    pub let_through: u64,
    /// How many were set aside.
    pub dead: u64,
}

/// Durable topics. Everything that fails may be done again.
#[async_trait]
pub trait Broker: Send + Sync + 'static {
    /// Publishes a message, and returns when the broker has it. One that it has already is not published again.
    async fn publish(&self, message: &Message) -> Result<()>;

    /// Makes a subscription, unless there is one of that name.
    async fn subscribe(&self, subscription: &Subscription) -> Result<()>;

    /// Takes up to `most` messages of a lane, and waits up to `wait` for them; fewer may come sooner.
    async fn fetch(&self, from: &Subscription, lane: usize, most: usize, wait: Duration) -> Result<Vec<Delivery>>;

    /// Says how it went with a message that was handed out.
    async fn answer(&self, delivery: &Delivery, answer: Answer) -> Result<()>;

    /// The dead letters of a subscription, oldest first.
    async fn dead(&self, subscription: &Subscription, most: usize) -> Result<Vec<Dead>>;

    /// Takes a dead letter away, when it has been dealt with.
    async fn forget(&self, subscription: &Subscription, dead: &Dead) -> Result<()>;

    /// How a subscription stands.
    async fn backlog(&self, subscription: &Subscription) -> Result<Backlog>;

    /// What is published from now on, to whoever is there: nothing is kept, and who is too slow is cut off.
    async fn live(&self, filter: &Filter) -> Result<mpsc::Receiver<Message>>;

    /// How many partitions the topic has.
    fn partitions(&self) -> usize;
}
