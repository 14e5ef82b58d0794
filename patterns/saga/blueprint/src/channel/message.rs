//! What passes between services.

use serde::{Deserialize, Serialize};

use crate::choreography::Fact;
use crate::orchestrator::{Answer, Command};
use crate::order::Order;
use crate::store::{Result, StoreError};

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who gets it.
    pub to: String,
    /// What it says.
    pub body: Body,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// From a customer's side to whoever takes orders.
    Order(Order),
    /// From the orchestrator to a participant.
    Command(Command),
    /// Back.
    Answer(Answer),
    /// From a participant to whoever listens.
    Fact(Fact),
}

impl Message {
    /// What becomes of a message to somebody who can do nothing with it.
    pub fn astray<T>(&self) -> Result<T> {
        Err(StoreError::Astray(format!("{:?}", self.body)))
    }
}

impl From<Command> for Message {
    fn from(command: Command) -> Self {
        Self { to: command.to.clone(), body: Body::Command(command) }
    }
}
