//! NATS JetStream. A message's subject is `parcels.<partition>.<region>.<kind>`; a subscription is a durable
//! consumer for each lane, which all copies share, and the server's own filters do the filtering. What is asked for
//! live goes past the stream.

use std::collections::HashMap;
use std::time::Duration;

use async_nats::jetstream::consumer::{DeliverPolicy, PullConsumer, pull};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{Config, LastRawMessageErrorKind, Stream};
use async_nats::jetstream::{self, AckKind, Context};
use async_nats::{Client, ConnectOptions};
use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::{Mutex, mpsc};

use super::{Answer, Backlog, Broker, BrokerError, Dead, Delivery, LIVE_BEHIND, Result};
use crate::filter::Filter;
use crate::message::{Message, partition};
use crate::settings::BrokerSettings;
use crate::subscription::{Order, Start, Subscription};

/// How long a request for messages waits at least.
const SHORTEST_WAIT: Duration = Duration::from_millis(50);
/// How long the server may take to answer anything else.
const PATIENCE: Duration = Duration::from_secs(3);

/// The broker.
pub struct Nats {
    client: Client,
    context: Context,
    topic: Stream,
    dead: Stream,
    partitions: usize,
    consumers: Mutex<HashMap<String, PullConsumer>>,
}

fn failed(error: impl std::fmt::Display) -> BrokerError {
    BrokerError::Failed(error.to_string())
}

/// What `filter` lets through of a partition, or of all.
fn subject(partition: Option<usize>, filter: &Filter) -> String {
    let any = |word: &Option<String>| word.clone().unwrap_or_else(|| "*".to_owned());
    let partition = partition.map_or("*".to_owned(), |partition| partition.to_string());
    format!("parcels.{partition}.{}.{}", any(&filter.region), any(&filter.kind))
}

impl Nats {
    /// Connects, and makes the topic and the one for dead letters if they are not there.
    ///
    /// # Errors
    /// When there is no server, or it has no JetStream.
    pub async fn connect(settings: &BrokerSettings) -> Result<Self> {
        let not_there = |why: String| BrokerError::NotThere(settings.url.clone(), why);
        // It connects anew for as long as it takes.
        let options = ConnectOptions::new().connection_timeout(PATIENCE).request_timeout(Some(PATIENCE));
        let client = options.connect(&settings.url).await.map_err(|error| not_there(error.to_string()))?;
        let mut context = jetstream::new(client.clone());
        context.set_timeout(PATIENCE);
        let config = |name: &str, subject: &str| Config {
            name: name.to_owned(),
            subjects: vec![subject.to_owned()],
            // On files, the oldest give way to the newest, and a message that comes twice within two minutes is
            // recognised: so it is by default.
            max_messages: settings.keep as i64,
            max_age: settings.keep_for,
            ..Config::default()
        };
        let made = context.get_or_create_stream(config("PARCELS", "parcels.>")).await;
        let topic = made.map_err(|error| not_there(error.to_string()))?;
        let dead = context.get_or_create_stream(config("PARCELS_DEAD", "dead.>")).await.map_err(failed)?;
        let (partitions, consumers) = (settings.partitions, Mutex::default());
        Ok(Self { client, context, topic, dead, partitions, consumers })
    }

    /// The durable consumer of a lane; made if there is none.
    async fn consumer(&self, subscription: &Subscription, lane: usize) -> Result<PullConsumer> {
        let name = format!("{}-{lane}", subscription.name);
        let mut consumers = self.consumers.lock().await;
        if let Some(consumer) = consumers.get(&name) {
            return Ok(consumer.clone());
        }
        let config = pull::Config {
            durable_name: Some(name.clone()),
            filter_subject: subject((subscription.order == Order::ByKey).then_some(lane), &subscription.filter),
            ack_wait: subscription.deadline,
            deliver_policy: match subscription.start {
                Start::Earliest => DeliverPolicy::All,
                Start::Next => DeliverPolicy::New,
            },
            // Attempts are counted where the work is done: the server would drop what fails too often.
            max_deliver: -1,
            max_ack_pending: match subscription.order {
                Order::ByKey => 1,
                Order::Any => subscription.under_way as i64,
            },
            ..pull::Config::default()
        };
        let consumer = self.topic.get_or_create_consumer(&name, config).await.map_err(failed)?;
        consumers.insert(name, consumer.clone());
        Ok(consumer)
    }

    async fn put(&self, subject: String, id: String, what: &impl Serialize) -> Result<()> {
        let body = serde_json::to_vec(what).map_err(failed)?;
        // By its id the server recognises what it has already.
        let message = PublishMessage::build().message_id(id).payload(body.into());
        let confirmed = self.context.send_publish(subject, message).await.map_err(failed)?;
        confirmed.await.map_err(failed).map(drop)
    }
}

/// How many messages `stream` has under a subject.
async fn count(stream: &Stream, subject: String) -> Result<u64> {
    let found = stream.info_with_subjects(subject).await.map_err(failed)?;
    found.try_fold(0, async |sum, (_, count)| Ok(sum + count as u64)).await.map_err(failed)
}

