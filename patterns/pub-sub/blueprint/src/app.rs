//! Where the parts meet.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::broker::{Broker, BrokerError, Embedded, Nats};
use crate::filter::Filter;
use crate::monitor;
use crate::publisher::{Outbox, relay};
use crate::settings::{BrokerKind, Settings};
use crate::subscribers::{Billing, Handler, Tracking};
use crate::subscription::{Order, Start, Subscription};
use crate::{group, live};

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
    /// A receiver.
    pub tracking: Arc<Tracking>,
    /// Another.
    pub billing: Arc<Billing>,
    /// All receivers.
    pub handlers: Vec<Arc<dyn Handler>>,
    copies: Mutex<Vec<Copies>>,
    settings: Settings,
    stop: CancellationToken,
}

/// The copies of a receiver that run.
struct Copies {
    running: Vec<CancellationToken>,
    tasks: JoinSet<()>,
}

/// How many copies of a receiver run now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Running {
    /// So many.
    pub copies: usize,
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
        let subscription = |name: &str, filter: Filter, order: Order| Subscription {
            name: name.to_owned(),
            filter,
            order,
            start: Start::Earliest,
            deadline: settings.groups.deadline,
            attempts: settings.groups.attempts,
            under_way: settings.groups.under_way,
        };
        let delivered = Filter { kind: Some("delivered".to_owned()), ..Filter::default() };
        let tracking = subscription("tracking", Filter::default(), Order::ByKey);
        let tracking = Arc::new(Tracking::open(&data.join("tracking.sqlite"), tracking)?);
        let billing = subscription("billing", delivered, Order::Any);
        let billing = Arc::new(Billing::open(&data.join("billing.sqlite"), billing)?);
        let handlers: Vec<Arc<dyn Handler>> = vec![Arc::clone(&tracking) as _, Arc::clone(&billing) as _];
        for handler in &handlers {
            broker.subscribe(handler.subscription()).await?;
        }
        let none = || Copies { running: Vec::new(), tasks: JoinSet::new() };
        Ok(Self {
            outbox: Arc::new(Outbox::open(&data.join("parcels.sqlite"))?),
            copies: Mutex::new(handlers.iter().map(|_| none()).collect()),
            broker,
            tracking,
            billing,
            handlers,
            settings: settings.clone(),
            stop: CancellationToken::new(),
        })
    }

    /// Lets the copies of all receivers work, messages go out, and somebody look.
    pub fn start(&self) -> JoinSet<()> {
        for handler in &self.handlers {
            self.run(&handler.subscription().name, self.settings.groups.copies);
        }
        let mut tasks = JoinSet::new();
        tasks.spawn(relay(Arc::clone(&self.outbox), Arc::clone(&self.broker), self.stop.clone()));
        let (every, alert) = (self.settings.monitor.every, self.settings.monitor.alert);
        let (broker, handlers) = (Arc::clone(&self.broker), self.handlers.clone());
        tasks.spawn(monitor::watch(broker, handlers, every, alert, self.stop.clone()));
        tasks
    }

    /// Lets so many copies of a receiver run; none, and its messages wait. Nothing when there is no such receiver.
    pub fn run(&self, name: &str, copies: usize) -> Option<Running> {
        let nth = self.handlers.iter().position(|handler| handler.subscription().name == name)?;
        let mut all = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        let Copies { running, tasks } = &mut all[nth];
        running.drain(copies.min(running.len())..).for_each(|stop| stop.cancel());
        while running.len() < copies {
            let stop = self.stop.child_token();
            tasks.spawn(group::copy(Arc::clone(&self.broker), Arc::clone(&self.handlers[nth]), stop.clone()));
            running.push(stop);
        }
        Some(Running { copies })
    }

    /// A receiver, by the name of its subscription.
    pub fn handler(&self, name: &str) -> Option<&Arc<dyn Handler>> {
        self.handlers.iter().find(|handler| handler.subscription().name == name)
    }

    /// What is published from now on.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub async fn live(&self, filter: &Filter) -> Result<impl axum::response::IntoResponse + use<>, BrokerError> {
        Ok(live::events(self.broker.live(filter).await?))
    }

    /// Ends when all copies have ended what they had begun.
    pub async fn stop(&self) {
        self.stop.cancel();
        let all: Vec<Copies> = self.copies.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
        for copies in all {
            copies.tasks.join_all().await;
        }
    }
}
