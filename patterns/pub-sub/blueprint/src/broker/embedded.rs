//! A broker inside the process. Subscriptions outlive their receivers, but nothing outlives the process.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

use super::{Backlog, Broker, BrokerError, Dead, Delivery, LIVE_BEHIND};
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
    next: u64,
    log: VecDeque<Stored>,
    known: HashSet<uuid::Uuid>,
    queues: HashMap<String, Queue>,
    live: Vec<(Filter, mpsc::Sender<Message>)>,
}

struct Stored {
    number: u64,
    at: Instant,
    message: Message,
}

/// What is kept for a subscription: numbers of messages.
struct Queue {
    subscription: Subscription,
    lanes: Vec<BTreeMap<u64, Waiting>>,
    dead: Vec<Dead>,
    deliveries: u64,
    let_through: u64,
}

#[derive(Clone, Copy)]
struct Waiting {
    attempts: u32,
    /// Whether a copy has it: until then, or it is handed out again.
    under_way: bool,
    /// Not before that.
    until: Instant,
}

impl Queue {
    fn add(&mut self, number: u64, message: &Message, partitions: usize) {
        if self.subscription.filter.matches(message) {
            let lane = if self.lanes.len() > 1 { partition(&message.key, partitions) } else { 0 };
            self.let_through += 1;
            self.lanes[lane].insert(number, Waiting { attempts: 0, under_way: false, until: Instant::now() });
        }
    }

    /// The numbers that may be handed out now, or when it is worth while to look again.
    fn ready(&self, lane: usize, most: usize, now: Instant) -> Result<Vec<u64>, Option<Instant>> {
        let lane = &self.lanes[lane];
        let free = |waiting: &Waiting| waiting.until <= now;
        let room = match self.subscription.order {
            // The first one or none: it holds up those behind it.
            Order::ByKey => {
                return match lane.first_key_value() {
                    Some((number, first)) if free(first) => Ok(vec![*number]),
                    first => Err(first.map(|(_, first)| first.until)),
                };
            }
            Order::Any => {
                let under_way = lane.values().filter(|waiting| waiting.under_way && !free(waiting)).count();
                self.subscription.under_way.saturating_sub(under_way)
            }
        };
        let ready = lane.iter().filter(|(_, waiting)| free(waiting)).map(|(number, _)| *number);
        let ready: Vec<u64> = ready.take(most.min(room)).collect();
        match ready.is_empty() {
            true => Err(lane.values().map(|waiting| waiting.until).filter(|until| *until > now).min()),
            false => Ok(ready),
        }
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

    /// Does something to a message that was handed out; nothing if that was settled otherwise.
    fn settle(&self, delivery: &Delivery, change: impl FnOnce(&mut BTreeMap<u64, Waiting>, u64, &mut Vec<Dead>)) {
        let mut parts = delivery.receipt.rsplitn(3, '/');
        let (Some(Ok(number)), Some(Ok(lane)), Some(name)) =
            (parts.next().map(str::parse::<u64>), parts.next().map(str::parse::<usize>), parts.next())
        else {
            return;
        };
        if let Some(queue) = self.lock().queues.get_mut(name)
            && let Some(lane) = queue.lanes.get_mut(lane)
        {
            change(lane, number, &mut queue.dead);
        }
        self.changed.notify_waiters();
    }

    /// Takes what is ready, or says until when nothing will be.
    fn take(
        &self,
        name: &str,
        lane: usize,
        most: usize,
    ) -> Result<Result<Vec<Delivery>, Option<Instant>>, BrokerError> {
        let mut inner = self.lock();
        let Inner { queues, log, .. } = &mut *inner;
        let queue = queues.get_mut(name).ok_or_else(|| BrokerError::Unknown(name.to_owned()))?;
        let now = Instant::now();
        let numbers = match queue.ready(lane, most, now) {
            Ok(numbers) => numbers,
            Err(until) => return Ok(Err(until)),
        };
        let first = log.front().map_or(0, |stored| stored.number);
        let mut deliveries = Vec::new();
        for number in numbers {
            let (Some(waiting), Some(stored)) =
                (queue.lanes[lane].get_mut(&number), log.get((number - first) as usize))
            else {
                continue;
            };
            *waiting =
                Waiting { attempts: waiting.attempts + 1, under_way: true, until: now + queue.subscription.deadline };
            queue.deliveries += 1;
            let receipt = format!("{name}/{lane}/{number}");
            deliveries.push(Delivery { message: stored.message.clone(), attempt: waiting.attempts, receipt });
        }
        Ok(Ok(deliveries))
    }
}

#[async_trait]
impl Broker for Embedded {
    async fn publish(&self, message: &Message) -> Result<(), BrokerError> {
        let mut inner = self.lock();
        if !inner.known.insert(message.id) {
            return Ok(());
        }
        let Inner { next, log, known, queues, live } = &mut *inner;
        queues.values_mut().for_each(|queue| queue.add(*next, message, self.partitions));
        // Who is too slow, or gone, is cut off: nobody waits for a live subscriber.
        live.retain(|(filter, sender)| !filter.matches(message) || sender.try_send(message.clone()).is_ok());
        log.push_back(Stored { number: *next, at: Instant::now(), message: message.clone() });
        *next += 1;
        while log.len() > self.keep {
            let Some(Stored { number, message, .. }) = log.pop_front() else { break };
            known.remove(&message.id);
            for lane in queues.values_mut().flat_map(|queue| &mut queue.lanes) {
                lane.remove(&number);
            }
        }
        drop(inner);
        self.changed.notify_waiters();
        Ok(())
    }