#[async_trait]
impl Broker for Nats {
    async fn publish(&self, message: &Message) -> Result<()> {
        let partition = partition(&message.key, self.partitions);
        let subject = format!("parcels.{partition}.{}.{}", message.region, message.kind);
        self.put(subject, message.id.to_string(), message).await
    }

    async fn subscribe(&self, subscription: &Subscription) -> Result<()> {
        for lane in 0..subscription.lanes(self.partitions) {
            self.consumer(subscription, lane).await?;
        }
        Ok(())
    }

    async fn fetch(&self, from: &Subscription, lane: usize, most: usize, wait: Duration) -> Result<Vec<Delivery>> {
        // A request that asks without waiting would hang while as many as may be are under way.
        let wait = wait.max(SHORTEST_WAIT);
        let consumer = self.consumer(from, lane).await?;
        let mut batch = consumer.batch().max_messages(most).expires(wait).messages().await.map_err(failed)?;
        let mut deliveries = Vec::new();
        while let Some(message) = batch.next().await {
            let message = message.map_err(failed)?;
            let attempt = message.info().map_err(failed)?.delivered as u32;
            let Some(reply) = message.reply.as_ref().map(ToString::to_string) else { continue };
            match serde_json::from_slice(&message.payload) {
                Ok(message) => {
                    let subscription = from.name.clone();
                    deliveries.push(Delivery { message, attempt, subscription, reply });
                }
                Err(error) => {
                    // No message of ours: it would stop its lane for ever.
                    tracing::error!(subject = %message.subject, %error, "what cannot be read is passed over");
                    message.ack_with(AckKind::Term).await.map_err(failed)?;
                }
            }
        }
        Ok(deliveries)
    }

    async fn answer(&self, delivery: &Delivery, answer: Answer) -> Result<()> {
        let answer = match answer {
            Answer::Handled => AckKind::Ack,
            Answer::AtWork => AckKind::Progress,
            Answer::Again(after) => AckKind::Nak(Some(after)),
            Answer::Dead(why) => {
                // First there, then not here: between the two it is in both, and its id tells.
                let id = format!("{}-{}", delivery.subscription, delivery.message.id);
                self.put(format!("dead.{}", delivery.subscription), id, &Dead::new(delivery, why)).await?;
                AckKind::Ack
            }
        };
        // Until the server has taken note.
        self.client.request(delivery.reply.clone(), answer.into()).await.map_err(failed).map(drop)
    }

    async fn dead(&self, subscription: &Subscription, most: usize) -> Result<Vec<Dead>> {
        let (mut found, mut next) = (Vec::new(), 1);
        while found.len() < most {
            let subject = format!("dead.{}", subscription.name);
            match self.dead.get_first_raw_message_by_subject(&subject, next).await {
                Ok(raw) => {
                    let dead = serde_json::from_slice(&raw.payload).map_err(failed)?;
                    found.push(Dead { place: raw.sequence, ..dead });
                    next = raw.sequence + 1;
                }
                Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => break,
                Err(error) => return Err(failed(error)),
            }
        }
        Ok(found)
    }

    async fn forget(&self, _: &Subscription, dead: &Dead) -> Result<()> {
        self.dead.delete_message(dead.place).await.map_err(failed).map(drop)
    }

    async fn backlog(&self, subscription: &Subscription) -> Result<Backlog> {
        let mut backlog = Backlog::default();
        for lane in 0..subscription.lanes(self.partitions) {
            let info = self.consumer(subscription, lane).await?.get_info().await.map_err(failed)?;
            backlog.waiting += info.num_pending;
            backlog.under_way += info.num_ack_pending as u64;
            backlog.deliveries += info.delivered.consumer_sequence;
            let (subject, next) = (info.config.filter_subject, info.ack_floor.stream_sequence + 1);
            // It may be acknowledged or too old by now.
            if info.num_pending + info.num_ack_pending as u64 > 0
                && let Ok(oldest) = self.topic.get_first_raw_message_by_subject(&subject, next).await
            {
                let message: Message = serde_json::from_slice(&oldest.payload).map_err(failed)?;
                backlog.oldest_ms = backlog.oldest_ms.max(Timestamp::now().as_millisecond() - message.at);
            }
        }
        backlog.let_through = count(&self.topic, subject(None, &subscription.filter)).await?;
        backlog.dead = count(&self.dead, format!("dead.{}", subscription.name)).await?;
        Ok(backlog)
    }

    async fn live(&self, filter: &Filter) -> Result<mpsc::Receiver<Message>> {
        let mut subscriber = self.client.subscribe(subject(None, filter)).await.map_err(failed)?;
        // It holds from here on, not from some time on.
        self.client.flush().await.map_err(failed)?;
        let (sender, receiver) = mpsc::channel(LIVE_BEHIND);
        tokio::spawn(async move {
            while let Some(message) = subscriber.next().await {
                let Ok(message) = serde_json::from_slice(&message.payload) else { continue };
                if sender.try_send(message).is_err() {
                    return;
                }
            }
        });
        Ok(receiver)
    }

    fn partitions(&self) -> usize {
        self.partitions
    }
}
