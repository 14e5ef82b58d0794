//! NATS JetStream. A message's subject is `parcels.<partition>.<region>.<kind>`; a subscription is a durable
//! consumer for each lane, which all copies share, and the server's own filters do the filtering. What is asked for
//! live goes past the stream.

use std::collections::HashMap;
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use async_nats::jetstream::stream::{Config, DiscardPolicy, StorageType, Stream};
use async_nats::jetstream::{self, Context};
use async_nats::{Client, ConnectOptions, HeaderMap};
use async_trait::async_trait;
use futures_util::StreamExt;
use jiff::Timestamp;
use tokio::sync::{Mutex, mpsc};

use super::{Backlog, Broker, BrokerError, Dead, Delivery, LIVE_BEHIND};
use crate::filter::Filter;
use crate::message::{Message, partition};
use crate::settings::BrokerSettings;
use crate::subscription::{Order, Start, Subscription};

/// By this header the server recognises what it has already.
const ID: &str = "Nats-Msg-Id";
/// How long it remembers.
const REMEMBERED: Duration = Duration::from_secs(120);

/// How long a request for more waits for more.
const TOP_UP: Duration = Duration::from_millis(50);

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

fn subject(partition: Option<usize>, filter: &Filter) -> String {
    let any = |word: &Option<String>| word.clone().unwrap_or_else(|| "*".to_owned());
    let partition = partition.map_or("*".to_owned(), |partition| partition.to_string());
    format!("parcels.{partition}.{}.{}", any(&filter.region), any(&filter.kind))
}

fn lane_subject(subscription: &Subscription, lane: usize) -> String {
    subject((subscription.order == Order::ByKey).then_some(lane), &subscription.filter)
}

impl Nats {
    /// Connects, and makes the topic and the one for dead letters if they are not there.
    ///
    /// # Errors
    /// When there is no server, or it has no JetStream.
    pub async fn connect(settings: &BrokerSettings) -> Result<Self, BrokerError> {
        let not_there = |why: String| BrokerError::NotThere { url: settings.url.clone(), why };
        let options = ConnectOptions::new().connection_timeout(Duration::from_secs(2));
        let options = options.request_timeout(Some(Duration::from_secs(3))).max_reconnects(None);
        let client = options.connect(&settings.url).await.map_err(|error| not_there(error.to_string()))?;
        let mut context = jetstream::new(client.clone());
        context.set_timeout(Duration::from_secs(3));
        let config = |name: &str, subject: &str| Config {
            name: name.to_owned(),
            subjects: vec![subject.to_owned()],
            storage: StorageType::File,
            discard: DiscardPolicy::Old,
            max_messages: settings.keep as i64,
            max_age: settings.keep_for,
            duplicate_window: REMEMBERED.min(settings.keep_for),
            ..Config::default()
        };
        let made = context.get_or_create_stream(config("PARCELS", "parcels.>")).await;
        let topic = made.map_err(|error| not_there(error.to_string()))?;
        let dead = context.get_or_create_stream(config("PARCELS_DEAD", "dead.>")).await.map_err(failed)?;
        let (partitions, consumers) = (settings.partitions, Mutex::default());
        Ok(Self { client, context, topic, dead, partitions, consumers })
    }

