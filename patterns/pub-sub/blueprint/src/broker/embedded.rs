//! A broker inside the process. Subscriptions outlive their receivers, but nothing outlives the process.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, timeout_at};

use super::{Answer, Backlog, Broker, BrokerError, Dead, Delivery, LIVE_BEHIND, Result};
use crate::filter::Filter;
use crate::message::{Message, partition};
use crate::subscription::{Order, Start, Subscription};

/// The broker.
pub struct Embedded {
    partitions: usize,
    /// How many messages the topic keeps; older ones are gone, for those who have not got them, too.
    keep: usize,
    inner: Mutex<Inner>,
    /// Somebody may have something to do.
    changed: Notify,
}

#[derive(Default)]
struct Inner {
    log: VecDeque<Arc<Stored>>,
    known: HashSet<uuid::Uuid>,
    queues: HashMap<String, Queue>,
    live: Vec<(Filter, mpsc::Sender<Message>)>,
}

struct Stored {
    at: Instant,
    message: Message,
}

/// What is kept for a subscription.
struct Queue {
    subscription: Subscription,
    /// In each, messages in the order in which they were published.
    lanes: Vec<VecDeque<Waiting>>,
    dead: Vec<Dead>,
    deliveries: u64,
    let_through: u64,
}

#[derive(Clone)]
struct Waiting {
    stored: Arc<Stored>,
    attempts: u32,
    /// Whether a copy has it: until then, or it is handed out again.
    under_way: bool,
    /// Not before that.
    until: Instant,
}

impl Inner {
    fn queue(&mut self, name: &str) -> Result<&mut Queue> {
        self.queues.get_mut(name).ok_or_else(|| BrokerError::Unknown(name.to_owned()))
    }
}

impl Waiting {
    fn is_under_way(&self, now: Instant) -> bool {
        self.under_way && self.until > now
    }
}

impl Queue {
    fn lane(&mut self, message: &Message) -> &mut VecDeque<Waiting> {
        let nth = partition(&message.key, self.lanes.len());
        &mut self.lanes[nth]
    }

    fn add(&mut self, stored: &Arc<Stored>) {
        if self.subscription.filter.matches(&stored.message) {
            self.let_through += 1;
            let waiting = Waiting { stored: Arc::clone(stored), attempts: 0, under_way: false, until: stored.at };
            self.lane(&stored.message).push_back(waiting);
        }
    }

    /// Hands out what may be handed out now, and says when there may be more even if nothing happens.
    fn take(&mut self, lane: usize, most: usize) -> (Vec<Delivery>, Option<Instant>) {
        let (now, lane, subscription) = (Instant::now(), &mut self.lanes[lane], &self.subscription);
        let (window, limit) = match subscription.order {
            // The first one or none: it holds up those behind it.
            Order::ByKey => (1, 1),
            Order::Any => (lane.len(), subscription.under_way),
        };
        let under_way = lane.iter().take(window).filter(|waiting| waiting.is_under_way(now)).count();
        let room = limit.saturating_sub(under_way).min(most);
        let free = lane.iter_mut().take(window).filter(|waiting| waiting.until <= now);
        let hand_out = |waiting: &mut Waiting| {
            waiting.attempts += 1;
            waiting.under_way = true;
            waiting.until = now + subscription.deadline;
            let (message, name) = (waiting.stored.message.clone(), subscription.name.clone());
            Delivery { message, attempt: waiting.attempts, subscription: name, reply: String::new() }
        };
        let deliveries: Vec<_> = free.take(room).map(hand_out).collect();
        self.deliveries += deliveries.len() as u64;
        let more = lane.iter().map(|waiting| waiting.until).filter(|until| *until > now).min();
        (deliveries, more)
    }
}

