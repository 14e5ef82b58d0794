//! Where the parts meet.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::broker::{Broker, BrokerError, Embedded, Nats};
use crate::filter::Filter;
use crate::publisher::{Outbox, relay};
use crate::settings::{BrokerKind, GroupsSettings, Settings};
use crate::subscribers::{Billing, Handler, Receiver, Tracking};
use crate::subscription::{Order, Start, Subscription};
use crate::{group, monitor};

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum OpenError {
    #[error("the folder {0} cannot be made: {1}; another one goes into APP_DATA")]
    Folder(PathBuf, io::Error),
    #[error(transparent)]
    Broker(#[from] BrokerError),
    #[error("the tables: {0}")]
    Tables(#[from] rusqlite::Error),
}

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
    copies: Mutex<HashMap<String, Vec<CancellationToken>>>,
    tasks: TaskTracker,
    stop: CancellationToken,
    groups: GroupsSettings,
}

impl App {
    /// Opens what is kept in the folder `data`, and connects to the broker.
    ///
    /// # Errors
    /// When something cannot be opened, or the broker is not there.
    pub async fn open(settings: &Settings) -> Result<Self, OpenError> {
        let data = &settings.data;
        std::fs::create_dir_all(data).map_err(|error| OpenError::Folder(data.clone(), error))?;
        let broker: Arc<dyn Broker> = match settings.broker.kind {
            BrokerKind::Embedded => Arc::new(Embedded::new(settings.broker.partitions, settings.broker.keep)),
            BrokerKind::Nats => Arc::new(Nats::connect(&settings.broker).await?),
        };
        let tracking = Arc::new(Tracking::open(&data.join("tracking.sqlite"))?);
        let billing = Arc::new(Billing::open(&data.join("billing.sqlite"))?);
        let GroupsSettings { deadline, attempts, under_way, .. } = settings.groups;
        let receiver = |name: &str, filter: Filter, order: Order, handler: Arc<dyn Handler>| {
            let (name, start) = (name.to_owned(), Start::Earliest);
            Receiver {
                subscription: Subscription { name, filter, order, start, deadline, attempts, under_way },
                handler,
            }
        };
        let delivered = Filter { kind: Some("delivered".to_owned()), ..Filter::default() };
        let receivers = vec![
            receiver("tracking", Filter::default(), Order::ByKey, Arc::clone(&tracking) as _),
            receiver("billing", delivered, Order::Any, Arc::clone(&billing) as _),
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
            stop: CancellationToken::new(),
            groups: settings.groups.clone(),
        })
    }

    /// Lets the copies of all receivers work, messages go out, and somebody look.
    pub fn start(&self) {
        for receiver in &self.receivers {
            self.run(receiver, self.groups.copies);
        }
        self.tasks.spawn(relay(Arc::clone(&self.outbox), Arc::clone(&self.broker), self.stop.clone()));
        let watching = monitor::watch(Arc::clone(&self.broker), self.receivers.clone(), self.groups.alert);
        self.tasks.spawn(self.stop.clone().run_until_cancelled_owned(watching));
    }

    /// Lets so many copies of a receiver run; none, and its messages wait.
    pub fn run(&self, receiver: &Receiver, copies: usize) {
        let mut all = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        let running = all.entry(receiver.subscription.name.clone()).or_default();
        running.drain(copies.min(running.len())..).for_each(|stop| stop.cancel());
        while running.len() < copies {
            let stop = self.stop.child_token();
            self.tasks.spawn(group::copy(Arc::clone(&self.broker), receiver.clone(), stop.clone()));
            running.push(stop);
        }
    }

    /// Ends when all copies have ended what they had begun.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