    /// The durable consumer of a lane; made if there is none.
    async fn consumer(&self, subscription: &Subscription, lane: usize) -> Result<PullConsumer, BrokerError> {
        let name = format!("{}-{lane}", subscription.name);
        let mut consumers = self.consumers.lock().await;
        if let Some(consumer) = consumers.get(&name) {
            return Ok(consumer.clone());
        }
        let config = pull::Config {
            durable_name: Some(name.clone()),
            filter_subject: lane_subject(subscription, lane),
            ack_policy: AckPolicy::Explicit,
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

    /// Takes `most` messages, or what has come when it has waited long enough.
    async fn pull(&self, consumer: &PullConsumer, most: usize, wait: Duration) -> Result<Vec<Delivery>, BrokerError> {
        let mut batch = consumer.batch().max_messages(most).expires(wait).messages().await.map_err(failed)?;
        let mut deliveries = Vec::new();
        while let Some(message) = batch.next().await {
            let message = message.map_err(failed)?;
            let attempt = message.info().map_err(failed)?.delivered as u32;
            let Some(receipt) = message.reply.as_ref().map(ToString::to_string) else { continue };
            match serde_json::from_slice(&message.payload) {
                Ok(message) => deliveries.push(Delivery { message, attempt, receipt }),
                Err(error) => {
                    // No message of ours: it would stop its lane for ever.
                    tracing::error!(subject = %message.subject, %error, "what cannot be read is passed over");
                    self.client.publish(receipt, "+TERM".into()).await.map_err(failed)?;
                }
            }
        }
        Ok(deliveries)
    }

    /// Answers the server about a message that it handed out, and waits until it has taken note.
    async fn answer(&self, delivery: &Delivery, word: String) -> Result<(), BrokerError> {
        self.client.request(delivery.receipt.clone(), word.into()).await.map_err(failed).map(drop)
    }

    async fn put(&self, subject: String, id: String, body: Vec<u8>) -> Result<(), BrokerError> {
        let mut headers = HeaderMap::new();
        headers.insert(ID, id.as_str());
        let confirmed = self.context.publish_with_headers(subject, headers, body.into()).await.map_err(failed)?;
        confirmed.await.map_err(failed).map(drop)
    }
}

#[async_trait]
impl Broker for Nats {
    async fn publish(&self, message: &Message) -> Result<(), BrokerError> {
        let filter = Filter { kind: Some(message.kind.clone()), region: Some(message.region.clone()) };
        let subject = subject(Some(partition(&message.key, self.partitions)), &filter);
        self.put(subject, message.id.to_string(), serde_json::to_vec(message).map_err(failed)?).await
    }

    async fn subscribe(&self, subscription: &Subscription) -> Result<(), BrokerError> {
        for lane in 0..subscription.lanes(self.partitions) {
            self.consumer(subscription, lane).await?;
        }
        Ok(())
    }

    async fn fetch(
        &self,
        subscription: &Subscription,
        lane: usize,
        most: usize,
        wait: Duration,
    ) -> Result<Vec<Delivery>, BrokerError> {
        let consumer = self.consumer(subscription, lane).await?;
        // The first that comes, and then what else is there. A request that asks without waiting would hang while as
        // many as may be are under way.
        let mut deliveries = self.pull(&consumer, 1, wait.max(TOP_UP)).await?;
        if !deliveries.is_empty() && most > 1 && subscription.order == Order::Any {
            deliveries.extend(self.pull(&consumer, most - 1, TOP_UP).await?);
        }
        Ok(deliveries)
    }

    async fn acknowledge(&self, delivery: &Delivery) -> Result<(), BrokerError> {
        self.answer(delivery, "+ACK".to_owned()).await
    }

    async fn extend(&self, delivery: &Delivery) -> Result<(), BrokerError> {
        self.answer(delivery, "+WPI".to_owned()).await
    }

    async fn refuse(&self, delivery: &Delivery, after: Duration) -> Result<(), BrokerError> {
        self.answer(delivery, format!("-NAK {{\"delay\": {}}}", after.as_nanos())).await
    }

    async fn bury(&self, subscription: &Subscription, delivery: &Delivery, why: &str) -> Result<(), BrokerError> {
        let (message, at) = (delivery.message.clone(), Timestamp::now().as_millisecond());
        let dead = Dead { message, why: why.to_owned(), attempts: delivery.attempt, at, place: 0 };
        let id = format!("{}-{}", subscription.name, dead.message.id);
        // First there, then not here: between the two it is in both, and its id tells.
        self.put(format!("dead.{}", subscription.name), id, serde_json::to_vec(&dead).map_err(failed)?).await?;
        self.answer(delivery, "+ACK".to_owned()).await
    }

    async fn dead(&self, subscription: &Subscription, most: usize) -> Result<Vec<Dead>, BrokerError> {
        let config = pull::Config {
            filter_subject: format!("dead.{}", subscription.name),
            ack_policy: AckPolicy::None,
            inactive_threshold: Duration::from_secs(5),
            ..pull::Config::default()
        };
        let consumer = self.dead.create_consumer(config).await.map_err(failed)?;
        let mut batch = consumer.fetch().max_messages(most).messages().await.map_err(failed)?;
        let mut found = Vec::new();
        while let Some(message) = batch.next().await {
            let message = message.map_err(failed)?;
            let mut dead: Dead = serde_json::from_slice(&message.payload).map_err(failed)?;
            dead.place = message.info().map_err(failed)?.stream_sequence;
            found.push(dead);
        }
        Ok(found)
    }

    async fn forget(&self, _: &Subscription, dead: &Dead) -> Result<(), BrokerError> {
        self.dead.delete_message(dead.place).await.map_err(failed).map(drop)
    }

    async fn backlog(&self, subscription: &Subscription) -> Result<Backlog, BrokerError> {
        let mut backlog = Backlog::default();
        for lane in 0..subscription.lanes(self.partitions) {
            let info = self.consumer(subscription, lane).await?.get_info().await.map_err(failed)?;
            backlog.waiting += info.num_pending;
            backlog.under_way += info.num_ack_pending as u64;
            backlog.deliveries += info.delivered.consumer_sequence;
            if info.num_pending + info.num_ack_pending as u64 > 0 {
                let (subject, next) = (lane_subject(subscription, lane), info.ack_floor.stream_sequence + 1);
                // It may be acknowledged or too old by now.
                if let Ok(oldest) = self.topic.get_first_raw_message_by_subject(&subject, next).await {
                    let message: Message = serde_json::from_slice(&oldest.payload).map_err(failed)?;
                    let age = Timestamp::now().as_millisecond() - message.at;
                    backlog.oldest_ms = backlog.oldest_ms.max(age);
                }
            }
        }
        let subject = subject(None, &subscription.filter);
        let matching = self.topic.info_with_subjects(subject).await.map_err(failed)?;
        backlog.let_through = matching
            .map(|found| found.map_or(0, |(_, count)| count as u64))
            .fold(0, async |sum, count| sum + count)
            .await;
        backlog.dead = self.dead(subscription, 10_000).await?.len() as u64;
        Ok(backlog)
    }

    async fn live(&self, filter: &Filter) -> Result<mpsc::Receiver<Message>, BrokerError> {
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