impl Embedded {
    /// An empty topic with so many partitions, which keeps so many messages.
    pub fn new(partitions: usize, keep: usize) -> Self {
        Self { partitions, keep, inner: Mutex::default(), changed: Notify::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Broker for Embedded {
    async fn publish(&self, message: &Message) -> Result<()> {
        let mut inner = self.lock();
        let Inner { log, known, queues, live } = &mut *inner;
        if !known.insert(message.id) {
            return Ok(());
        }
        let stored = Arc::new(Stored { at: Instant::now(), message: message.clone() });
        queues.values_mut().for_each(|queue| queue.add(&stored));
        // Who is too slow, or gone, is cut off: nobody waits for a live subscriber.
        live.retain(|(filter, sender)| !filter.matches(message) || sender.try_send(message.clone()).is_ok());
        log.push_back(stored);
        if log.len() > self.keep
            && let Some(oldest) = log.pop_front()
        {
            known.remove(&oldest.message.id);
            for queue in queues.values_mut() {
                queue.lane(&oldest.message).pop_front_if(|first| Arc::ptr_eq(&first.stored, &oldest));
            }
        }
        drop(inner);
        self.changed.notify_waiters();
        Ok(())
    }

    async fn subscribe(&self, subscription: &Subscription) -> Result<()> {
        let mut inner = self.lock();
        let Inner { log, queues, .. } = &mut *inner;
        queues.entry(subscription.name.clone()).or_insert_with(|| {
            let lanes = vec![VecDeque::new(); subscription.lanes(self.partitions)];
            let subscription = subscription.clone();
            let mut queue = Queue { subscription, lanes, dead: Vec::new(), deliveries: 0, let_through: 0 };
            if queue.subscription.start == Start::Earliest {
                log.iter().for_each(|stored| queue.add(stored));
            }
            queue
        });
        Ok(())
    }

    async fn fetch(&self, from: &Subscription, lane: usize, most: usize, wait: Duration) -> Result<Vec<Delivery>> {
        let end = Instant::now() + wait;
        loop {
            // Before looking: what changes after it is not missed.
            let changed = self.changed.notified();
            let (deliveries, more) = self.lock().queue(&from.name)?.take(lane, most);
            if !deliveries.is_empty() || Instant::now() >= end {
                return Ok(deliveries);
            }
            let _ = timeout_at(more.unwrap_or(end).min(end), changed).await;
        }
    }

    async fn answer(&self, delivery: &Delivery, answer: Answer) -> Result<()> {
        let mut inner = self.lock();
        let queue = inner.queue(&delivery.subscription)?;
        let (now, deadline) = (Instant::now(), queue.subscription.deadline);
        let lane = queue.lane(&delivery.message);
        // None where somebody else has settled it.
        if let Some(nth) = lane.iter().position(|waiting| waiting.stored.message.id == delivery.message.id) {
            match answer {
                Answer::AtWork => lane[nth].until = now + deadline,
                Answer::Again(after) => (lane[nth].under_way, lane[nth].until) = (false, now + after),
                Answer::Handled => drop(lane.remove(nth)),
                Answer::Dead(why) => {
                    lane.remove(nth);
                    queue.dead.push(Dead::new(delivery, why));
                }
            }
        }
        drop(inner);
        self.changed.notify_waiters();
        Ok(())
    }

    async fn dead(&self, subscription: &Subscription, most: usize) -> Result<Vec<Dead>> {
        Ok(self.lock().queue(&subscription.name)?.dead.iter().take(most).cloned().collect())
    }

    async fn forget(&self, subscription: &Subscription, dead: &Dead) -> Result<()> {
        self.lock().queue(&subscription.name)?.dead.retain(|other| other.message.id != dead.message.id);
        Ok(())
    }

    async fn backlog(&self, subscription: &Subscription) -> Result<Backlog> {
        let mut inner = self.lock();
        let queue = inner.queue(&subscription.name)?;
        let now = Instant::now();
        let all = || queue.lanes.iter().flatten();
        let under_way = all().filter(|waiting| waiting.is_under_way(now)).count() as u64;
        let oldest = all().map(|waiting| waiting.stored.at).min();
        Ok(Backlog {
            waiting: all().count() as u64 - under_way,
            under_way,
            oldest_ms: oldest.map_or(0, |at| now.duration_since(at).as_millis() as i64),
            deliveries: queue.deliveries,
            let_through: queue.let_through,
            dead: queue.dead.len() as u64,
        })
    }

    async fn live(&self, filter: &Filter) -> Result<mpsc::Receiver<Message>> {
        let (sender, receiver) = mpsc::channel(LIVE_BEHIND);
        self.lock().live.push((filter.clone(), sender));
        Ok(receiver)
    }

    fn partitions(&self) -> usize {
        self.partitions
    }
}
