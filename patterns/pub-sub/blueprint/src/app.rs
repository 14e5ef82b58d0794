//! Where the parts meet.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::broker::{Broker, Embedded, Nats};
use crate::filter::Filter;
use crate::publisher::{Outbox, relay};
use crate::settings::{BrokerKind, GroupsSettings, Settings};
use crate::subscribers::{Billing, Receiver, Tracking};
use crate::subscription::{Order, Start, Subscription};
use crate::{group, monitor};

/// All of the service but HTTP. In real life each receiver is a service of its own.
pub struct App {
    /// The broker.
    pub broker: Arc<dyn Broker>,
    /// The side that publishes.
    pub outbox: Arc<Outbox>,
    /// What acts on messages for one receiver.
    pub tracking: Arc<Tracking>,
    /// And for another.
    pub billing: Arc<Billing>,
    /// All receivers.
    pub receivers: Vec<Receiver>,
    /// By receiver, what ends each of its copies.
    copies: Mutex<HashMap<String, Vec<DropGuard>>>,
    tasks: TaskTracker,
    /// Whether all of it is to stop.
    pub stopping: CancellationToken,
    groups: GroupsSettings,
}

impl App {
    /// Opens what is kept in the folder `data`, and connects to the broker.
    ///
    /// # Errors
    /// When something cannot be opened, or the broker is not there.
    pub async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let data = &settings.data;
        std::fs::create_dir_all(data)
            .with_context(|| format!("the folder {} cannot be made; another one goes into APP_DATA", data.display()))?;
        let broker: Arc<dyn Broker> = match settings.broker.kind {
            BrokerKind::Embedded => Arc::new(Embedded::new(settings.broker.partitions, settings.broker.keep)),
            BrokerKind::Nats => Arc::new(Nats::connect(&settings.broker).await?),
        };
        let tracking = Arc::new(Tracking::open(&data.join("tracking.sqlite"))?);
        let billing = Arc::new(Billing::open(&data.join("billing.sqlite"))?);
        let GroupsSettings { deadline, attempts, under_way, .. } = settings.groups;
        let (name, filter, order) = ("tracking".to_owned(), Filter::default(), Order::ByKey);
        let all = Subscription { name, filter, order, start: Start::Earliest, deadline, attempts, under_way };
        let (name, filter) = ("billing".to_owned(), Filter { kind: Some("delivered".to_owned()), ..Filter::default() });
        let delivered = Subscription { name, filter, order: Order::Any, ..all.clone() };
        let receivers = vec![
            Receiver { subscription: all, handler: Arc::clone(&tracking) as _ },
            Receiver { subscription: delivered, handler: Arc::clone(&billing) as _ },
        ];
        for receiver in &receivers {
            broker.subscribe(&receiver.subscription).await?;
        }
        Ok(Self {
            outbox: Arc::new(Outbox::open(&data.join("parcels.sqlite"))?),
            broker,
            tracking,
            billing,
            receivers,
            copies: Mutex::default(),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            groups: settings.groups.clone(),
        })
    }

    /// Lets the copies of all receivers work, messages go out, and somebody look.
    pub fn start(&self) {
        for receiver in &self.receivers {
            self.run(receiver, self.groups.copies);
        }
        self.tasks.spawn(relay(Arc::clone(&self.outbox), Arc::clone(&self.broker), self.stopping.clone()));
        let watching = monitor::watch(Arc::clone(&self.broker), self.receivers.clone(), self.groups.alert);
        self.tasks.spawn(self.stopping.clone().run_until_cancelled_owned(watching));
    }

    /// Lets so many copies of a receiver run; none, and its messages wait.
    pub fn run(&self, receiver: &Receiver, copies: usize) {
        let mut all = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        let running = all.entry(receiver.subscription.name.clone()).or_default();
        running.truncate(copies);
        while running.len() < copies {
            let stop = self.stopping.child_token();
            self.tasks.spawn(group::copy(Arc::clone(&self.broker), receiver.clone(), stop.clone()));
            running.push(stop.drop_guard());
        }
    }

    /// Lets all copies end what they have begun.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
