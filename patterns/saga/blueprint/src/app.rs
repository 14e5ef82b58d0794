//! Puts the services together, in one of two styles, and keeps them going.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::Transaction;
use serde::Deserialize;

use crate::channel::{Body, Channel, Message, Node, Service, Weather};
use crate::choreography;
use crate::orchestrator::{self, Action, Orchestrator};
use crate::order::Order;
use crate::orders::{NAME, Orders, PLAN};
use crate::participants::{Commanded, Parcels, Payments, Stock};
use crate::settings::Settings;
use crate::store::{Result, StoreError};

/// Who knows the sequence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// The orchestrator.
    #[default]
    Orchestrated,
    /// Nobody: services listen to each other.
    Choreographed,
}

/// What came of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// It is on its way, and no more.
    Now,
    /// It was before: this was a repeat.
    Before,
    /// Another one has that id.
    Another,
}

/// All services.
pub struct App {
    /// The services, and what is on its way between them.
    pub channel: Channel,
    orchestrator: Orchestrator,
}

impl App {
    /// Opens the databases of all services in `folder`.
    ///
    /// # Errors
    /// When one of them cannot be opened.
    pub fn open(folder: &Path, settings: &Settings, weather: Weather) -> Result<Self> {
        let orchestrator = Orchestrator::new(&PLAN, settings.patience.clone());
        let orchestrator = orchestrator.ok_or_else(|| StoreError::Astray("steps in this order".to_owned()))?;
        let services: [Arc<dyn Service>; 4] = match settings.style {
            Style::Orchestrated => [
                Arc::new(Orders(orchestrator.clone())),
                Arc::new(Commanded(Stock)),
                Arc::new(Commanded(Payments)),
                Arc::new(Commanded(Parcels)),
            ],
            Style::Choreographed => choreography::services(),
        };
        let nodes = services.into_iter().map(|service| Node::open(service, folder, settings.outlives));
        Ok(Self { channel: Channel::new(nodes.collect::<Result<_>>()?, weather), orchestrator })
    }

    /// Takes an order.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn place(&self, order: &Order, now: i64) -> Result<Placed> {
        let payload = serde_json::to_string(order)?;
        let message = Message { to: NAME.to_owned(), body: Body::Order(order.clone()) };
        let node = self.channel.node(NAME)?;
        node.send(now, |transaction| match orchestrator::find(transaction, &order.id)? {
            Some(before) if before.payload == payload => Ok((Placed::Before, Vec::new())),
            Some(_) => Ok((Placed::Another, Vec::new())),
            None => Ok((Placed::Now, node.service.take(transaction, &message, now)?)),
        })
    }

    /// Reads what the service knows that takes orders.
    ///
    /// # Errors
    /// When its database cannot be read.
    pub fn read<T>(&self, what: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T> {
        self.channel.node(NAME)?.transaction(|transaction| Ok(what(transaction)?))
    }

    /// Does what a person wants with an order at the repair desk; says whether it lay there. Where nobody knows the
    /// sequence, nothing ever does.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn repair(&self, id: &str, wanted: (Action, &str), now: i64) -> Result<bool> {
        self.channel.node(NAME)?.send(now, |transaction| {
            let asked = self.orchestrator.repair(transaction, id, wanted, now)?;
            Ok((asked.is_some(), asked.into_iter().flatten().map(Message::from).collect()))
        })
    }
}

/// Now, in milliseconds.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