    async fn subscribe(&self, subscription: &Subscription) -> Result<(), BrokerError> {
        let mut inner = self.lock();
        if inner.queues.contains_key(&subscription.name) {
            return Ok(());
        }
        let lanes = vec![BTreeMap::new(); subscription.lanes(self.partitions)];
        let subscription = subscription.clone();
        let mut queue = Queue { subscription, lanes, dead: Vec::new(), deliveries: 0, let_through: 0 };
        if queue.subscription.start == Start::Earliest {
            inner.log.iter().for_each(|stored| queue.add(stored.number, &stored.message, self.partitions));
        }
        inner.queues.insert(queue.subscription.name.clone(), queue);
        Ok(())
    }

    async fn fetch(
        &self,
        subscription: &Subscription,
        lane: usize,
        most: usize,
        wait: Duration,
    ) -> Result<Vec<Delivery>, BrokerError> {
        let end = Instant::now() + wait;
        loop {
            // Before looking: what changes after it is not missed.
            let changed = self.changed.notified();
            let until = match self.take(&subscription.name, lane, most)? {
                Ok(deliveries) => return Ok(deliveries),
                Err(_) if Instant::now() >= end => return Ok(Vec::new()),
                Err(until) => until.unwrap_or(end).min(end),
            };
            tokio::select! {
                () = changed => {}
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }

    async fn acknowledge(&self, delivery: &Delivery) -> Result<(), BrokerError> {
        self.settle(delivery, |lane, number, _| {
            lane.remove(&number);
        });
        Ok(())
    }

    async fn extend(&self, delivery: &Delivery) -> Result<(), BrokerError> {
        let name = delivery.receipt.split('/').next().unwrap_or_default();
        let deadline = self.lock().queues.get(name).map(|queue| queue.subscription.deadline);
        let until = Instant::now() + deadline.unwrap_or_default();
        self.settle(delivery, |lane, number, _| {
            lane.entry(number).and_modify(|waiting| waiting.until = until);
        });
        Ok(())
    }

    async fn refuse(&self, delivery: &Delivery, after: Duration) -> Result<(), BrokerError> {
        let until = Instant::now() + after;
        self.settle(delivery, |lane, number, _| {
            lane.entry(number).and_modify(|waiting| {
                waiting.until = until;
                waiting.under_way = false;
            });
        });
        Ok(())
    }

    async fn bury(&self, _: &Subscription, delivery: &Delivery, why: &str) -> Result<(), BrokerError> {
        self.settle(delivery, |lane, number, dead| {
            // Somebody else may have done so.
            if lane.remove(&number).is_some() {
                let (message, attempts) = (delivery.message.clone(), delivery.attempt);
                let at = Timestamp::now().as_millisecond();
                dead.push(Dead { message, why: why.to_owned(), attempts, at, place: number });
            }
        });
        Ok(())
    }

    async fn dead(&self, subscription: &Subscription, most: usize) -> Result<Vec<Dead>, BrokerError> {
        let inner = self.lock();
        let queue = inner.queues.get(&subscription.name);
        Ok(queue.map_or(Vec::new(), |queue| queue.dead.iter().take(most).cloned().collect()))
    }

    async fn forget(&self, subscription: &Subscription, dead: &Dead) -> Result<(), BrokerError> {
        if let Some(queue) = self.lock().queues.get_mut(&subscription.name) {
            queue.dead.retain(|other| other.place != dead.place);
        }
        Ok(())
    }

    async fn backlog(&self, subscription: &Subscription) -> Result<Backlog, BrokerError> {
        let inner = self.lock();
        let unknown = || BrokerError::Unknown(subscription.name.clone());
        let queue = inner.queues.get(&subscription.name).ok_or_else(unknown)?;
        let now = Instant::now();
        let all = || queue.lanes.iter().flatten();
        let under_way = all().filter(|(_, waiting)| waiting.under_way && waiting.until > now).count() as u64;
        let first = inner.log.front().map_or(0, |stored| stored.number);
        let oldest = all().map(|(number, _)| *number).min();
        let oldest = oldest.and_then(|number| inner.log.get((number - first) as usize));
        Ok(Backlog {
            waiting: all().count() as u64 - under_way,
            under_way,
            oldest_ms: oldest.map_or(0, |stored| now.duration_since(stored.at).as_millis() as i64),
            deliveries: queue.deliveries,
            let_through: queue.let_through,
            dead: queue.dead.len() as u64,
        })
    }

    async fn live(&self, filter: &Filter) -> Result<mpsc::Receiver<Message>, BrokerError> {
        let (sender, receiver) = mpsc::channel(LIVE_BEHIND);
        self.lock().live.push((filter.clone(), sender));
        Ok(receiver)
    }

    fn partitions(&self) -> usize {
        self.partitions
    }
}
